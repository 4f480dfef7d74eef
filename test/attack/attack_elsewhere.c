/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server whose key signs outside the gate: nothing shows that it is one, and
 * a client without a certificate is served only where the policy says so.
 */
#include <stdio.h>

#include "elsewhere.h"
#include "expect.h"
#include "parties.h"

static parties *p;
static const identity nobody = {NULL, NULL, NULL};

static outcome meet(const gate *g, int version, identity who)
{
    SSL_CTX *server = parties_server(p, g, version, VERIFY_WAIVING);

    elsewhere_use(server, p->server.leaf->key);
    if (who.leaf == NULL)
        SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
    return wire_once(server, parties_client(p, version, who));
}

/* RULE: what is to refuse a client without certificate, NULL for nothing. */
static void try_policy(const char *policy, bool listed, const char *rule)
{
    char text[256], hash[65];

    (void)snprintf(text, sizeof(text), "%s%s%s\n", policy,
                   listed ? "certificate.1 = " : "",
                   listed ? wire_hash(p->server.leaf, hash) : "");
    EACH_VERSION(v)
    {
        gate *g = gate_new(text, p->anchors);

        /* first: whom the gate served tells later whose server this is */
        EXPECT_SERVER(meet(g, *v, nobody), rule, tls_name(*v));
        EXPECT_SERVER(meet(g, *v, party_cert(p->bad)), "CERT-CDP-1",
                      tls_name(*v));
        EXPECT_SERVER(meet(g, *v, party_cert(p->good)), NULL, tls_name(*v));
        gate_free(g);
    }
}

int main(void)
{
    p = parties_new();
    behaviour("stock serves it, or this tries nothing");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(NULL, *v, nobody), NULL, tls_name(*v));
    }
    behaviour("mutual = optional, and its leaf listed");
    try_policy("[server]\nmutual = optional\n", true, NULL);
    behaviour("mutual = optional, and its leaf not listed");
    try_policy("[server]\nmutual = optional\n", false, "GATE-3");
    behaviour("mutual = required, and its leaf listed");
    try_policy("[server]\n", true, "TLS-MA-1");
    behaviour("mutual = required, and its leaf not listed");
    try_policy("", false, "TLS-MA-1");
    parties_free(p);
    return check_result();
}
