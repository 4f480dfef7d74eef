/* SPDX-License-Identifier: Apache-2.0 */
#include "bad_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "twin.h"

typedef struct attempt {
    OSSL_LIB_CTX *libctx; /* without a gate */
    twin_ca ca;
    twin own;
    SSL_CTX *ctx;
    SSL *ssl;
    int fd;
    bool asked;       /* for a client certificate */
    bool ticket;      /* NewSessionTicket: the server has ended its handshake */
    int alert;        /* the last fatal one received, -1 none */
    int64_t deadline; /* milliseconds of CLOCK_MONOTONIC */
    bad_client_result *out;
} attempt;

static bool fail(attempt *a, const char *what, const char *why)
{
    a->out->outcome = BAD_CLIENT_FAILED;
    (void)snprintf(a->out->text, sizeof(a->out->text), "%s: %s", what, why);
    return false;
}

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when the time is over. */
static bool wait_for(const attempt *a, short events)
{
    struct pollfd p = {.fd = a->fd, .events = events};

    for (;;) {
        int64_t left = a->deadline - now();
        int n = left > 0 ? poll(&p, 1, (int)left) : 0;

        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}

/* ---- The connection ---------------------------------------------------- */

static int connect_one(attempt *a, const struct addrinfo *to)
{
    socklen_t size = sizeof(int);
    int error = 0;

    a->fd =
        socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (a->fd < 0)
        return errno;
    if (connect(a->fd, to->ai_addr, to->ai_addrlen) != 0) {
        if (errno != EINPROGRESS)
            error = errno;
        else if (!wait_for(a, POLLOUT))
            error = ETIMEDOUT;
        else if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
            error = errno;
    }
    if (error != 0) {
        close(a->fd);
        a->fd = -1;
    }
    return error;
}

static bool connect_to(attempt *a, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    int error = getaddrinfo(host, port, &hints, &list);

    if (error != 0)
        return fail(a, "no such address", gai_strerror(error));
    error = ECONNREFUSED;
    for (const struct addrinfo *to = list; to != NULL && a->fd < 0;
         to = to->ai_next)
        error = connect_one(a, to);
    freeaddrinfo(list);
    return a->fd >= 0 || fail(a, "cannot connect", strerror(error));
}

/* ---- TLS --------------------------------------------------------------- */

static int note_request(SSL *ssl, void *arg)
{
    attempt *a = arg;

    (void)ssl;
    a->asked = true;
    return 1;
}

static void note_message(int sent, int version, int type, const void *data,
                         size_t n, SSL *ssl, void *arg)
{
    const unsigned char *bytes = data;
    attempt *a = arg;

    (void)version;
    (void)ssl;
    if (sent != 0)
        return;
    if (type == SSL3_RT_ALERT && n == 2 && bytes[0] == SSL3_AL_FATAL)
        a->alert = bytes[1];
    if (type == SSL3_RT_HANDSHAKE && n > 0 &&
        bytes[0] == SSL3_MT_NEWSESSION_TICKET)
        a->ticket = true;
}

static bool is_address(const char *host)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, host, bytes) == 1 ||
           inet_pton(AF_INET6, host, bytes) == 1;
}

/* Server Name Indication; libssl's macro wants what it may write to. */
static bool name_server(attempt *a, const char *host)
{
    char *name = OPENSSL_strdup(host);
    bool good = name != NULL && SSL_set_tlsext_host_name(a->ssl, name) == 1;

    OPENSSL_free(name);
    return good || fail(a, host, "no name for SNI");
}

static bool make_certificate(attempt *a)
{
    return (twin_ca_make(a->libctx, &a->ca) &&
            twin_make(&a->ca, false, false, TWIN_ALL_QUIET, &a->own) &&
            SSL_CTX_use_certificate(a->ctx, a->own.cert) == 1 &&
            SSL_CTX_use_PrivateKey(a->ctx, a->own.key) == 1 &&
            SSL_CTX_add1_chain_cert(a->ctx, a->ca.cert) == 1) ||
           fail(a, "no certificate can be made", "libcrypto fails");
}

static bool read_certificate(attempt *a, const bad_client_plan *plan)
{
    /* What a person calls broken may be below what OpenSSL would present. */
    SSL_CTX_set_security_level(a->ctx, 0);
    if (SSL_CTX_use_certificate_chain_file(a->ctx, plan->cert) != 1)
        return fail(a, plan->cert, "no PEM certificate that can be used");
    if (SSL_CTX_use_PrivateKey_file(a->ctx, plan->key, SSL_FILETYPE_PEM) != 1)
        return fail(a, plan->key, "no PEM key of that certificate");
    return true;
}

