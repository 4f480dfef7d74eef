/* SPDX-License-Identifier: Apache-2.0 */
#include "quic.h"

#include <openssl/opensslv.h>

#include "check.h"

#if OPENSSL_VERSION_NUMBER >= 0x30500000L

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/quic.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What hangs is a failure; the protocol's own timers are shorter. */
#define SECONDS_MAX 20

/* Where a step has nothing to wait for, the other end is looked at again. */
#define POLL_MS 5

static const unsigned char protocol[] = "\x04test";

bool quic_has_server(void)
{
    return true;
}

/* ---- Contexts ---------------------------------------------------------- */

static int choose(SSL *ssl, const unsigned char **out, unsigned char *n,
                  const unsigned char *in, unsigned in_n, void *arg)
{
    (void)ssl;
    (void)arg;
    return SSL_select_next_proto((unsigned char **)(uintptr_t)out, n, protocol,
                                 sizeof(protocol) - 1, in,
                                 in_n) == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

SSL_CTX *quic_server(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    static const unsigned char name[] = "quic";
    SSL_CTX *ctx = wire_context(OSSL_QUIC_server_method(), g, TLS1_3_VERSION,
                                who, trusted, mode);

    SSL_CTX_set_alpn_select_cb(ctx, choose, NULL);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER);
    SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
    NEED(SSL_CTX_set_num_tickets(ctx, 1) == 1);
    NEED(SSL_CTX_set_session_id_context(ctx, name, sizeof(name)) == 1);
    return ctx;
}

static int place(void)
{
    static int index = -1;

    if (index < 0)
        index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    NEED(index >= 0);
    return index;
}

/* The newest is kept: a QUIC object does not give it out. */
static int keep(SSL *ssl, SSL_SESSION *session)
{
    SSL_SESSION **kept = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place());

    if (kept == NULL)
        return 0;
    SSL_SESSION_free(*kept);
    *kept = session;
    return 1;
}

SSL_CTX *quic_client(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    SSL_CTX *ctx = wire_context(OSSL_QUIC_client_method(), g, TLS1_3_VERSION,
                                who, trusted, mode);

    NEED(SSL_CTX_set_alpn_protos(ctx, protocol, sizeof(protocol) - 1) == 0);
    SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT |
                                            SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, keep);
    return ctx;
}

/* ---- Two ends ---------------------------------------------------------- */

typedef struct ends {
    SSL *listener, *server, *client; /* server: NULL before its first packet */
    int up, down;                    /* sockets of the client, the listener */
    bool server_done, client_done;
    bool server_failed, client_failed;
    char server_errors[2048], client_errors[2048];
} ends;

static int loopback(struct sockaddr_in *at)
{
    socklen_t n = sizeof(*at);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    memset(at, 0, sizeof(*at));
    at->sin_family = AF_INET;
    at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    NEED(fd >= 0 && bind(fd, (struct sockaddr *)at, n) == 0 &&
         getsockname(fd, (struct sockaddr *)at, &n) == 0);
    return fd;
}

static void open_ends(ends *e, SSL_CTX *server, SSL_CTX *client)
{
    BIO_ADDR *to = BIO_ADDR_new();
    struct sockaddr_in here, there;

    memset(e, 0, sizeof(*e));
    e->down = loopback(&there);
    e->up = loopback(&here);
    e->listener = SSL_new_listener(server, 0);
    e->client = SSL_new(client);
    NEED(to != NULL && e->listener != NULL && e->client != NULL);
    NEED(SSL_set_fd(e->listener, e->down) == 1 &&
         SSL_set_blocking_mode(e->listener, 0) == 1 &&
         SSL_listen(e->listener) == 1);
    NEED(BIO_ADDR_rawmake(to, AF_INET, &there.sin_addr, sizeof(there.sin_addr),
                          there.sin_port) == 1 &&
         SSL_set_fd(e->client, e->up) == 1 &&
         SSL_set_blocking_mode(e->client, 0) == 1 &&
         SSL_set1_initial_peer_addr(e->client, to) == 1);
    BIO_ADDR_free(to);
}

