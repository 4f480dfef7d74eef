/* SPDX-License-Identifier: Apache-2.0 */
#include "live.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#define TURNS 100
#define HEADER 4

const live_case live_cases[] = {
    {"tls13", TLS1_3_VERSION, .suites = "TLS_AES_128_GCM_SHA256"},
    {"tls13-mutual", TLS1_3_VERSION, .suites = "TLS_AES_256_GCM_SHA384",
     .mutual = true},
    {"tls13-empty", TLS1_3_VERSION, .mutual = true, .without = true},
    {"tls13-retry", TLS1_3_VERSION, .client_groups = (char[]){"X25519:P-384"},
     .server_groups = (char[]){"P-384"}, .mutual = true},
    {"tls13-resumed", TLS1_3_VERSION, .mutual = true, .ticket = true,
     .resumed = true},
    {"tls13-resumed-retry", TLS1_3_VERSION,
     .client_groups = (char[]){"X25519:P-384"},
     .server_groups = (char[]){"P-384"}, .ticket = true, .resumed = true},
    {"tls13-early", TLS1_3_VERSION, .ticket = true, .resumed = true,
     .early = true},
    {"tls13-psk", TLS1_3_VERSION, .suites = "TLS_AES_128_GCM_SHA256",
     .psk = true},
    {"tls13-late", TLS1_3_VERSION, .late = true},
    {"tls13-late-empty", TLS1_3_VERSION, .late = true, .without = true},
    {"tls12", TLS1_2_VERSION},
    {"tls12-mutual", TLS1_2_VERSION, .mutual = true, .ticket = true},
    {"tls12-empty", TLS1_2_VERSION, .mutual = true, .without = true},
    {"tls12-p384", TLS1_2_VERSION, .client_groups = (char[]){"P-384:P-256"},
     .mutual = true},
    {"tls12-ticket", TLS1_2_VERSION, .mutual = true, .ticket = true,
     .resumed = true},
    {"tls12-session-id", TLS1_2_VERSION, .mutual = true, .resumed = true},
    {"tls12-again", TLS1_2_VERSION, .mutual = true, .again = true},
    {"tls12-ecdhe-psk", TLS1_2_VERSION, .suites = "ECDHE-PSK-CHACHA20-POLY1305",
     .psk = true},
    {"tls12-ecdhe-psk-cbc", TLS1_2_VERSION,
     .suites = "ECDHE-PSK-AES128-CBC-SHA256", .psk = true},
    {"tls12-dhe-psk", TLS1_2_VERSION, .suites = "DHE-PSK-AES128-GCM-SHA256",
     .psk = true},
    {"tls12-plain-psk", TLS1_2_VERSION, .suites = "PSK-AES128-GCM-SHA256",
     .psk = true},
    {"tls12-dh-anon", TLS1_2_VERSION, .suites = "ADH-AES128-GCM-SHA256"},
    {"tls12-ecdh-anon", TLS1_2_VERSION, .suites = "AECDH-AES128-SHA"},
    {"tls11", TLS1_1_VERSION, .suites = "ECDHE-ECDSA-AES128-SHA",
     .mutual = true},
    {"dtls12", DTLS1_2_VERSION},
    {"dtls12-mutual", DTLS1_2_VERSION, .mutual = true, .ticket = true},
    {"dtls12-ticket", DTLS1_2_VERSION, .ticket = true, .resumed = true},
    {"dtls12-ecdhe-psk", DTLS1_2_VERSION,
     .suites = "ECDHE-PSK-CHACHA20-POLY1305", .psk = true},
};
const unsigned live_case_count = sizeof live_cases / sizeof live_cases[0];

void live_die(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
    ERR_print_errors_fp(stderr);
    abort();
}

/* ---- What is hashed ---------------------------------------------------- */

static void append(live_transcript *t, const void *octets, size_t n)
{
    LIVE_NEED(n <= sizeof t->octets - t->n);
    memcpy(t->octets + t->n, octets, n);
    t->n += n;
}

static bool is_retry(const uint8_t *message, size_t n)
{
    static const uint8_t begin[] = {0xcf, 0x21, 0xad, 0x74};

    return n > HEADER + 2 + sizeof begin && message[0] == 2 &&
           memcmp(message + HEADER + 2, begin, sizeof begin) == 0;
}

