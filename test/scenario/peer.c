/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer PORT VERSION CHAIN KEY CA PATH - one TLS client on 127.0.0.1, of stock
 * OpenSSL, that asks for PATH with the client certificate CHAIN.
 *
 * Prints what became of it: the answer with its HTTP status line, or "alert N"
 * for a fatal alert, or "closed". Programs for everyday use lose the alert
 * where the server closes while they still write; this one always reads what
 * has arrived. Exit 2 where it could not even begin.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#define TIMEOUT_SECONDS 10

static int alert;

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "peer: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(2);
}

static void note_alert(const SSL *ssl, int where, int value)
{
    (void)ssl;
    if (where == SSL_CB_READ_ALERT && (value >> 8) == SSL3_AL_FATAL)
        alert = value & 0xff;
}

static int version_of(const char *text)
{
    if (strcmp(text, "1.2") == 0)
        return TLS1_2_VERSION;
    if (strcmp(text, "1.3") == 0)
        return TLS1_3_VERSION;
    die("the version is 1.2 or 1.3");
}

static SSL_CTX *context(int version, const char *chain, const char *key,
                        const char *ca)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    if (ctx == NULL)
        die("no context");
    SSL_CTX_set_security_level(ctx, 0); /* weak certificates are presented */
    if (SSL_CTX_set_min_proto_version(ctx, version) != 1 ||
        SSL_CTX_set_max_proto_version(ctx, version) != 1 ||
        SSL_CTX_use_certificate_chain_file(ctx, chain) != 1 ||
        SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_file(ctx, ca) != 1)
        die("certificate, key or CA cannot be used");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_info_callback(ctx, note_alert);
    return ctx;
}

static int connected(const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(port)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {.tv_sec = TIMEOUT_SECONDS};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
        connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
        die("nobody listens on the port");
    return fd;
}

/* The alert may be waiting behind a write that fails: read in any case. */
static size_t ask(SSL *ssl, const char *path)
{
    char text[4096];
    size_t total = 0, n;
    int length = snprintf(text, sizeof(text),
                          "GET %s HTTP/1.1\r\nHost: localhost\r\n"
                          "Connection: close\r\n\r\n",
                          path);

    if (length < 0 || (size_t)length >= sizeof(text))
        die("the path is too long");
    (void)SSL_write_ex(ssl, text, (size_t)length, &n);
    while (SSL_read_ex(ssl, text, sizeof(text), &n) == 1) {
        (void)fwrite(text, 1, n, stdout);
        total += n;
    }
    return total;
}

int main(int argc, char **argv)
{
    SSL_CTX *ctx;
    SSL *ssl;
    size_t answered = 0;

    if (argc != 7)
        die("usage: peer PORT VERSION CHAIN KEY CA PATH");
    (void)signal(SIGPIPE, SIG_IGN);
    ctx = context(version_of(argv[2]), argv[3], argv[4], argv[5]);
    ssl = SSL_new(ctx);
    if (ssl == NULL || SSL_set_fd(ssl, connected(argv[1])) != 1)
        die("no connection");
    if (SSL_connect(ssl) == 1)
        answered = ask(ssl, argv[6]);
    if (alert != 0)
        (void)printf("alert %d\n", alert);
    else if (answered == 0)
        (void)printf("closed\n");
    ERR_print_errors_fp(stderr);
    (void)close(SSL_get_fd(ssl));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
