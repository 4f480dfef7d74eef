/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_handshake MODULE DIR LEAF CA TIERS ROUNDS - full TLS 1.3 handshakes
 * with certificates on both sides, both ends on this thread over memory BIOs.
 *
 * Stock and each variant of the gate have a library context of their own. A
 * round gives each of them a batch of handshakes, in an order that turns from
 * round to round; what counts is the ratio of two batches of one round, in
 * CPU time, so that whatever else the machine does falls on both sides.
 *
 * Prints LEAF, CA, TIERS, stock handshakes per second, and for each variant
 * its name and ratio, separated by tabs.
 */
#include "bench.h"

#define ROUNDS_MAX 1001
#define BATCH_SECONDS 0.01
#define WARM_UP 20

static const bench_variant variants[] = {
    {"off", "[cache]\nentries = 0\n"},
    {"on", ""},
    {"tls", "[algorithms]\nexport = tls\n"},
};

#define SIDES (1 + sizeof(variants) / sizeof(variants[0]))

typedef struct side {
    OSSL_LIB_CTX *lib;
    SSL_CTX *client, *server;
} side;

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

static bool step(SSL *ssl)
{
    int ret = SSL_do_handshake(ssl);

    if (ret != 1 && SSL_get_error(ssl, ret) != SSL_ERROR_WANT_READ)
        bench_die("a handshake failed");
    return ret == 1;
}

static void handshake(const side *s)
{
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());
    SSL *client, *server;
    bool client_done = false, server_done = false;

    if (up == NULL || down == NULL)
        bench_die("out of memory");
    client = new_end(s->client, down, up, false);
    server = new_end(s->server, up, down, true);
    while (!client_done || !server_done) {
        client_done = step(client);
        server_done = step(server);
    }
    SSL_free(client);
    SSL_free(server);
    BIO_free(up);
    BIO_free(down);
}

static double batch(const side *s, unsigned n)
{
    double start = bench_seconds(CLOCK_THREAD_CPUTIME_ID);

    for (unsigned i = 0; i < n; i++)
        handshake(s);
    return bench_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
}

static side make_side(const bench_chain *chain, const char *cnf)
{
    side s;

    s.lib = bench_library(cnf);
    s.client = bench_tls_context(s.lib, chain, chain->client);
    s.server = bench_tls_context(s.lib, chain, chain->server);
    (void)batch(&s, WARM_UP);
    return s;
}

static void free_side(side *s)
{
    SSL_CTX_free(s->client);
    SSL_CTX_free(s->server);
    OSSL_LIB_CTX_free(s->lib);
}

static unsigned batch_size(const side *stock)
{
    double one = batch(stock, WARM_UP) / WARM_UP;
    unsigned n = (unsigned)(BATCH_SECONDS / one);

    return n < 2 ? 2 : n;
}

/* ratio[i][round] of variant i; the stock rate of each round in rate[]. */
static void measure(const side sides[SIDES], unsigned rounds,
                    double ratio[][ROUNDS_MAX], double *rate)
{
    unsigned n = batch_size(&sides[0]);

    for (unsigned round = 0; round < rounds; round++) {
        double took[SIDES];

        for (unsigned i = 0; i < SIDES; i++) {
            unsigned at = (unsigned)((i + round) % SIDES);

            took[at] = batch(&sides[at], n);
        }
        rate[round] = n / took[0];
        for (unsigned i = 1; i < SIDES; i++)
            ratio[i - 1][round] = took[0] / took[i];
    }
}

int main(int argc, char **argv)
{
    static double ratio[SIDES - 1][ROUNDS_MAX], rate[ROUNDS_MAX];
    char cnf[BENCH_PATH_MAX];
    side sides[SIDES];
    bench_chain chain;
    unsigned tiers, rounds;
    pki *pk;

    if (argc != 7)
        bench_die("usage: bench_handshake MODULE DIR LEAF CA TIERS ROUNDS");
    tiers = (unsigned)bench_number(argv[5], 3);
    rounds = (unsigned)bench_number(argv[6], ROUNDS_MAX);
    pk = pki_new(NULL);
    chain = bench_chain_make(pk, argv[3], argv[4], tiers);
    bench_write_root(argv[2], &chain);
    sides[0] = make_side(&chain, NULL);
    for (unsigned i = 1; i < SIDES; i++) {
        bench_gate_conf(argv[2], argv[1], &variants[i - 1], cnf);
        sides[i] = make_side(&chain, cnf);
    }
    measure(sides, rounds, ratio, rate);
    printf("%s\t%s\t%u\t%.0f", argv[3], argv[4], tiers,
           bench_median(rate, rounds));
    for (unsigned i = 1; i < SIDES; i++)
        printf("\t%s\t%.3f", variants[i - 1].name,
               bench_median(ratio[i - 1], rounds));
    printf("\n");
    for (unsigned i = 0; i < SIDES; i++)
        free_side(&sides[i]);
    pki_free(pk);
    return 0;
}
