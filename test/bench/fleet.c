/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_TYPE "ec:P-256"

static X509 *make_leaf(pki *pk, const fleet *f, unsigned i)
{
    pki_spec *spec = pki_spec_client(pk, f->chain.ca, f->chain.client->key);
    char name[32];

    (void)snprintf(name, sizeof(name), "csmf-%u", i);
    spec->serial = pki_int(pk, (long)i + 1000);
    spec->subject = pki_name_a(pk, "Bench Operator", name);
    return bench_x509(NULL, pki_issue(pk, spec)->der);
}

fleet fleet_make(pki *pk, unsigned count)
{
    fleet f = {.count = count, .leaf = calloc(count, sizeof(X509 *))};

    if (f.leaf == NULL)
        bench_die("out of memory");
    f.chain = bench_chain_make(pk, KEY_TYPE, KEY_TYPE, 3);
    f.tls = bench_tls_context(NULL, TLS1_3_VERSION, &f.chain, f.chain.client);
    for (unsigned i = 0; i < count; i++)
        f.leaf[i] = make_leaf(pk, &f, i);
    return f;
}

void fleet_free(fleet *f)
{
    for (unsigned i = 0; i < f->count; i++)
        X509_free(f->leaf[i]);
    free(f->leaf);
    SSL_CTX_free(f->tls);
}

static int connect_to(unsigned port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
        bench_die("the server cannot be reached");
    return fd;
}

static void request(SSL *ssl)
{
    static const char get[] = "GET / HTTP/1.0\r\n\r\n";
    static const char good[] = "HTTP/1.1 200 ";
    char answer[1024];
    int n = 0;

    if (SSL_write(ssl, get, (int)strlen(get)) > 0)
        n = SSL_read(ssl, answer, sizeof(answer));
    if (n < (int)strlen(good) || memcmp(answer, good, strlen(good)) != 0)
        bench_die("the server did not take a client's certificate");
    while (SSL_read(ssl, answer, sizeof(answer)) > 0)
        ;
}

void fleet_visit(const fleet *f, unsigned i, unsigned port)
{
    int fd = connect_to(port);
    SSL *ssl = SSL_new(f->tls);

    if (ssl == NULL || SSL_use_certificate(ssl, f->leaf[i % f->count]) != 1 ||
        SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1)
        bench_die("a handshake with the server failed");
    request(ssl);
    (void)SSL_shutdown(ssl);
    SSL_free(ssl);
    (void)close(fd);
}
