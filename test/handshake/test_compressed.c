/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed certificates (RFC 8879), which two ends of OpenSSL 3.2 and later
 * send by themselves where they were built with a compression. */
#include <openssl/opensslv.h>
#include <string.h>

#include "expect.h"
#include "parties.h"

#define CERTIFICATE 11
#define COMPRESSED_CERTIFICATE 25

static parties *p;
static gate *g;
static unsigned seen[256]; /* messages by type, of the handshake that runs */

static void count(int sent, int version, int content, const void *message,
                  size_t n, SSL *ssl, void *arg)
{
    (void)sent;
    (void)version;
    (void)ssl;
    (void)arg;
    if (content == SSL3_RT_HANDSHAKE && n > 0)
        seen[*(const unsigned char *)message]++;
}

static outcome meet(SSL_CTX *server, SSL_CTX *client)
{
    memset(seen, 0, sizeof(seen));
    SSL_CTX_set_msg_callback(client, count);
    return wire_once(server, client);
}

static SSL_CTX *server_of(const gate *by)
{
    return parties_server(p, by, TLS1_3_VERSION, VERIFY_WAIVING);
}

static bool client_compresses(void)
{
    (void)meet(server_of(NULL),
               parties_client(p, TLS1_3_VERSION, party_cert(p->good)));
    return seen[COMPRESSED_CERTIFICATE] > 0;
}

static void of_the_client(void)
{
    behaviour("a client's compressed certificate is judged as any other");
    EXPECT_SERVER(meet(server_of(g),
                       parties_client(p, TLS1_3_VERSION, party_cert(p->good))),
                  NULL, "compliant");
    CHECK(seen[COMPRESSED_CERTIFICATE] == 1, "it was compressed");
    EXPECT_SERVER(meet(server_of(g),
                       parties_client(p, TLS1_3_VERSION, party_cert(p->bad))),
                  "CERT-CDP-1", "no CDP");
    CHECK(seen[COMPRESSED_CERTIFICATE] == 1, "it was compressed");
    CHECK(gate_audited(g, "GATE-4") == 0, "each was expanded");
}

/* A server sends what was compressed before. */
static void compress(SSL_CTX *ctx)
{
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    NEED(SSL_CTX_compress_certs(ctx, 0) == 1);
#else
    (void)ctx;
#endif
}

static outcome go(identity server)
{
    SSL_CTX *ctx =
        wire_server(NULL, TLS1_3_VERSION, server, NULL, VERIFY_SKIPPED);

    compress(ctx);
    return meet(ctx, wire_client(g, TLS1_3_VERSION, party_cert(p->good),
                                 p->anchors, VERIFY_WAIVING));
}

static void of_the_server(void)
{
    pki_spec *spec = pki_spec_server(p->pk, p->op->tls_a, p->server.leaf->key);

    pki_ext_drop(spec, PKI_OID_CDP);
    behaviour("a server's compressed certificate is judged as any other");
    EXPECT_CLIENT(go(p->server), NULL, "compliant");
    CHECK(seen[COMPRESSED_CERTIFICATE] == 2 && seen[CERTIFICATE] == 0,
          "both ends compressed: %u", seen[COMPRESSED_CERTIFICATE]);
    EXPECT_CLIENT(go(party_cert(pki_issue(p->pk, spec))), "CERT-CDP-1",
                  "no CDP");
    CHECK(seen[COMPRESSED_CERTIFICATE] == 1, "it was compressed");
}

int main(void)
{
    bool some;

    p = parties_new();
    some = client_compresses();
    if (some) {
        g = gate_new("", p->anchors);
        of_the_client();
        of_the_server();
        gate_free(g);
    }
    parties_free(p);
    return some ? check_result()
                : check_skipped("this libssl compresses no certificate");
}
