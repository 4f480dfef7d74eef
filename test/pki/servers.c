/* SPDX-License-Identifier: Apache-2.0 */
/* Other server chains: some compliant, and some that each break one rule. */
#include "cases.h"

static pki_spec *server(const pki_operators *op, const pki_cert *issuer)
{
    return pki_spec_server(op->pk, issuer,
                           pki_key_get(op->pk, "ec:P-256", "nsmf"));
}

static const pki_cert *key_usage_plain(const pki_operators *op)
{
    pki_spec *spec = server(op, op->tls_a);

    pki_ext_find(spec, PKI_OID_KEY_USAGE)->critical = false;
    return pki_issue(op->pk, spec);
}

static const pki_cert *ca_no_path_len(const pki_operators *op)
{
    const pki_key *key = pki_key_get(op->pk, "ec:P-256", "tls-a");
    const pki_cert *ca =
        pki_issue(op->pk, pki_spec_ca(op->pk, op->root_a, key,
                                      "Operator A TLS CA without pathLen", -1));

    return pki_issue(op->pk, server(op, ca));
}

static const pki_cert *of_stranger(const pki_operators *op)
{
    return pki_issue(op->pk, server(op, op->stranger));
}

/* No fault: what the compliant server is replaced by, key and issuer too. */
static const pki_cert *renewed(const pki_operators *op)
{
    return pki_issue(op->pk, pki_spec_server(op->pk, op->root_b,
                                             pki_key_get(op->pk, "ec:P-256",
                                                         "nsmf-renewed")));
}

/* For key exchange with RSA, and DHE. */
static const pki_cert *with_rsa(const pki_operators *op)
{
    return pki_issue(
        op->pk, pki_spec_server(op->pk, op->tls_a,
                                pki_key_get(op->pk, "rsa:2048", "nsmf-rsa")));
}

static const pki_server_case cases[] = {
    {"server-renewed", renewed},
    {"server-rsa", with_rsa},
    {"server-broken", pki_server_broken},
    {"server-ku-plain", key_usage_plain},
    {"server-ca-no-pathlen", ca_no_path_len},
    {"server-stranger", of_stranger},
};

const pki_server_case *pki_server_case_at(size_t i)
{
    return i < sizeof(cases) / sizeof(cases[0]) ? &cases[i] : NULL;
}
