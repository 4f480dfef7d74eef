/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client that verifies nothing ("curl -k"). A TLS 1.2 client authenticates
 * the server by ServerKeyExchange, so its leaf is judged where the handshake
 * is decided; in TLS 1.3 at CertificateVerify.
 */
#include <string.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static const pki_cert *const *roots;
static const pki_cert *broken;

/* A gated client that takes no notice of what verification says. */
static SSL_CTX *careless(const gate *by, int version,
                         const pki_cert *const *trusted, bool skips)
{
    SSL_CTX *ctx = wire_client(by, version, party_cert(p->good), trusted,
                               skips ? VERIFY_SKIPPED : VERIFY_REQUIRED);

    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

static outcome go(const gate *by, int version, const pki_cert *leaf,
                  const pki_cert *const *trusted, bool skips)
{
    return wire_once(
        wire_server(NULL, version, party_cert(leaf), roots, VERIFY_SKIPPED),
        careless(by, version, trusted, skips));
}

static void by_rule(const gate *g)
{
    behaviour("a broken server is refused by its rule");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(g, *v, broken, roots, false), "CERT-CDP-1",
                      tls_name(*v));
        EXPECT_CLIENT(go(g, *v, broken, NULL, false), "CERT-CDP-1",
                      tls_name(*v));
        EXPECT_CLIENT(go(g, *v, p->server.leaf, roots, false), NULL,
                      tls_name(*v));
    }
}

static void never_verified(void)
{
    gate *fresh = gate_new("", p->anchors);

    behaviour("a compliant server that nobody verified is refused");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(fresh, *v, p->server.leaf, NULL, false), "GATE-3",
                      tls_name(*v));
        EXPECT_CLIENT(go(fresh, *v, p->server.leaf, roots, true), "GATE-3",
                      tls_name(*v));
    }
    gate_free(fresh);
}

static void listed(void)
{
    char policy[128], hash[65];
    gate *g;

    (void)snprintf(policy, sizeof(policy), "[leaves]\nallow.1 = %s\n",
                   wire_hash(p->server.leaf, hash));
    g = gate_new(policy, p->anchors);
    behaviour("a listed leaf is served without a path");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(g, *v, p->server.leaf, NULL, true), NULL,
                      tls_name(*v));
        EXPECT_CLIENT(go(g, *v, broken, NULL, true), "CERT-CDP-1",
                      tls_name(*v));
    }
    gate_free(g);
}

/* RFC 5246 7.4.3: DHE parameters are signed as ECDHE's are. */
static void by_dhe(void)
{
    const pki_key *key = pki_key_get(p->pk, "rsa:2048", "nsmf-rsa");
    pki_spec *spec = pki_spec_server(p->pk, p->op->tls_a, key);
    const pki_cert *good = pki_issue(p->pk, spec), *bad;
    gate *g = gate_new("[tls]\ndhe = on\n", p->anchors);

    spec = pki_spec_server(p->pk, p->op->tls_a, key);
    pki_ext_drop(spec, PKI_OID_CDP);
    bad = pki_issue(p->pk, spec);
    behaviour("so is one of DHE");
    for (int good_one = 1; good_one >= 0; good_one--) {
        SSL_CTX *server =
            wire_server(NULL, TLS1_2_VERSION, party_cert(good_one ? good : bad),
                        roots, VERIFY_SKIPPED);

        NEED(SSL_CTX_set_dh_auto(server, 1) == 1);
        wire_terms(server, (terms){.suites = "DHE-RSA-AES128-GCM-SHA256"});
        EXPECT_CLIENT(
            wire_once(server, careless(g, TLS1_2_VERSION, roots, false)),
            good_one ? NULL : "CERT-CDP-1", "DHE");
    }
    gate_free(g);
}

/* Whoever served that key before under a certificate that passed. */
static void the_key_alone_is_nothing(const gate *g)
{
    behaviour("a passed leaf does nothing for another with the same key");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(g, *v, p->server.leaf, roots, false), NULL,
                      tls_name(*v));
        EXPECT_CLIENT(go(g, *v, broken, roots, true), "CERT-CDP-1",
                      tls_name(*v));
    }
}

int main(void)
{
    gate *g;

    p = parties_new();
    roots = p->anchors;
    broken = pki_server_broken(p->op);
    g = gate_new("", p->anchors);
    by_rule(g);
    never_verified();
    listed();
    by_dhe();
    the_key_alone_is_nothing(g);
    gate_free(g);
    parties_free(p);
    return check_result();
}
