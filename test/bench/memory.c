/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_memory MODULE DIR CONNECTIONS - what a connection holds of the heap, in
 * a stock server and in one with the gate: bytes that malloc has handed out,
 * its own overhead included, by connection.
 *
 * Prints, separated by tabs: tls13 or tls12; "idle", after a full handshake
 * with certificates on both sides, or "waiting", where the client's last flight
 * is still to come; bytes of a stock and of a gated server's end.
 */
#include "bench.h"

#include <malloc.h>
#include <stdlib.h>

#define CONNECTIONS_MAX 100000
#define WARM_UP 100

static const bench_variant variant = {"slicegate", ""};

static size_t in_use(void)
{
    struct mallinfo2 m = mallinfo2();

    return m.uordblks + m.hblkhd;
}

/* Only the server's end stays, and what is on its way to it. */
static SSL *one(SSL_CTX *client, SSL_CTX *server, bool idle)
{
    bench_connection c = idle ? bench_connect(client, server, NULL)
                              : bench_half_connect(client, server);

    SSL_free(c.client);
    return c.server;
}

static double measure(OSSL_LIB_CTX *lib, const bench_chain *chain, int version,
                      bool idle, unsigned n)
{
    SSL_CTX *client = bench_tls_context(lib, version, chain, chain->client);
    SSL_CTX *server = bench_tls_context(lib, version, chain, chain->server);
    SSL **held = calloc(n, sizeof(*held));
    size_t before, after;

    if (held == NULL)
        bench_die("out of memory");
    for (unsigned i = 0; i < WARM_UP; i++)
        SSL_free(one(client, server, idle));
    before = in_use();
    for (unsigned i = 0; i < n; i++)
        held[i] = one(client, server, idle);
    after = in_use();
    for (unsigned i = 0; i < n; i++)
        SSL_free(held[i]);
    free(held);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return ((double)after - (double)before) / n;
}

static void compare(const bench_chain *chain, const char *cnf, int version,
                    bool idle, unsigned n)
{
    double held[2];

    for (int i = 0; i < 2; i++) {
        OSSL_LIB_CTX *lib = bench_library(i == 0 ? NULL : cnf);

        held[i] = measure(lib, chain, version, idle, n);
        OSSL_LIB_CTX_free(lib);
    }
    printf("%s\t%s\t%.0f\t%.0f\n",
           version == TLS1_3_VERSION ? "tls13" : "tls12",
           idle ? "idle" : "waiting", held[0], held[1]);
}

int main(int argc, char **argv)
{
    char cnf[BENCH_PATH_MAX];
    bench_chain chain;
    unsigned n;
    pki *pk;

    if (argc != 4)
        bench_die("usage: bench_memory MODULE DIR CONNECTIONS");
    n = (unsigned)bench_number(argv[3], CONNECTIONS_MAX);
    pk = pki_new(NULL);
    chain = bench_chain_make(pk, "ec:P-256", "ec:P-256", 3);
    bench_write_root(argv[2], &chain);
    bench_gate_conf(argv[2], argv[1], &variant, cnf);
    for (int idle = 1; idle >= 0; idle--) {
        compare(&chain, cnf, TLS1_3_VERSION, idle != 0, n);
        compare(&chain, cnf, TLS1_2_VERSION, idle != 0, n);
    }
    pki_free(pk);
    return 0;
}
