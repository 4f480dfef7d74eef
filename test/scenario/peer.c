/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer [OPTION...] PORT VERSION CHAIN KEY CA PATH - one TLS client on
 * 127.0.0.1, of stock OpenSSL, that asks for PATH with the client certificate
 * CHAIN.
 *
 *   -n         presents no certificate
 *   -c LIST    cipher list of TLS 1.2 and older
 *   -g LIST    groups
 *   -N NAME    server_name
 *   -m         no extended master secret
 *   -p HEX     pre-shared key, and then no certificate either
 *   -i NAME    its identity
 *   -k         psk_ke as well as psk_dhe_ke
 *   -r FILE    offers the session in FILE, where there is one
 *   -s FILE    writes the session it was given last to FILE
 *   -e         sends the request as early data
 *
 * Prints what became of it: the answer with its HTTP status line, or "alert N"
 * for a fatal alert, or "closed"; and "new" or "resumed", and "early" where
 * early data was taken, on standard error. Programs for everyday use lose the
 * alert where the server closes while they still write; this one always reads
 * what has arrived. Exit 2 where it could not even begin.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#define TIMEOUT_SECONDS 10

typedef struct options {
    bool no_certificate, no_ems, psk_ke, early_data;
    /* not const: some go through macros that cast that away */
    char *ciphers, *groups, *name, *key, *identity, *resume, *save;
    char *port, *chain, *key_file, *ca, *path;
    int version;
} options;

static char no_identity[] = "";
static options opt = {.identity = no_identity};
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

/* ---- Command line ------------------------------------------------------ */

static int version_of(const char *text)
{
    static const struct {
        const char *text;
        int version;
    } known[] = {{"1.1", TLS1_1_VERSION},
                 {"1.2", TLS1_2_VERSION},
                 {"1.3", TLS1_3_VERSION}};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(text, known[i].text) == 0)
            return known[i].version;
    die("the version is 1.1, 1.2 or 1.3");
}

static void take_option(int letter)
{
    const struct {
        int letter;
        bool *flag;
        char **text;
    } table[] = {{'n', &opt.no_certificate, NULL},
                 {'m', &opt.no_ems, NULL},
                 {'k', &opt.psk_ke, NULL},
                 {'e', &opt.early_data, NULL},
                 {'c', NULL, &opt.ciphers},
                 {'g', NULL, &opt.groups},
                 {'N', NULL, &opt.name},
                 {'p', NULL, &opt.key},
                 {'i', NULL, &opt.identity},
                 {'r', NULL, &opt.resume},
                 {'s', NULL, &opt.save}};

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].letter != letter)
            continue;
        if (table[i].flag != NULL)
            *table[i].flag = true;
        else
            *table[i].text = optarg;
        return;
    }
    die("unknown option");
}

static void take_arguments(int argc, char **argv)
{
    int letter;

    while ((letter = getopt(argc, argv, "nmkec:g:N:p:i:r:s:")) != -1)
        take_option(letter);
    if (argc - optind != 6)
        die("usage: peer [OPTION...] PORT VERSION CHAIN KEY CA PATH");
    argv += optind;
    opt.port = argv[0];
    opt.version = version_of(argv[1]);
    opt.chain = argv[2];
    opt.key_file = argv[3];
    opt.ca = argv[4];
    opt.path = argv[5];
}

/* ---- Keys and sessions ------------------------------------------------- */

static unsigned int give_key(SSL *ssl, const char *hint, char *identity,
                             unsigned int identity_size, unsigned char *key,
                             unsigned int key_size)
{
    size_t n = 0;

    (void)ssl;
    (void)hint;
    if (strlen(opt.identity) >= identity_size ||
        OPENSSL_hexstr2buf_ex(key, key_size, &n, opt.key, '\0') != 1)
        die("key or identity cannot be used");
    memcpy(identity, opt.identity, strlen(opt.identity) + 1);
    return (unsigned int)n;
}

/* The key alone, or a server with a certificate would rather use that. */
static void offer_key(SSL_CTX *ctx)
{
    SSL_CTX_set_psk_client_callback(ctx, give_key);
    if (SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") != 1 ||
        (opt.ciphers == NULL &&
         SSL_CTX_set_cipher_list(ctx, "ECDHE-PSK-CHACHA20-POLY1305") != 1))
        die("the suites of pre-shared keys cannot be used");
}

