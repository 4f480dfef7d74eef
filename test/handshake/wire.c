/* SPDX-License-Identifier: Apache-2.0 */
#include "wire.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"

/* ---- Contexts ---------------------------------------------------------- */

static OSSL_LIB_CTX *context_of(const gate *g)
{
    return g == NULL ? NULL : g->ctx;
}

static X509 *x509_of(const gate *g, const pki_cert *cert)
{
    static const gate stock = {.ctx = NULL};

    return gate_x509(g == NULL ? &stock : g, cert);
}

/* The key as an object of the gate's own context. */
static EVP_PKEY *pkey_of(const gate *g, const pki_key *key)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_PrivateKey(key->pkey, &der);
    EVP_PKEY *copy;

    NEED(n > 0);
    p = der;
    copy = d2i_AutoPrivateKey_ex(NULL, &p, n, context_of(g), NULL);
    NEED(copy != NULL);
    OPENSSL_free(der);
    return copy;
}

static void send_too(SSL_CTX *ctx, const gate *g, const pki_cert *cert)
{
    NEED(SSL_CTX_add0_chain_cert(ctx, x509_of(g, cert)) == 1);
}

static void present(SSL_CTX *ctx, const gate *g, identity who)
{
    X509 *leaf;
    EVP_PKEY *pkey;

    if (who.leaf == NULL)
        return;
    leaf = x509_of(g, who.leaf);
    pkey = pkey_of(g, who.key != NULL ? who.key : who.leaf->key);
    NEED(SSL_CTX_use_certificate(ctx, leaf) == 1);
    NEED(SSL_CTX_use_PrivateKey(ctx, pkey) == 1);
    X509_free(leaf);
    EVP_PKEY_free(pkey);
    if (who.chain != NULL) {
        for (; *who.chain != NULL; who.chain++)
            send_too(ctx, g, *who.chain);
        return;
    }
    for (const pki_cert *up = who.leaf->issuer;
         up != NULL && up->issuer != NULL; up = up->issuer)
        send_too(ctx, g, up);
}

static void trust(SSL_CTX *ctx, const gate *g, const pki_cert *const *trusted)
{
    for (; trusted != NULL && *trusted != NULL; trusted++) {
        X509 *x = x509_of(g, *trusted);

        NEED(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x) == 1);
        X509_free(x);
    }
}

static int waive(int ok, X509_STORE_CTX *ctx)
{
    (void)ok;
    (void)ctx;
    return 1;
}

static int skip(X509_STORE_CTX *ctx, void *arg)
{
    (void)ctx;
    (void)arg;
    return 1;
}

SSL_CTX *wire_context(const SSL_METHOD *method, const gate *g, int version,
                      identity who, const pki_cert *const *trusted,
                      verify_mode mode)
{
    SSL_CTX *ctx = SSL_CTX_new_ex(context_of(g), NULL, method);

    NEED(ctx != NULL);
    /* What is odd about a certificate is for the gate to say. */
    SSL_CTX_set_security_level(ctx, 0);
    NEED(SSL_CTX_set_min_proto_version(ctx, version == 0 ? TLS1_2_VERSION
                                                         : version) == 1);
    NEED(SSL_CTX_set_max_proto_version(ctx, version) == 1);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    NEED(SSL_CTX_set_num_tickets(ctx, 0) == 1);
    present(ctx, g, who);
    trust(ctx, g, trusted);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       mode == VERIFY_WAIVING ? waive : NULL);
    if (mode == VERIFY_SKIPPED)
        SSL_CTX_set_cert_verify_callback(ctx, skip, NULL);
    return ctx;
}

SSL_CTX *wire_server(const gate *g, int version, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    return wire_context(TLS_server_method(), g, version, who, trusted, mode);
}

SSL_CTX *wire_client(const gate *g, int version, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    return wire_context(TLS_client_method(), g, version, who, trusted, mode);
}

/* ---- Two ends ---------------------------------------------------------- */

static BIO *memory(void)
{
    BIO *bio = BIO_new(BIO_s_mem());

    NEED(bio != NULL);
    BIO_set_mem_eof_return(bio, -1);
    return bio;
}

static wire *join(SSL_CTX *server, SSL_CTX *client, bool by_record)
{
    wire *w = calloc(1, sizeof(*w));
    BIO *up = memory(), *down = memory();

    NEED(w != NULL);
    w->server = SSL_new(server);
    w->client = SSL_new(client);
    NEED(w->server != NULL && w->client != NULL && BIO_up_ref(up) == 1 &&
         BIO_up_ref(down) == 1);
    w->held = by_record ? up : NULL;
    SSL_set_bio(w->server, by_record ? memory() : up, down);
    SSL_set_bio(w->client, down, up);
    SSL_set_accept_state(w->server);
    SSL_set_connect_state(w->client);
    return w;
}

