/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS 1.3: a stranger has the process verify what he signed himself, in the
 * form of a server's CertificateVerify and over the transcript of his own
 * handshake with it, as an application does that verifies others' documents.
 * The server does not take itself for his client, and asks a certificate.
 */
#include <string.h>

#include "elsewhere.h"
#include "expect.h"
#include "overheard.h"
#include "parties.h"
#include "path_check.h"

#define PADDING 64
#define CONTEXT "TLS 1.3, server CertificateVerify"

static parties *p;
static const identity nobody = {NULL, NULL, NULL};

typedef struct blob {
    uint8_t content[PADDING + sizeof(CONTEXT) + 32], signature[256];
    size_t n; /* of the signature */
} blob;

/* What the process verified once may prove itself: so the stranger begins. */
static void verify_server(const gate *g)
{
    const pki_cert *leaf = p->server.leaf;
    const pki_cert *sent[] = {leaf->issuer, NULL};

    NEED(path_check(g, leaf, sent, p->anchors, false) == X509_V_OK);
}

/* RFC 8446 4.4.3 */
static void make(const overheard *o, EVP_PKEY *key, blob *b)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    memset(b->content, ' ', PADDING);
    memcpy(b->content + PADDING, CONTEXT, sizeof(CONTEXT));
    NEED(EVP_Digest(o->messages.p, o->messages.n,
                    b->content + PADDING + sizeof(CONTEXT), NULL, EVP_sha256(),
                    NULL) == 1);
    b->n = sizeof(b->signature);
    NEED(ctx != NULL &&
         EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
         EVP_DigestSign(ctx, b->signature, &b->n, b->content,
                        sizeof(b->content)) == 1);
    EVP_MD_CTX_free(ctx);
}

static bool verifies(const gate *g, EVP_PKEY *key, const blob *b)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(key, &der);
    const unsigned char *at = der;
    EVP_PKEY *public = d2i_PUBKEY_ex(NULL, &at, n, g->ctx, NULL);
    char errors[4096];
    bool verified;

    NEED(ctx != NULL && public != NULL &&
         EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", g->ctx, NULL, public,
                                 NULL) == 1);
    verified = EVP_DigestVerify(ctx, b->signature, b->n, b->content,
                                sizeof(b->content)) == 1;
    wire_errors(errors, sizeof(errors));
    EVP_PKEY_free(public);
    EVP_MD_CTX_free(ctx);
    OPENSSL_free(der);
    return verified;
}

static void show(const gate *g, const overheard *o, bool gated)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    blob b;

    NEED(key != NULL && o->ended);
    make(o, key, &b);
    CHECK(verifies(g, key, &b) != gated,
          gated ? "it does not verify" : "stock verifies it");
    EVP_PKEY_free(key);
}

static void attack(const gate *g, bool elsewhere, bool gated)
{
    static overheard o;
    SSL_CTX *server = parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(p, TLS1_3_VERSION, nobody);
    wire *w;

    memset(&o, 0, sizeof(o));
    o.server = true;
    overhear(client, &o);
    wire_terms(client, (terms){.suites_tls13 = "TLS_AES_128_GCM_SHA256"});
    if (elsewhere)
        elsewhere_use(server, p->server.leaf->key);
    SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
    w = wire_new(server, client);
    NEED(wire_step_client(w) && wire_step_server(w) && wire_step_client(w));
    verify_server(g);
    show(g, &o, gated);
    wire_run(w);
    CHECK(w->server_done != gated, "the stranger: %s", w->server_errors);
    CHECK(!gated || strstr(w->server_errors, "TLS-MA-1") != NULL,
          "refused for another reason: %s", w->server_errors);
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

int main(void)
{
    static const gate stock = {.ctx = NULL};
    gate *g;

    p = parties_new();
    g = gate_new("", p->anchors);
    behaviour("stock serves the stranger, or this tries nothing");
    attack(&stock, true, false);
    behaviour("with the server's key elsewhere");
    attack(g, true, true);
    behaviour("with the server's key here");
    attack(g, false, true);
    gate_free(g);
    parties_free(p);
    return check_result();
}