static int save_session(SSL *ssl, SSL_SESSION *session)
{
    BIO *file = BIO_new_file(opt.save, "w");

    (void)ssl;
    if (file == NULL || PEM_write_bio_SSL_SESSION(file, session) != 1)
        die("the session cannot be written");
    BIO_free(file);
    return 0;
}

static void offer_session(SSL *ssl)
{
    BIO *file = BIO_new_file(opt.resume, "r");
    SSL_SESSION *session;

    if (file == NULL) {
        ERR_clear_error();
        return;
    }
    session = PEM_read_bio_SSL_SESSION(file, NULL, NULL, NULL);
    if (session == NULL || SSL_set_session(ssl, session) != 1)
        die("the session cannot be read");
    SSL_SESSION_free(session);
    BIO_free(file);
}

/* ---- The connection ---------------------------------------------------- */

static void set_options(SSL_CTX *ctx)
{
    if (opt.no_ems)
        (void)SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (opt.psk_ke)
        (void)SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    if (opt.ciphers != NULL && SSL_CTX_set_cipher_list(ctx, opt.ciphers) != 1)
        die("the ciphers cannot be used");
    if (opt.groups != NULL &&
        SSL_CTX_ctrl(ctx, SSL_CTRL_SET_GROUPS_LIST, 0, opt.groups) != 1)
        die("the groups cannot be used");
    if (opt.key != NULL)
        offer_key(ctx);
    if (opt.save != NULL) {
        (void)SSL_CTX_set_session_cache_mode(
            ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, save_session);
    }
}

static SSL_CTX *context(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    if (ctx == NULL)
        die("no context");
    SSL_CTX_set_security_level(ctx, 0); /* weak certificates are presented */
    if (SSL_CTX_set_min_proto_version(ctx, opt.version) != 1 ||
        SSL_CTX_set_max_proto_version(ctx, opt.version) != 1 ||
        SSL_CTX_load_verify_file(ctx, opt.ca) != 1)
        die("version or CA cannot be used");
    if (!opt.no_certificate && opt.key == NULL &&
        (SSL_CTX_use_certificate_chain_file(ctx, opt.chain) != 1 ||
         SSL_CTX_use_PrivateKey_file(ctx, opt.key_file, SSL_FILETYPE_PEM) != 1))
        die("certificate or key cannot be used");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_info_callback(ctx, note_alert);
    set_options(ctx);
    return ctx;
}

static int connected(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(opt.port)),
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

static size_t request(char *text, size_t size)
{
    int length = snprintf(text, size,
                          "GET %s HTTP/1.1\r\nHost: %s\r\n"
                          "Connection: close\r\n\r\n",
                          opt.path, opt.name != NULL ? opt.name : "localhost");

    if (length < 0 || (size_t)length >= size)
        die("the path is too long");
    return (size_t)length;
}

static void ask_early(SSL *ssl)
{
    char text[4096];
    size_t n, length = request(text, sizeof(text));

    if (SSL_SESSION_get_max_early_data(SSL_get0_session(ssl)) == 0 ||
        SSL_write_early_data(ssl, text, length, &n) != 1)
        die("the session allows no early data");
}

/* The alert may be waiting behind a write that fails: read in any case. */
static size_t ask(SSL *ssl)
{
    char text[4096];
    size_t total = 0, n, length = request(text, sizeof(text));

    if (!opt.early_data ||
        SSL_get_early_data_status(ssl) != SSL_EARLY_DATA_ACCEPTED)
        (void)SSL_write_ex(ssl, text, length, &n);
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

    take_arguments(argc, argv);
    (void)signal(SIGPIPE, SIG_IGN);
    ctx = context();
    ssl = SSL_new(ctx);
    if (ssl == NULL || SSL_set_fd(ssl, connected()) != 1 ||
        (opt.name != NULL &&
         SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  opt.name) != 1))
        die("no connection");
    if (opt.resume != NULL)
        offer_session(ssl);
    if (opt.early_data)
        ask_early(ssl);
    if (SSL_connect(ssl) == 1) {
        (void)fprintf(stderr, "%s\n",
                      SSL_session_reused(ssl) ? "resumed" : "new");
        if (SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED)
            (void)fprintf(stderr, "early\n");
        answered = ask(ssl);
    }
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
