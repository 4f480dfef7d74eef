/* SPDX-License-Identifier: Apache-2.0 */
/* The two operators, a stranger, and the servers. */
#include "cases.h"

static const pki_cert *root(pki *pk, const char *type, const char *name,
                            const char *cn, int path_len)
{
    return pki_issue(
        pk, pki_spec_ca(pk, NULL, pki_key_get(pk, type, name), cn, path_len));
}

static const pki_cert *tls_ca(pki *pk, const pki_cert *issuer, const char *name)
{
    return pki_issue(pk,
                     pki_spec_ca(pk, issuer, pki_key_get(pk, "ec:P-256", name),
                                 "Operator A TLS CA", 0));
}

const pki_operators *pki_operators_new(pki *pk)
{
    pki_operators *op = pki_alloc(pk, sizeof(*op));

    op->pk = pk;
    op->csmf = pki_key_get(pk, "ec:P-256", "csmf");
    op->root_a = root(pk, "ec:P-384", "root-a", "Operator A Root", -1);
    op->tls_a = tls_ca(pk, op->root_a, "tls-a");
    op->root_a_new = root(pk, "ec:P-384", "root-a-new", "Operator A Root", -1);
    op->tls_a_new = tls_ca(pk, op->root_a_new, "tls-a-new");
    op->root_b = root(pk, "rsa:3072", "root-b", "Operator B Root", 0);
    op->stranger_root =
        root(pk, "ec:P-384", "stranger-root", "Stranger Root", -1);
    op->stranger = tls_ca(pk, op->stranger_root, "stranger-tls");
    return op;
}

const pki_cert *pki_server(const pki_operators *op)
{
    return pki_issue(op->pk,
                     pki_spec_server(op->pk, op->tls_a,
                                     pki_key_get(op->pk, "ec:P-256", "nsmf")));
}

const pki_cert *pki_server_broken(const pki_operators *op)
{
    pki_spec *spec = pki_spec_server(op->pk, op->tls_a,
                                     pki_key_get(op->pk, "ec:P-256", "nsmf"));

    pki_ext_drop(spec, PKI_OID_CDP);
    return pki_issue(op->pk, spec);
}

const pki_cert *pki_stranger_broken(const pki_operators *op)
{
    pki_spec *s = pki_spec_client(op->pk, op->stranger, op->csmf);

    pki_ext_drop(s, PKI_OID_CDP);
    return pki_issue(op->pk, s);
}