wire *wire_new(SSL_CTX *server, SSL_CTX *client)
{
    return join(server, client, false);
}

wire *wire_new_by_record(SSL_CTX *server, SSL_CTX *client)
{
    return join(server, client, true);
}

bool wire_record(wire *w)
{
    uint8_t record[5 + 65536];
    int length;

    if (BIO_read(w->held, record, 5) != 5)
        return false;
    length = record[3] << 8 | record[4];
    NEED(BIO_read(w->held, record + 5, length) == length);
    NEED(BIO_write(SSL_get_rbio(w->server), record, 5 + length) == 5 + length);
    return true;
}

void wire_free(wire *w)
{
    SSL_free(w->server);
    SSL_free(w->client);
    if (w->held != NULL)
        BIO_free(w->held);
    free(w);
}

void wire_errors(char *out, size_t size)
{
    const char *data;
    unsigned long code;
    int flags;
    size_t n = 0;

    out[0] = '\0';
    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *reason = ERR_reason_error_string(code);
        int more = snprintf(out + n, size - n, "[%s: %s] ",
                            reason == NULL ? "?" : reason, data);

        if (more < 0 || (size_t)more >= size - n)
            break;
        n += (size_t)more;
    }
    ERR_clear_error();
}

static bool step(SSL *ssl, bool *done, bool *failed, char *errors, size_t size)
{
    uint64_t before = BIO_number_written(SSL_get_wbio(ssl));
    uint64_t read = BIO_number_read(SSL_get_rbio(ssl));
    int ret, error;

    if (*done || *failed)
        return false;
    ERR_clear_error();
    ret = SSL_do_handshake(ssl);
    if (ret == 1) {
        *done = true;
        return true;
    }
    error = SSL_get_error(ssl, ret);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return BIO_number_written(SSL_get_wbio(ssl)) != before ||
               BIO_number_read(SSL_get_rbio(ssl)) != read;
    *failed = true;
    wire_errors(errors, size);
    return true;
}

bool wire_step_server(wire *w)
{
    return step(w->server, &w->server_done, &w->server_failed, w->server_errors,
                sizeof(w->server_errors));
}

bool wire_step_client(wire *w)
{
    return step(w->client, &w->client_done, &w->client_failed, w->client_errors,
                sizeof(w->client_errors));
}

void wire_run(wire *w)
{
    bool moved = true;

    while (moved) {
        moved = wire_step_client(w);
        moved = wire_step_server(w) || moved;
    }
}

static bool pass_byte(SSL *from, SSL *to)
{
    char byte = 'x', got = 0;

    ERR_clear_error();
    return SSL_write(from, &byte, 1) == 1 && SSL_read(to, &got, 1) == 1 &&
           got == byte;
}

bool wire_exchange(wire *w)
{
    return w->server_done && w->client_done &&
           pass_byte(w->client, w->server) && pass_byte(w->server, w->client);
}

static outcome whole(wire *w, SSL_CTX *server, SSL_CTX *client)
{
    outcome out = {.why = ""};

    wire_run(w);
    out.served = w->server_done;
    if (w->client_done)
        out.client = w->server_done && wire_exchange(w);
    (void)snprintf(out.why, sizeof(out.why), "%.2000s%.2000s", w->server_errors,
                   w->client_errors);
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    ERR_clear_error();
    return out;
}

outcome wire_once(SSL_CTX *server, SSL_CTX *client)
{
    return whole(wire_new(server, client), server, client);
}

outcome wire_once_datagrams(SSL_CTX *server, SSL_CTX *client)
{
    wire *w = calloc(1, sizeof(*w));
    BIO_ADDR *other = BIO_ADDR_new(); /* a pair of sockets needs none */
    int ends[2];

    NEED(other != NULL && w != NULL &&
         socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) == 0);
    w->server = SSL_new(server);
    w->client = SSL_new(client);
    NEED(w->server != NULL && w->client != NULL);
    for (int i = 0; i < 2; i++) {
        SSL *ssl = i == 0 ? w->server : w->client;
        BIO *bio = BIO_new_dgram(ends[i], BIO_CLOSE);

        NEED(bio != NULL);
        (void)BIO_ctrl_set_connected(bio, other);
        SSL_set_bio(ssl, bio, bio);
        SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
        SSL_set_mtu(ssl, 16384);
    }
    BIO_ADDR_free(other);
    SSL_set_accept_state(w->server);
    SSL_set_connect_state(w->client);
    return whole(w, server, client);
}
