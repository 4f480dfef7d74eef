/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_handshake MODULE DIR KIND LEAF CA TIERS ROUNDS - handshakes of one
 * kind, both ends on this thread over memory. Stock and each variant of the
 * gate have a library context of their own and take turns.
 *
 * KIND is tls13 or tls12, full and with certificates on both sides; ticket13
 * or ticket12, resumed, each with the ticket that the one before brought; or
 * psk13, with an external pre-shared key and (EC)DHE.
 *
 * Prints KIND, LEAF, CA, TIERS, stock handshakes per second, and for each
 * variant its name and ratio, separated by tabs.
 */
#include "bench.h"

#include <string.h>

#define WARM_UP 100

/* A server has long used all memory of its table of sessions; here it would be
 * first used while it is measured, so it is small. */
#define SESSIONS "[resumption]\nentries = 1024\n"

static const bench_variant variants[] = {
    {"off", SESSIONS "[cache]\nentries = 0\n"},
    {"on", SESSIONS},
    {"tls", SESSIONS "[algorithms]\nexport = tls\n"},
};

#define SIDES (1 + sizeof(variants) / sizeof(variants[0]))

typedef struct kind {
    const char *name;
    int version;
    bool tickets, psk;
} kind;

static const kind kinds[] = {
    {"tls13", TLS1_3_VERSION, false, false},
    {"tls12", TLS1_2_VERSION, false, false},
    {"ticket13", TLS1_3_VERSION, true, false},
    {"ticket12", TLS1_2_VERSION, true, false},
    {"psk13", TLS1_3_VERSION, false, true},
};

typedef struct side {
    const kind *kind;
    OSSL_LIB_CTX *lib;
    SSL_CTX *client, *server;
    SSL_SESSION *session; /* to be resumed next */
} side;

static void handshake(void *subject)
{
    side *s = subject;
    bench_connection c = bench_connect(s->client, s->server, s->session);

    SSL_SESSION_free(s->session);
    s->session = s->kind->tickets ? bench_session(&c) : NULL;
    bench_disconnect(&c);
}

static side make_side(const kind *k, const bench_chain *chain, const char *cnf)
{
    side s = {.kind = k};

    s.lib = bench_library(cnf);
    s.client = bench_tls_context(s.lib, k->version, chain, chain->client);
    s.server = bench_tls_context(s.lib, k->version, chain, chain->server);
    if (k->tickets) {
        bench_use_tickets(s.client);
        bench_use_tickets(s.server);
    }
    if (k->psk)
        bench_use_psk(s.client, s.server);
    for (int i = 0; i < WARM_UP; i++)
        handshake(&s);
    return s;
}

static void free_side(side *s)
{
    SSL_SESSION_free(s->session);
    SSL_CTX_free(s->client);
    SSL_CTX_free(s->server);
    OSSL_LIB_CTX_free(s->lib);
}

static const kind *kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    bench_die("no such kind of handshake");
}

static void print(char **argv, const bench_ratios *r)
{
    printf("%s\t%s\t%s\t%s\t%.0f", argv[3], argv[4], argv[5], argv[6], r->rate);
    for (unsigned i = 1; i < SIDES; i++)
        printf("\t%s\t%.3f", variants[i - 1].name, r->ratio[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    char cnf[BENCH_PATH_MAX];
    side sides[SIDES];
    void *subject[SIDES];
    bench_chain chain;
    bench_ratios ratios;
    const kind *k;
    unsigned tiers, rounds;
    pki *pk;

    if (argc != 8)
        bench_die("usage: bench_handshake MODULE DIR KIND LEAF CA TIERS "
                  "ROUNDS");
    k = kind_of(argv[3]);
    tiers = (unsigned)bench_number(argv[6], 3);
    rounds = (unsigned)bench_number(argv[7], BENCH_ROUNDS_MAX);
    pk = pki_new(NULL);
    chain = bench_chain_make(pk, argv[4], argv[5], tiers);
    bench_write_root(argv[2], &chain);
    sides[0] = make_side(k, &chain, NULL);
    for (unsigned i = 1; i < SIDES; i++) {
        bench_gate_conf(argv[2], argv[1], &variants[i - 1], cnf);
        sides[i] = make_side(k, &chain, cnf);
    }
    for (unsigned i = 0; i < SIDES; i++)
        subject[i] = &sides[i];
    ratios = bench_take_turns(handshake, subject, SIDES,
                              bench_batch_size(handshake, subject[0]), rounds);
    print(argv, &ratios);
    for (unsigned i = 0; i < SIDES; i++)
        free_side(&sides[i]);
    pki_free(pk);
    return 0;
}