static bool make_client(attempt *a, const bad_client_plan *plan, int version)
{
    const char *host = plan->host;

    a->libctx = OSSL_LIB_CTX_new();
    if (a->libctx != NULL)
        a->ctx = SSL_CTX_new_ex(a->libctx, NULL, TLS_client_method());
    if (a->ctx == NULL)
        return fail(a, "no TLS client can be made", "libssl fails");
    if (!(plan->cert == NULL ? make_certificate(a) : read_certificate(a, plan)))
        return false;
    if (SSL_CTX_set_min_proto_version(a->ctx, version) != 1 ||
        SSL_CTX_set_max_proto_version(a->ctx, version) != 1)
        return fail(a, "no TLS client can be made", "libssl fails");
    SSL_CTX_set_verify(a->ctx, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_cert_cb(a->ctx, note_request, a);
    SSL_CTX_set_msg_callback(a->ctx, note_message);
    SSL_CTX_set_msg_callback_arg(a->ctx, a);
    a->ssl = SSL_new(a->ctx);
    if (a->ssl == NULL || SSL_set_fd(a->ssl, a->fd) != 1)
        return fail(a, "no TLS client can be made", "libssl fails");
    return is_address(host) || name_server(a, host);
}

/* Runs STEP until it is done; 1 done, 0 time is over, -1 it failed. */
static int drive(attempt *a, int (*step)(attempt *a))
{
    for (;;) {
        int ret, error;

        ERR_clear_error();
        ret = step(a);
        if (ret > 0)
            return 1;
        error = SSL_get_error(a->ssl, ret);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            return -1;
        if (!wait_for(a, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT))
            return 0;
    }
}

static int step_handshake(attempt *a)
{
    return SSL_connect(a->ssl);
}

/* A ticket or data shows that the server has let us in. */
static int step_read(attempt *a)
{
    char byte;
    int ret = SSL_read(a->ssl, &byte, 1);

    return a->ticket ? 1 : ret;
}

static void set(attempt *a, bad_client_outcome outcome, const char *text)
{
    a->out->outcome = outcome;
    a->out->alert = a->alert;
    (void)snprintf(a->out->text, sizeof(a->out->text), "%s", text);
}

static void judge_failure(attempt *a)
{
    char text[128] = "the connection was closed";

    if (a->alert >= 0)
        (void)snprintf(text, sizeof(text), "alert %d (%s)", a->alert,
                       SSL_alert_desc_string_long(a->alert));
    if (!a->asked)
        set(a, BAD_CLIENT_NOT_OFFERED, text);
    else
        set(a, a->alert >= 0 ? BAD_CLIENT_REFUSED : BAD_CLIENT_DROPPED, text);
}

static void shake_hands(attempt *a, int version)
{
    int done = drive(a, step_handshake);

    if (done == 0) {
        (void)fail(a, "handshake", "the server does not answer");
        return;
    }
    if (done < 0) {
        judge_failure(a);
        return;
    }
    if (!a->asked) {
        set(a, BAD_CLIENT_NOT_ASKED, "");
        return;
    }
    if (version < TLS1_3_VERSION) {
        set(a, BAD_CLIENT_ACCEPTED, "the handshake was completed");
        return;
    }
    done = drive(a, step_read);
    if (done < 0)
        judge_failure(a);
    else
        set(a, BAD_CLIENT_ACCEPTED,
            done > 0 ? "the server went on after the handshake"
                     : "no alert came in time");
}

void bad_client_run(const bad_client_plan *plan, int version,
                    bad_client_result *out)
{
    attempt a = {.fd = -1, .alert = -1, .out = out};

    memset(out, 0, sizeof(*out));
    a.deadline = now() + (int64_t)plan->seconds * 1000;
    if (connect_to(&a, plan->host, plan->port) &&
        make_client(&a, plan, version))
        shake_hands(&a, version);
    SSL_free(a.ssl);
    SSL_CTX_free(a.ctx);
    if (a.fd >= 0)
        close(a.fd);
    twin_free(&a.own);
    twin_ca_free(&a.ca);
    OSSL_LIB_CTX_free(a.libctx);
    ERR_clear_error();
}
