/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes side by side: interleaved on one thread, on eight threads at
 * once, and moved from thread to thread between their flights. Every compliant
 * client is served and no other, whoever came before on that thread.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"
#include "parties.h"

#define THREADS 8
#define WIRES 24
#define ROUNDS 40

static parties *p;
static gate *g;
static SSL_CTX *servers[2], *good[2], *bad[2]; /* TLS 1.2, 1.3 */

static wire *nth(unsigned i)
{
    return wire_new(servers[i / 2 % 2], (i % 2 == 0 ? good : bad)[i / 2 % 2]);
}

static void judge(wire *w, unsigned i, const char *where)
{
    CHECK(w->server_done == (i % 2 == 0), "%s: handshake %u: %s", where, i,
          w->server_errors);
    wire_free(w);
}

static bool finished(const wire *w)
{
    return w->server_done || w->server_failed;
}

static void interleaved(void)
{
    wire *w[WIRES];

    for (unsigned i = 0; i < WIRES; i++)
        w[i] = nth(i);
    for (int step = 0; step < 6; step++) {
        for (unsigned i = 0; i < WIRES; i++)
            (void)wire_step_client(w[i]);
        for (unsigned i = WIRES; i-- > 0;)
            (void)wire_step_server(w[i]);
    }
    for (unsigned i = 0; i < WIRES; i++)
        judge(w[i], i, "interleaved");
}

static void *at_once(void *arg)
{
    unsigned first = *(const unsigned *)arg;

    for (unsigned i = first; i < first + ROUNDS; i++) {
        wire *w = nth(i);

        wire_run(w);
        judge(w, i, "at once");
    }
    return NULL;
}

/* One flight of whichever handshake is next; the lock is for the queue. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static wire *queue[WIRES];
static bool taken[WIRES];
static unsigned next, left;

static int take(void)
{
    int found = -1;

    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < WIRES && found < 0; i++) {
        unsigned at = (next + i) % WIRES;

        if (queue[at] != NULL && !taken[at])
            found = (int)at;
    }
    if (found >= 0) {
        taken[found] = true;
        next = (unsigned)found + 1;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static bool some_left(void)
{
    bool some;

    pthread_mutex_lock(&lock);
    some = left > 0;
    pthread_mutex_unlock(&lock);
    return some;
}

static void put_back(int at)
{
    pthread_mutex_lock(&lock);
    taken[at] = false;
    if (finished(queue[at])) {
        judge(queue[at], (unsigned)at, "moved");
        queue[at] = NULL;
        left--;
    }
    pthread_mutex_unlock(&lock);
}

static void *one_flight_each(void *arg)
{
    (void)arg;
    while (some_left()) {
        int at = take();

        if (at < 0)
            continue;
        (void)wire_step_client(queue[at]);
        (void)wire_step_server(queue[at]);
        put_back(at);
    }
    return NULL;
}

static void on_threads(void *(*work)(void *))
{
    pthread_t thread[THREADS];
    unsigned first[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        first[i] = i * ROUNDS;
        NEED(pthread_create(&thread[i], NULL, work, &first[i]) == 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        NEED(pthread_join(thread[i], NULL) == 0);
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    for (int i = 0; i < 2; i++) {
        servers[i] = parties_server(p, g, tls_versions[i], VERIFY_WAIVING);
        good[i] = parties_client(p, tls_versions[i], party_cert(p->good));
        bad[i] = parties_client(p, tls_versions[i], party_cert(p->bad));
    }
    behaviour("interleaved on one thread");
    interleaved();
    behaviour("on eight threads at once");
    on_threads(at_once);
    behaviour("from thread to thread between flights");
    left = WIRES;
    for (unsigned i = 0; i < WIRES; i++)
        queue[i] = nth(i);
    on_threads(one_flight_each);
    for (int i = 0; i < 2; i++) {
        SSL_CTX_free(servers[i]);
        SSL_CTX_free(good[i]);
        SSL_CTX_free(bad[i]);
    }
    gate_free(g);
    parties_free(p);
    return check_result();
}