/* RFC 8446 4.4.1; the suite stands behind random and session_id. */
static void replace_by_hash(live_transcript *t, const uint8_t *retry)
{
    const uint8_t *suite = retry + HEADER + 2 + 32;
    uint8_t head[HEADER] = {254}, hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    suite += 1 + suite[0];
    LIVE_NEED(EVP_Digest(t->octets, t->n, hash, &n,
                         suite[1] == 2 ? EVP_sha384() : EVP_sha256(),
                         NULL) == 1);
    head[3] = (uint8_t)n;
    t->n = 0;
    append(t, head, sizeof head);
    append(t, hash, n);
    t->retry = true;
}

/* HelloRequest and HelloVerifyRequest never; of TLS 1.3 no tickets and no
 * KeyUpdate. */
static bool is_hashed(uint8_t type, int version)
{
    return type != 0 && type != 3 &&
           (version != TLS1_3_VERSION || (type != 4 && type != 24));
}

static void on_message(int write, int version, int content, const void *buf,
                       size_t n, SSL *ssl, void *arg)
{
    live_transcript *t = arg;
    const uint8_t *message = buf;

    (void)write;
    (void)version;
    if (content != SSL3_RT_HANDSHAKE ||
        !is_hashed(message[0], SSL_version(ssl)))
        return;
    if (message[0] == 1 && !t->retry)
        t->n = 0;
    if (is_retry(message, n))
        replace_by_hash(t, message);
    append(t, buf, n);
}

/* ---- Two ends ---------------------------------------------------------- */

static int accept_any(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    (void)store;
    return 1;
}

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned *n)
{
    (void)ssl;
    memcpy(cookie, "cookie", 6);
    *n = 6;
    return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned n)
{
    (void)ssl;
    return n == 6 && memcmp(cookie, "cookie", 6) == 0;
}

static SSL_CTX *context(const live_case *c, bool server)
{
    const bool dtls = c->version == DTLS1_2_VERSION;
    SSL_CTX *ctx = SSL_CTX_new(dtls ? DTLS_method() : TLS_method());

    LIVE_NEED(ctx != NULL);
    SSL_CTX_set_security_level(ctx, 0);
    LIVE_NEED(SSL_CTX_set_min_proto_version(ctx, c->version) == 1);
    LIVE_NEED(SSL_CTX_set_max_proto_version(ctx, c->version) == 1);
    if (c->suites != NULL)
        LIVE_NEED((c->version == TLS1_3_VERSION
                       ? SSL_CTX_set_ciphersuites(ctx, c->suites)
                       : SSL_CTX_set_cipher_list(ctx, c->suites)) == 1);
    char *groups = server ? c->server_groups : c->client_groups;
    if (groups != NULL)
        LIVE_NEED(SSL_CTX_set1_groups_list(ctx, groups) == 1);
    if (!c->ticket)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    return ctx;
}

static void dress_server(const live_case *c, SSL_CTX *ctx)
{
    if (!c->psk)
        live_certificate(ctx);
    if (c->mutual)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, accept_any);
    if (c->early)
        LIVE_NEED(SSL_CTX_set_max_early_data(ctx, 64) == 1);
    if (c->again)
        SSL_CTX_set_options(ctx, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
    if (c->version == DTLS1_2_VERSION) {
        SSL_CTX_set_options(ctx, SSL_OP_COOKIE_EXCHANGE);
        SSL_CTX_set_cookie_generate_cb(ctx, make_cookie);
        SSL_CTX_set_cookie_verify_cb(ctx, check_cookie);
    }
    LIVE_NEED(SSL_CTX_set_dh_auto(ctx, 1) == 1);
    LIVE_NEED(SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"live",
                                             4) == 1);
}

static SSL *end_of(SSL_CTX *ctx, live_transcript *t)
{
    SSL *ssl = SSL_new(ctx);

    LIVE_NEED(ssl != NULL);
    SSL_set_msg_callback(ssl, on_message);
    SSL_set_msg_callback_arg(ssl, t);
    memset(t, 0, sizeof *t);
    return ssl;
}

