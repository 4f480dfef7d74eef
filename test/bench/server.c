/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a handshake costs a real server, in CPU time of its worker.
 *
 *   bench_server prepare MODULE DIR
 *       root.crt, server.crt, server.key, and a .cnf for each way of running
 *       the gate, in DIR
 *   bench_server measure CLIENTS HANDSHAKES PORT PID [PORT PID]...
 *       CLIENTS different client certificates make HANDSHAKES handshakes with
 *       each server in turns, in chunks; PID is the one worker of the server
 *       on PORT. Prints CLIENTS and, for each server, microseconds of its
 *       user and system time per handshake (all of them) and the median over
 *       the chunks of the first server's time to its own.
 */
#include "bench.h"
#include "fleet.h"

#include <string.h>

#define SERVERS_MAX 4
#define CHUNK 250
#define CHUNKS_MAX 400
#define CLIENTS_MAX 100000
#define WARM_UP_MAX 1000

static const bench_variant variants[] = {
    {"slicegate", ""},
    {"slicegate-tls", "[algorithms]\nexport = tls\n"},
};

static void prepare(const char *module, const char *dir)
{
    char cnf[BENCH_PATH_MAX];
    pki *pk = pki_new(NULL);
    bench_chain chain = bench_chain_make(pk, "ec:P-256", "ec:P-256", 3);
    FILE *f;

    bench_write_root(dir, &chain);
    f = bench_create(dir, "server.crt");
    pki_pem_chain(f, chain.server, false);
    bench_finish(f);
    f = bench_create(dir, "server.key");
    pki_pem_key(f, chain.server->key);
    bench_finish(f);
    for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
        bench_gate_conf(dir, module, &variants[i], cnf);
    pki_free(pk);
}

typedef struct server {
    unsigned port;
    clockid_t clock; /* user and system time of the worker */
    double took[CHUNKS_MAX];
    double total;
} server;

static server server_of(const char *port, const char *pid)
{
    server s = {.port = (unsigned)bench_number(port, 65535)};

    if (clock_getcpuclockid((pid_t)bench_number(pid, 1UL << 30), &s.clock) != 0)
        bench_die("a worker's CPU time cannot be read");
    return s;
}

static void visits(const fleet *f, unsigned first, unsigned n, const server *s)
{
    for (unsigned i = 0; i < n; i++)
        fleet_visit(f, first + i, s->port);
}

/* The servers take turns, and each chunk another one begins. */
static void measure(const fleet *f, server *servers, unsigned count,
                    unsigned chunks)
{
    for (unsigned i = 0; i < count; i++)
        visits(f, 0, f->count < WARM_UP_MAX ? f->count : WARM_UP_MAX,
               &servers[i]);
    for (unsigned chunk = 0; chunk < chunks; chunk++)
        for (unsigned i = 0; i < count; i++) {
            server *s = &servers[(i + chunk) % count];
            double start = bench_seconds(s->clock);

            visits(f, chunk * CHUNK, CHUNK, s);
            s->took[chunk] = bench_seconds(s->clock) - start;
            s->total += s->took[chunk];
        }
}

static void report(const server *servers, unsigned count, unsigned chunks)
{
    for (unsigned i = 0; i < count; i++) {
        double ratio[CHUNKS_MAX];

        for (unsigned chunk = 0; chunk < chunks; chunk++)
            ratio[chunk] = servers[0].took[chunk] / servers[i].took[chunk];
        printf("\t%.0f\t%.3f", servers[i].total / (chunks * CHUNK) * 1e6,
               bench_median(ratio, chunks));
    }
    printf("\n");
}

static void run(unsigned clients, unsigned handshakes, char **argv,
                unsigned count)
{
    static server servers[SERVERS_MAX];
    unsigned chunks = (handshakes + CHUNK - 1) / CHUNK;
    pki *pk = pki_new(NULL);
    fleet f = fleet_make(pk, clients);

    for (unsigned i = 0; i < count; i++)
        servers[i] = server_of(argv[2 * i], argv[2 * i + 1]);
    measure(&f, servers, count, chunks);
    printf("%u", clients);
    report(servers, count, chunks);
    fleet_free(&f);
    pki_free(pk);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "prepare") == 0) {
        prepare(argv[2], argv[3]);
        return 0;
    }
    if (argc < 6 || argc % 2 != 0 || argc > 4 + 2 * SERVERS_MAX ||
        strcmp(argv[1], "measure") != 0)
        bench_die("usage: bench_server prepare MODULE DIR | "
                  "measure CLIENTS HANDSHAKES PORT PID [PORT PID]...");
    run((unsigned)bench_number(argv[2], CLIENTS_MAX),
        (unsigned)bench_number(argv[3], (unsigned long)CHUNK * CHUNKS_MAX),
        argv + 4, ((unsigned)argc - 4) / 2);
    return 0;
}
