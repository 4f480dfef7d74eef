/* SPDX-License-Identifier: Apache-2.0 */
/* Groups with ML-KEM and certificates with ML-DSA, where libcrypto has them:
 * from OpenSSL 3.5 on. The profile names the hybrid groups and no ML-DSA. */
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static gate *g, *scoped;

static bool has_key(const char *name)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
    bool found = ctx != NULL;

    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return found;
}

static outcome meet(const gate *by, const char *group)
{
    SSL_CTX *server = parties_server(p, by, TLS1_3_VERSION, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(p, TLS1_3_VERSION, party_cert(p->good));

    wire_terms(server, (terms){.groups = group});
    wire_terms(client, (terms){.groups = group});
    return wire_once(server, client);
}

static void groups(void)
{
    static const char *const named[] = {"X25519MLKEM768", "SecP256r1MLKEM768",
                                        "SecP384r1MLKEM1024"};
    static const char *const others[] = {"MLKEM512", "MLKEM768", "MLKEM1024"};
    SSL_CTX *server = parties_server(p, g, TLS1_3_VERSION, VERIFY_REQUIRED);
    SSL_CTX *client = parties_client(p, TLS1_3_VERSION, party_cert(p->good));

    behaviour("hybrid groups are served, ML-KEM alone is refused");
    for (size_t i = 0; i < 3; i++) {
        EXPECT_SERVER(meet(g, named[i]), NULL, named[i]);
        EXPECT_SERVER(meet(scoped, named[i]), NULL, named[i]);
        EXPECT_SERVER(meet(scoped, others[i]), "TLS-GRP-1", others[i]);
    }
    EXPECT_SERVER(wire_once(server, client), NULL, "what libssl likes best");
}

/* The key lives as long as the parties. */
static const pki_key *new_key(const char *name)
{
    pki_key *key = pki_alloc(p->pk, sizeof(*key));
    unsigned char *der = NULL;
    int n;

    key->type = name;
    key->pkey = EVP_PKEY_Q_keygen(NULL, NULL, name);
    NEED(key->pkey != NULL);
    n = i2d_PUBKEY(key->pkey, &der);
    NEED(n > 0);
    key->spki = pki_copy(p->pk, der, (size_t)n);
    OPENSSL_free(der);
    return key;
}

/* Without a scope the scheme is not offered, and such a key not used. */
static void of_the_client(const pki_key *key)
{
    identity who =
        party_cert(pki_issue(p->pk, pki_spec_client(p->pk, p->op->tls_a, key)));

    EXPECT_SERVER(parties_meet(p, g, TLS1_3_VERSION, VERIFY_WAIVING, who),
                  "did not return a certificate", key->type);
    EXPECT_SERVER(parties_meet(p, scoped, TLS1_3_VERSION, VERIFY_WAIVING, who),
                  "CERT-SIG-6", key->type);
}

static outcome go(const gate *by, identity server)
{
    return wire_once(
        wire_server(NULL, TLS1_3_VERSION, server, NULL, VERIFY_SKIPPED),
        wire_client(by, TLS1_3_VERSION, party_cert(p->good), p->anchors,
                    VERIFY_WAIVING));
}

static void of_the_server(const pki_key *key)
{
    identity who =
        party_cert(pki_issue(p->pk, pki_spec_server(p->pk, p->op->tls_a, key)));

    EXPECT_CLIENT(go(g, who), "no suitable signature algorithm", key->type);
    EXPECT_CLIENT(go(scoped, who), "CERT-SIG-6", key->type);
}

static void certificates(void)
{
    static const char *const names[] = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"};

    behaviour("a certificate with an ML-DSA key is refused by rule");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const pki_key *key = new_key(names[i]);

        of_the_client(key);
        of_the_server(key);
        EVP_PKEY_free(key->pkey);
    }
}

int main(void)
{
    char policy[256], server[65], client[65];

    if (!has_key("ML-DSA-65") || !has_key("X25519MLKEM768"))
        return check_skipped("this libcrypto has no ML-KEM and ML-DSA");
    p = parties_new();
    (void)snprintf(policy, sizeof(policy),
                   "[scope]\nown_certificate.1 = %s\nown_certificate.2 = %s\n",
                   wire_hash(p->server.leaf, server),
                   wire_hash(p->good, client));
    g = gate_new("", p->anchors);
    scoped = gate_new(policy, p->anchors);
    groups();
    certificates();
    gate_free(g);
    gate_free(scoped);
    parties_free(p);
    return check_result();
}