static void join(SSL *server, SSL *client)
{
    BIO *to_server = BIO_new(BIO_s_mem()), *to_client = BIO_new(BIO_s_mem());

    LIVE_NEED(to_server != NULL && to_client != NULL);
    BIO_set_mem_eof_return(to_server, -1);
    BIO_set_mem_eof_return(to_client, -1);
    LIVE_NEED(BIO_up_ref(to_server) == 1 && BIO_up_ref(to_client) == 1);
    SSL_set_bio(server, to_server, to_client);
    SSL_set_bio(client, to_client, to_server);
    /* Whole messages: nothing here asks for the path's MTU. */
    SSL_set_options(server, SSL_OP_NO_QUERY_MTU);
    SSL_set_options(client, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(server, 16000);
    SSL_set_mtu(client, 16000);
}

static void may_go_on(SSL *ssl, int result)
{
    const int why = result > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl, result);

    LIVE_NEED(why == SSL_ERROR_NONE || why == SSL_ERROR_WANT_READ);
}

/* Both ends read until neither has anything more to say. */
static void talk(live *l)
{
    uint8_t octets[64];

    for (int i = 0; i < TURNS; i++) {
        SSL *end = i % 2 == 0 ? l->client : l->server;

        ERR_clear_error();
        may_go_on(end, SSL_in_init(end) ? SSL_do_handshake(end)
                                        : SSL_read(end, octets, sizeof octets));
    }
    LIVE_NEED(SSL_is_init_finished(l->client));
    LIVE_NEED(SSL_is_init_finished(l->server));
}

/* The server reads early data until it ends, then goes on as ever. */
static void send_early(live *l)
{
    uint8_t octets[64];
    size_t n;
    int status;

    LIVE_NEED(SSL_write_early_data(l->client, "early", 5, &n) == 1);
    status = SSL_read_early_data(l->server, octets, sizeof octets, &n);
    LIVE_NEED(status == SSL_READ_EARLY_DATA_SUCCESS && n == 5);
    for (int i = 0; i < TURNS && status != SSL_READ_EARLY_DATA_FINISH; i++) {
        may_go_on(l->client, SSL_do_handshake(l->client));
        status = SSL_read_early_data(l->server, octets, sizeof octets, &n);
    }
    LIVE_NEED(status == SSL_READ_EARLY_DATA_FINISH);
}

static void connect_ends(live *l, SSL_SESSION *session, const live_case *c)
{
    static char sni[] = LIVE_SNI; /* the macro takes no const */

    l->server = end_of(l->server_ctx, &l->by_server);
    l->client = end_of(l->client_ctx, &l->by_client);
    join(l->server, l->client);
    SSL_set_accept_state(l->server);
    SSL_set_connect_state(l->client);
    LIVE_NEED(SSL_set_tlsext_host_name(l->client, sni) == 1);
    if (c->late)
        SSL_set_post_handshake_auth(l->client, 1);
    if (session != NULL)
        LIVE_NEED(SSL_set_session(l->client, session) == 1);
    if (session != NULL && c->early)
        send_early(l);
    talk(l);
}

static void free_ends(live *l)
{
    /* Else the session is taken for one that failed. */
    SSL_set_shutdown(l->server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(l->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(l->server);
    SSL_free(l->client);
}

static void resume(live *l, const live_case *c)
{
    SSL_SESSION *session = SSL_get1_session(l->client);

    LIVE_NEED(session != NULL);
    free_ends(l);
    connect_ends(l, session, c);
    LIVE_NEED(SSL_session_reused(l->client) == 1);
    SSL_SESSION_free(session);
}

live *live_run(const live_case *c)
{
    live *l = calloc(1, sizeof *l);

    LIVE_NEED(l != NULL);
    l->server_ctx = context(c, true);
    l->client_ctx = context(c, false);
    dress_server(c, l->server_ctx);
    if (c->psk)
        live_psk(l->server_ctx, l->client_ctx, c->version == TLS1_3_VERSION);
    if ((c->mutual || c->late) && !c->without)
        live_certificate(l->client_ctx);
    connect_ends(l, NULL, c);
    if (c->resumed)
        resume(l, c);
    if (c->late) {
        SSL_set_verify(l->server, SSL_VERIFY_PEER, accept_any);
        LIVE_NEED(SSL_verify_client_post_handshake(l->server) == 1);
    }
    if (c->again)
        LIVE_NEED(SSL_renegotiate(l->server) == 1);
    if (c->late || c->again) {
        may_go_on(l->server, SSL_do_handshake(l->server));
        talk(l);
    }
    return l;
}

void live_free(live *l)
{
    free_ends(l);
    SSL_CTX_free(l->server_ctx);
    SSL_CTX_free(l->client_ctx);
    free(l);
}
