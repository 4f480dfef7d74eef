/* SPDX-License-Identifier: Apache-2.0 */
#include "parties.h"

#include "check.h"

const int tls_versions[3] = {TLS1_2_VERSION, TLS1_3_VERSION, 0};

const char *tls_name(int version)
{
    return version == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3";
}

parties *parties_new(void)
{
    pki *pk = pki_new(NULL);
    parties *p = pki_alloc(pk, sizeof(*p));
    pki_spec *spec;

    p->pk = pk;
    p->op = pki_operators_new(pk);
    p->good = pki_issue(pk, pki_spec_client(pk, p->op->tls_a, p->op->csmf));
    spec = pki_spec_client(pk, p->op->tls_a, p->op->csmf);
    pki_ext_drop(spec, PKI_OID_CDP);
    p->bad = pki_issue(pk, spec);
    p->server = party_cert(pki_server(p->op));
    p->anchors[0] = p->op->root_a;
    p->anchors[1] = p->op->root_a_new;
    p->anchors[2] = p->op->root_b;
    return p;
}

void parties_free(parties *p)
{
    pki_free(p->pk);
}

identity party_cert(const pki_cert *leaf)
{
    identity who = {.leaf = leaf};

    return who;
}

identity party(const parties *p, const char *name)
{
    const pki_case *c = pki_case_find(name);

    NEED(c != NULL);
    return party_cert(c->build(p->op));
}

SSL_CTX *parties_server(const parties *p, const gate *g, int version,
                        verify_mode mode)
{
    return wire_server(g, version, p->server, p->anchors, mode);
}

SSL_CTX *parties_client(const parties *p, int version, identity who)
{
    (void)p;
    return wire_client(NULL, version, who, NULL, VERIFY_SKIPPED);
}

outcome parties_meet(const parties *p, const gate *g, int version,
                     verify_mode mode, identity who)
{
    return wire_once(parties_server(p, g, version, mode),
                     parties_client(p, version, who));
}
