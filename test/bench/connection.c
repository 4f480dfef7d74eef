/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over memory BIOs, and what their contexts can do more. */
#include "bench.h"

#include <string.h>

static SSL *new_end(SSL_CTX *ctx, BIO *in, BIO *out, bool server)
{
    SSL *ssl = SSL_new(ctx);

    if (ssl == NULL || !BIO_up_ref(in) || !BIO_up_ref(out))
        bench_die("an end of a connection cannot be made");
    SSL_set_bio(ssl, in, out);
    if (server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    return ssl;
}

static bench_connection new_connection(SSL_CTX *client, SSL_CTX *server)
{
    static char name[] = "nsmf.example.org"; /* a macro casts const away */
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());
    bench_connection c;

    if (up == NULL || down == NULL)
        bench_die("out of memory");
    c.client = new_end(client, down, up, false);
    c.server = new_end(server, up, down, true);
    if (SSL_set_tlsext_host_name(c.client, name) != 1)
        bench_die("a server cannot be named");
    BIO_free(up);
    BIO_free(down);
    return c;
}

static bool step(SSL *ssl)
{
    int ret = SSL_do_handshake(ssl);

    if (ret != 1 && SSL_get_error(ssl, ret) != SSL_ERROR_WANT_READ)
        bench_die("a handshake failed");
    return ret == 1;
}

bench_connection bench_connect(SSL_CTX *client, SSL_CTX *server,
                               SSL_SESSION *session)
{
    bench_connection c = new_connection(client, server);
    bool client_done = false, server_done = false;

    if (session != NULL && SSL_set_session(c.client, session) != 1)
        bench_die("a session cannot be offered");
    while (!client_done || !server_done) {
        client_done = step(c.client);
        server_done = step(c.server);
    }
    if (session != NULL && SSL_session_reused(c.server) != 1)
        bench_die("a session was not resumed");
    return c;
}

bench_connection bench_half_connect(SSL_CTX *client, SSL_CTX *server)
{
    bench_connection c = new_connection(client, server);

    if (step(c.client) || step(c.server))
        bench_die("a handshake is over too soon");
    return c;
}

void bench_disconnect(bench_connection *c)
{
    SSL_free(c->client);
    SSL_free(c->server);
}

SSL_SESSION *bench_session(const bench_connection *c)
{
    char nothing;

    /* A ticket of TLS 1.3 comes after the handshake. */
    if (SSL_read(c->client, &nothing, sizeof(nothing)) > 0)
        bench_die("a server speaks first");
    /* libssl forgets a session whose connection was not shut down. */
    SSL_set_shutdown(c->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    return SSL_get1_session(c->client);
}

/* Where certificates are asked for, no session goes without. */
static void name_sessions(SSL_CTX *ctx)
{
    static const unsigned char name[] = "bench";

    if (SSL_CTX_set_session_id_context(ctx, name, sizeof(name)) != 1)
        bench_die("sessions cannot be named");
}

void bench_use_tickets(SSL_CTX *ctx)
{
    (void)SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
    if (SSL_CTX_set_num_tickets(ctx, 1) != 1)
        bench_die("tickets cannot be used");
    name_sessions(ctx);
}

/* ---- A pre-shared key --------------------------------------------------- */

static const unsigned char psk_identity[] = "csmf-1";
static const unsigned char psk_key[32] = {
    0x9b, 0x02, 0x5e, 0xd1, 0x47, 0xfa, 0x33, 0x8c, 0x61, 0xb8, 0x0f,
    0xe4, 0x7d, 0x19, 0xc6, 0x52, 0xae, 0x75, 0x90, 0x2b, 0xf3, 0x48,
    0xdd, 0x16, 0x84, 0x3a, 0xcf, 0x6e, 0x05, 0xb1, 0x97, 0x2c};

static SSL_SESSION *psk_session(SSL *ssl)
{
    static const unsigned char suite[] = {0x13, 0x02};
    const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, suite);
    SSL_SESSION *session = SSL_SESSION_new();

    if (cipher == NULL || session == NULL ||
        !SSL_SESSION_set1_master_key(session, psk_key, sizeof(psk_key)) ||
        !SSL_SESSION_set_cipher(session, cipher) ||
        !SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION))
        bench_die("a pre-shared key cannot be used");
    return session;
}

static int find_psk(SSL *ssl, const unsigned char *identity, size_t n,
                    SSL_SESSION **session)
{
    bool ours =
        n == sizeof(psk_identity) - 1 && memcmp(identity, psk_identity, n) == 0;

    *session = ours ? psk_session(ssl) : NULL;
    return 1;
}

static int offer_psk(SSL *ssl, const EVP_MD *md, const unsigned char **identity,
                     size_t *n, SSL_SESSION **session)
{
    (void)md;
    *identity = psk_identity;
    *n = sizeof(psk_identity) - 1;
    *session = psk_session(ssl);
    return 1;
}

void bench_use_psk(SSL_CTX *client, SSL_CTX *server)
{
    name_sessions(server);
    SSL_CTX_set_psk_find_session_callback(server, find_psk);
    SSL_CTX_set_psk_use_session_callback(client, offer_psk);
}