static void close_ends(ends *e)
{
    SSL_free(e->client);
    SSL_free(e->server);
    SSL_free(e->listener);
    close(e->up);
    close(e->down);
}

static void step(SSL *ssl, bool *done, bool *failed, char *errors, size_t size)
{
    int ret, error;

    if (*done || *failed) {
        (void)SSL_handle_events(ssl);
        ERR_clear_error();
        return;
    }
    ERR_clear_error();
    ret = SSL_do_handshake(ssl);
    *done = ret == 1;
    error = SSL_get_error(ssl, ret);
    if (*done || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return;
    *failed = true;
    wire_errors(errors, size);
}

static void step_server(ends *e)
{
    (void)SSL_handle_events(e->listener);
    if (e->server == NULL)
        e->server =
            SSL_accept_connection(e->listener, SSL_ACCEPT_CONNECTION_NO_BLOCK);
    if (e->server != NULL)
        step(e->server, &e->server_done, &e->server_failed, e->server_errors,
             sizeof(e->server_errors));
}

static void step_both(ends *e)
{
    struct pollfd fds[2] = {{.fd = e->up, .events = POLLIN},
                            {.fd = e->down, .events = POLLIN}};

    step(e->client, &e->client_done, &e->client_failed, e->client_errors,
         sizeof(e->client_errors));
    step_server(e);
    (void)poll(fds, 2, POLL_MS);
}

static bool in_time(time_t begun)
{
    return time(NULL) - begun < SECONDS_MAX;
}

static void run(ends *e)
{
    time_t begun = time(NULL);

    while (!(e->server_done || e->server_failed) ||
           !(e->client_done || e->client_failed)) {
        if (!in_time(begun))
            return;
        step_both(e);
    }
}

/* A byte of application data; false where it does not arrive. */
static bool pass_byte(ends *e, SSL *from, SSL *to)
{
    time_t begun = time(NULL);
    size_t n = 0;
    char byte = 'x', got = 0;

    if (SSL_write_ex(from, &byte, 1, &n) != 1)
        return false;
    while (in_time(begun)) {
        if (SSL_read_ex(to, &got, 1, &n) == 1)
            return got == byte;
        if (SSL_get_error(to, 0) != SSL_ERROR_WANT_READ)
            return false;
        step_both(e);
    }
    return false;
}

quic_end quic_meet(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session)
{
    quic_end out = {.session = NULL};
    ends e;

    NEED(SSL_CTX_set_ex_data(client, place(), &out.session) == 1);
    open_ends(&e, server, client);
    NEED(session == NULL || SSL_set_session(e.client, session) == 1);
    run(&e);
    out.o.served = e.server_done && pass_byte(&e, e.client, e.server);
    out.o.client = out.o.served && pass_byte(&e, e.server, e.client);
    out.reused = out.o.client && SSL_session_reused(e.client) == 1;
    (void)snprintf(out.o.why, sizeof(out.o.why), "%s%s", e.server_errors,
                   e.client_errors);
    close_ends(&e);
    NEED(SSL_CTX_set_ex_data(client, place(), NULL) == 1);
    ERR_clear_error();
    return out;
}

#else

bool quic_has_server(void)
{
    return false;
}

SSL_CTX *quic_server(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    (void)g;
    (void)who;
    (void)trusted;
    (void)mode;
    NEED(quic_has_server());
    return NULL;
}

SSL_CTX *quic_client(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode)
{
    return quic_server(g, who, trusted, mode);
}

quic_end quic_meet(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session)
{
    quic_end out = {.session = NULL};

    (void)server;
    (void)client;
    (void)session;
    NEED(quic_has_server());
    return out;
}

#endif

outcome quic_once(SSL_CTX *server, SSL_CTX *client)
{
    quic_end end = quic_meet(server, client, NULL);

    SSL_SESSION_free(end.session);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return end.o;
}
