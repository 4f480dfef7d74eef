/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_pair.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#define ROUNDS_MAX 32
#define GATE_LINE "refused client " /* how the gate's own line begins */

typedef struct pair {
    SSL_CTX *server_ctx, *client_ctx;
    SSL *server, *client;
    tls_result *out;
} pair;

static bool fail(pair *p, const char *what)
{
    char reason[256] = "no reason given";
    unsigned long error = ERR_peek_last_error();

    if (error != 0)
        ERR_error_string_n(error, reason, sizeof(reason));
    p->out->outcome = TLS_FAILED;
    (void)BIO_snprintf(p->out->text, sizeof(p->out->text), "%s: %s", what,
                       reason);
    return false;
}

static int waive(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

/* A copy that belongs to the process's default context, gate and all. */
static X509 *in_default_context(const X509 *cert)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_X509(cert, &der);
    X509 *copy;

    p = der;
    copy = n > 0 ? d2i_X509(NULL, &p, n) : NULL;
    OPENSSL_free(der);
    return copy;
}

static bool trust(SSL_CTX *ctx, const X509 *ca)
{
    X509 *copy = in_default_context(ca);
    bool good = copy != NULL &&
                X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), copy) == 1;

    X509_free(copy);
    return good;
}

static bool make_server(pair *p, const twin_ca *ca, const twin *own)
{
    X509 *cert;
    bool good;

    p->server_ctx = SSL_CTX_new(TLS_server_method());
    if (p->server_ctx == NULL)
        return fail(p, "a server context cannot be made");
    cert = in_default_context(own->cert);
    good = cert != NULL && trust(p->server_ctx, ca->cert) &&
           SSL_CTX_use_certificate(p->server_ctx, cert) == 1 &&
           SSL_CTX_use_PrivateKey(p->server_ctx, own->key) == 1;
    X509_free(cert);
    if (!good)
        return fail(p, "a server cannot be set up");
    SSL_CTX_set_verify(p->server_ctx,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       waive);
    p->server = SSL_new(p->server_ctx);
    return p->server != NULL || fail(p, "a server cannot be made");
}

static bool make_client(pair *p, const twin_ca *ca, const twin *own,
                        int version)
{
    p->client_ctx = SSL_CTX_new_ex(ca->libctx, NULL, TLS_client_method());
    if (p->client_ctx == NULL ||
        SSL_CTX_use_certificate(p->client_ctx, own->cert) != 1 ||
        SSL_CTX_use_PrivateKey(p->client_ctx, own->key) != 1 ||
        SSL_CTX_set_min_proto_version(p->client_ctx, version) != 1 ||
        SSL_CTX_set_max_proto_version(p->client_ctx, version) != 1)
        return fail(p, "a client cannot be set up");
    SSL_CTX_set_verify(p->client_ctx, SSL_VERIFY_NONE, NULL);
    p->client = SSL_new(p->client_ctx);
    return p->client != NULL || fail(p, "a client cannot be made");
}

static bool connect_pair(pair *p)
{
    BIO *a = NULL, *b = NULL;

    if (BIO_new_bio_pair(&a, 0, &b, 0) != 1)
        return fail(p, "out of memory");
    SSL_set_bio(p->server, a, a);
    SSL_set_bio(p->client, b, b);
    SSL_set_accept_state(p->server);
    SSL_set_connect_state(p->client);
    return true;
}

/* The gate's line about the client, from the errors that the server raised. */
static bool find_gate_line(pair *p)
{
    const char *data;
    int flags;

    while (ERR_get_error_all(NULL, NULL, NULL, &data, &flags) != 0)
        if ((flags & ERR_TXT_STRING) != 0 &&
            strncmp(data, GATE_LINE, strlen(GATE_LINE)) == 0) {
            p->out->outcome = TLS_REFUSED;
            (void)BIO_snprintf(p->out->text, sizeof(p->out->text), "%s", data);
            return true;
        }
    return false;
}

static void server_failed(pair *p)
{
    unsigned long last = ERR_peek_last_error();

    (void)fail(p, "the server ended the handshake");
    if (ERR_GET_REASON(last) == SSL_R_UNSUPPORTED_PROTOCOL ||
        ERR_GET_REASON(last) == SSL_R_NO_PROTOCOLS_AVAILABLE)
        p->out->outcome = TLS_NOT_OFFERED;
    (void)find_gate_line(p);
}

static bool goes_on(const SSL *ssl, int ret)
{
    int error = SSL_get_error(ssl, ret);

    return error == SSL_ERROR_NONE || error == SSL_ERROR_WANT_READ ||
           error == SSL_ERROR_WANT_WRITE;
}

static void shake_hands(pair *p)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        int client, server;

        ERR_clear_error();
        client = SSL_do_handshake(p->client);
        if (!goes_on(p->client, client)) {
            (void)fail(p, "the client ended the handshake");
            return;
        }
        ERR_clear_error();
        server = SSL_do_handshake(p->server);
        if (!goes_on(p->server, server)) {
            server_failed(p);
            return;
        }
        if (server == 1 && SSL_is_init_finished(p->server)) {
            p->out->outcome = TLS_ACCEPTED;
            return;
        }
    }
    (void)fail(p, "the handshake came to no end");
}

void tls_pair_run(const twin_ca *ca, const twin *server, const twin *client,
                  int version, tls_result *out)
{
    pair p = {.out = out};

    memset(out, 0, sizeof(*out));
    ERR_clear_error();
    if (make_server(&p, ca, server) && make_client(&p, ca, client, version) &&
        connect_pair(&p))
        shake_hands(&p);
    SSL_free(p.server);
    SSL_free(p.client);
    SSL_CTX_free(p.server_ctx);
    SSL_CTX_free(p.client_ctx);
    ERR_clear_error();
}
