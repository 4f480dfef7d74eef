/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing that strangers show locks the CSMF out: before its handshake, or at
 * any point of it, on the same thread or on others.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"
#include "strangers.h"

#define THREADS 8
#define ROUNDS 25

static parties *p;
static stranger list[STRANGERS_MAX];
static size_t strangers;

/* The server has come this far when the stranger comes; -1: all is said. */
static void meet_with(const gate *g, int version, verify_mode mode,
                      const stranger *s, int records)
{
    SSL_CTX *server = parties_server(p, g, version, mode);
    SSL_CTX *client = parties_client(p, version, party_cert(p->good));
    wire *w = wire_new_by_record(server, client);
    int moved = 0;

    if (records == 0)
        stranger_shows(p, g, s);
    while (!w->server_done && !w->server_failed) {
        (void)wire_step_client(w);
        if (!wire_record(w))
            break;
        (void)wire_step_server(w);
        if (++moved == records)
            stranger_shows(p, g, s);
    }
    CHECK(w->server_done, "%s, %s, %s, after %d records: %s", s->name,
          tls_name(version), mode == VERIFY_WAIVING ? "waiving" : "required",
          records, w->server_errors);
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

/* ClientHello, Certificate, (ClientKeyExchange,) CertificateVerify, change of
 * cipher, Finished. */
static void on_one_thread(const gate *g)
{
    for (size_t i = 0; i < strangers; i++)
        EACH_VERSION(v)
        {
            for (int records = 0; records < 6; records++) {
                meet_with(g, *v, VERIFY_REQUIRED, &list[i], records);
                meet_with(g, *v, VERIFY_WAIVING, &list[i], records);
            }
        }
}

typedef struct crowd {
    const gate *g;
    size_t number;
    pthread_t thread;
} crowd;

static void *take_part(void *arg)
{
    const crowd *c = arg;

    for (size_t i = 0; i < ROUNDS; i++) {
        const stranger *s = &list[(i + c->number) % strangers];

        stranger_shows(p, c->g, s);
        meet_with(c->g, tls_versions[i % 2], VERIFY_WAIVING, s, (int)(i % 6));
    }
    return NULL;
}

static void on_many_threads(const gate *g)
{
    crowd all[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        all[i].g = g;
        all[i].number = i;
        NEED(pthread_create(&all[i].thread, NULL, take_part, &all[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        NEED(pthread_join(all[i].thread, NULL) == 0);
}

static void try_policy(const char *policy, bool anchored)
{
    gate *g = gate_new(policy, anchored ? p->anchors : NULL);

    on_one_thread(g);
    gate_free(g);
    g = gate_new(policy, anchored ? p->anchors : NULL);
    on_many_threads(g);
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    strangers = strangers_make(p, list);
    behaviour("with anchors");
    try_policy("", true);
    behaviour("with anchors, without the cache");
    try_policy("[cache]\nentries = 0\n", true);
    behaviour("without anchors");
    try_policy("", false);
    parties_free(p);
    return check_result();
}
