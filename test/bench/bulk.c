/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_bulk MODULE DIR ROUNDS - what the gate costs where it has nothing to
 * decide. Stock and slicegate take turns.
 *
 * Prints, separated by tabs: what is measured, stock megabytes a CPU second,
 * and slicegate's ratio to it.
 *
 *   tls13, tls12  1 GiB over one connection, written and read on this thread
 *   sha256 N      EVP_Digest with a fetched SHA-256 over N bytes, which is
 *                 what `openssl speed -evp sha256` repeats
 */
#include "bench.h"

#include <openssl/evp.h>

#define MIB (1U << 20)
#define RECORD (16U << 10) /* the most that a TLS record holds */
#define TURNS 64           /* of 16 MiB each */

static const bench_variant variant = {"slicegate", ""};

static void print(const char *what, const bench_ratios *r, double bytes)
{
    printf("%s\t%.0f\t%.3f\n", what, r->rate * bytes / 1e6, r->ratio[1]);
}

/* ---- One connection ---------------------------------------------------- */

static void transfer(void *subject)
{
    static unsigned char data[RECORD];
    const bench_connection *c = subject;

    for (unsigned sent = 0; sent < MIB; sent += RECORD)
        if (SSL_write(c->server, data, RECORD) != (int)RECORD ||
            SSL_read(c->client, data, RECORD) != (int)RECORD)
            bench_die("data cannot be transferred");
}

static void measure_transfer(OSSL_LIB_CTX *const lib[2],
                             const bench_chain *chain, int version)
{
    SSL_CTX *client[2], *server[2];
    bench_connection connection[2];
    void *subject[2];
    bench_ratios r;

    for (int i = 0; i < 2; i++) {
        client[i] = bench_tls_context(lib[i], version, chain, chain->client);
        server[i] = bench_tls_context(lib[i], version, chain, chain->server);
        connection[i] = bench_connect(client[i], server[i], NULL);
        subject[i] = &connection[i];
    }
    r = bench_take_turns(transfer, subject, 2, 1024 / TURNS, TURNS);
    print(version == TLS1_3_VERSION ? "tls13" : "tls12", &r, MIB);
    for (int i = 0; i < 2; i++) {
        bench_disconnect(&connection[i]);
        SSL_CTX_free(client[i]);
        SSL_CTX_free(server[i]);
    }
}

/* ---- One digest -------------------------------------------------------- */

typedef struct digest {
    EVP_MD *md;
    size_t n;
} digest;

static void hash(void *subject)
{
    static const unsigned char data[RECORD];
    const digest *d = subject;
    unsigned char out[EVP_MAX_MD_SIZE];

    if (EVP_Digest(data, d->n, out, NULL, d->md, NULL) != 1)
        bench_die("SHA-256 cannot be used");
}

static void measure_digest(OSSL_LIB_CTX *const lib[2], size_t n,
                           unsigned rounds)
{
    digest d[2];
    void *const subject[] = {&d[0], &d[1]};
    char what[32];
    bench_ratios r;

    for (int i = 0; i < 2; i++) {
        d[i].md = EVP_MD_fetch(lib[i], "SHA256", NULL);
        d[i].n = n;
    }
    r = bench_take_turns(hash, subject, 2, bench_batch_size(hash, &d[0]),
                         rounds);
    (void)snprintf(what, sizeof(what), "sha256 %zu", n);
    print(what, &r, (double)n);
    for (int i = 0; i < 2; i++)
        EVP_MD_free(d[i].md);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {1024, 8192, RECORD};
    char cnf[BENCH_PATH_MAX];
    OSSL_LIB_CTX *lib[2];
    bench_chain chain;
    unsigned rounds;
    pki *pk;

    if (argc != 4)
        bench_die("usage: bench_bulk MODULE DIR ROUNDS");
    rounds = (unsigned)bench_number(argv[3], BENCH_ROUNDS_MAX);
    pk = pki_new(NULL);
    chain = bench_chain_make(pk, "ec:P-256", "ec:P-256", 3);
    bench_write_root(argv[2], &chain);
    bench_gate_conf(argv[2], argv[1], &variant, cnf);
    lib[0] = bench_library(NULL);
    lib[1] = bench_library(cnf);
    measure_transfer(lib, &chain, TLS1_3_VERSION);
    measure_transfer(lib, &chain, TLS1_2_VERSION);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        measure_digest(lib, sizes[i], rounds);
    OSSL_LIB_CTX_free(lib[0]);
    OSSL_LIB_CTX_free(lib[1]);
    pki_free(pk);
    return 0;
}
