/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes that cross: two on one thread, one on many threads, one in an
 * ASYNC job, one that a fork cuts in two, and an SSL that is used again.
 */
#include <openssl/async.h>
#include <openssl/err.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static gate *g;

/* What may come: a compliant client, a broken one, and none. */
static const struct {
    const char *name;
    const char *rule;
} comers[] = {{"good", NULL}, {"bad", "CERT-CDP-1"}, {"nobody", "TLS-MA-1"}};

#define COMERS (sizeof(comers) / sizeof(comers[0]))

static wire *come(int version, size_t who)
{
    static const identity nobody = {NULL, NULL, NULL};
    SSL_CTX *server = parties_server(p, g, version, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(
        p, version,
        who == 2 ? nobody : party_cert(who == 0 ? p->good : p->bad));
    wire *w;

    SSL_CTX_set_verify(server, SSL_VERIFY_PEER, wire_waive);
    w = wire_new(server, client);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return w;
}

static void expect(const wire *w, size_t who, const char *what)
{
    expect_at(w->server_done, w->server_errors, comers[who].rule, what,
              __FILE__, __LINE__);
}

static void interleaved(void)
{
    behaviour("two handshakes flight by flight on one thread");
    EACH_VERSION(v)
    {
        for (size_t pair = 0; pair < COMERS * COMERS; pair++) {
            size_t one = pair / COMERS, other = pair % COMERS;
            wire *a = come(*v, one), *b = come(*v, other);
            bool moved = true;

            while (moved) {
                moved = wire_step_client(a);
                moved = wire_step_client(b) || moved;
                moved = wire_step_server(b) || moved;
                moved = wire_step_server(a) || moved;
            }
            expect(a, one, comers[one].name);
            expect(b, other, comers[other].name);
            wire_free(a);
            wire_free(b);
        }
    }
}

/* Both take the same hashes at nearly the same time. */
static void both_ends_in_one_process(void)
{
    behaviour("both ends gated, by one gate, on one thread");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(wire_once(parties_server(p, g, *v, VERIFY_REQUIRED),
                                wire_client(g, *v, party_cert(p->good),
                                            p->anchors, VERIFY_REQUIRED)),
                      NULL, tls_name(*v));
        EXPECT_SERVER(wire_once(parties_server(p, g, *v, VERIFY_WAIVING),
                                wire_client(g, *v, party_cert(p->bad),
                                            p->anchors, VERIFY_WAIVING)),
                      "CERT-CDP-1", tls_name(*v));
        EXPECT_CLIENT(
            wire_once(wire_server(g, *v, party_cert(pki_server_broken(p->op)),
                                  p->anchors, VERIFY_WAIVING),
                      wire_client(g, *v, party_cert(p->good), p->anchors,
                                  VERIFY_WAIVING)),
            "CERT-CDP-1", tls_name(*v));
    }
}

/* ---- Threads ----------------------------------------------------------- */

static void *step(void *arg)
{
    wire *w = arg;
    bool moved = wire_step_client(w);

    return wire_step_server(w) || moved ? w : NULL;
}

static void moved_between_threads(void)
{
    behaviour("each flight on a thread of its own");
    EACH_VERSION(v)
    {
        for (size_t who = 0; who < COMERS; who++) {
            wire *w = come(*v, who);
            void *moved = w;

            while (moved != NULL) {
                pthread_t thread;

                NEED(pthread_create(&thread, NULL, step, w) == 0);
                NEED(pthread_join(thread, &moved) == 0);
            }
            expect(w, who, comers[who].name);
            wire_free(w);
        }
    }
}

/* ---- ASYNC jobs -------------------------------------------------------- */

/* SSL_get_error takes what is on the queue for the end of the job. */
static int pausing(int ok, X509_STORE_CTX *ctx)
{
    (void)ok;
    (void)ctx;
    ERR_clear_error();
    (void)ASYNC_pause_job();
    return 1;
}

/* The server as an application with SSL_MODE_ASYNC runs it, a job for each. */
static bool step_async(wire *w)
{
    int ret;

    if (w->server_done || w->server_failed)
        return false;
    ERR_clear_error();
    ret = SSL_do_handshake(w->server);
    if (ret == 1) {
        w->server_done = true;
        return true;
    }
    switch (SSL_get_error(w->server, ret)) {
    case SSL_ERROR_WANT_ASYNC:
        return true;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return BIO_pending(SSL_get_wbio(w->server)) > 0;
    default:
        w->server_failed = true;
        wire_errors(w->server_errors, sizeof(w->server_errors));
        return true;
    }
}

static void in_jobs(void)
{
    if (!ASYNC_is_capable()) {
        behaviour("ASYNC jobs: this platform has none, not tried");
        return;
    }
    behaviour("two ASYNC jobs that pause in their callbacks");
    EACH_VERSION(v)
    {
        for (size_t pair = 0; pair < COMERS * COMERS; pair++) {
            size_t who[2] = {pair / COMERS, pair % COMERS};
            wire *w[2] = {come(*v, who[0]), come(*v, who[1])};

            for (int i = 0; i < 2; i++) {
                SSL_set_mode(w[i]->server, SSL_MODE_ASYNC);
                SSL_set_verify(w[i]->server, SSL_VERIFY_PEER, pausing);
            }
            for (int round = 0; round < 40; round++)
                for (int i = 0; i < 2; i++) {
                    (void)wire_step_client(w[i]);
                    (void)step_async(w[i]);
                }
            for (int i = 0; i < 2; i++) {
                expect(w[i], who[i], comers[who[i]].name);
                wire_free(w[i]);
            }
        }
    }
    ASYNC_cleanup_thread();
}

/* ---- fork -------------------------------------------------------------- */

/* The child goes on where the parent stood, and says what became of it. */
static int go_on(wire *w, size_t who)
{
    wire_run(w);
    if (w->server_done != (comers[who].rule == NULL))
        return 1;
    return comers[who].rule == NULL ||
                   strstr(w->server_errors, comers[who].rule) != NULL
               ? 0
               : 2;
}

static void forked(void)
{
    behaviour("a fork between two flights: parent and child both judge");
    EACH_VERSION(v)
    {
        for (size_t who = 0; who < COMERS; who++) {
            wire *w = come(*v, who);
            int status = -1;
            pid_t child;

            (void)wire_step_client(w);
            (void)wire_step_server(w);
            (void)fflush(stdout);
            child = fork();
            NEED(child >= 0);
            if (child == 0)
                _exit(go_on(w, who));
            wire_run(w);
            NEED(waitpid(child, &status, 0) == child);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "%s, %s: the child gives %d", tls_name(*v), comers[who].name,
                  status);
            expect(w, who, comers[who].name);
            wire_free(w);
        }
    }
}

/* ---- Used again -------------------------------------------------------- */

static void cleared(void)
{
    behaviour("SSL_clear and another handshake with the same objects");
    EACH_VERSION(v)
    {
        for (size_t who = 0; who < COMERS; who++) {
            wire *w = come(*v, who);

            for (int round = 0; round < 3; round++) {
                wire_run(w);
                expect(w, who, comers[who].name);
                (void)BIO_reset(SSL_get_rbio(w->server));
                (void)BIO_reset(SSL_get_wbio(w->server));
                NEED(SSL_clear(w->server) == 1 && SSL_clear(w->client) == 1);
                NEED(SSL_set_session(w->client, NULL) == 1);
                w->server_done = w->client_done = false;
                w->server_failed = w->client_failed = false;
                w->server_errors[0] = w->client_errors[0] = '\0';
            }
            wire_free(w);
        }
    }
}

/* One that is left in the middle leaves nothing to the next one. */
static void given_up(void)
{
    behaviour("a handshake that is given up half-way lends nothing to another");
    EACH_VERSION(v)
    {
        for (size_t who = 1; who < COMERS; who++) {
            wire *good = come(*v, 0), *w = come(*v, who);

            (void)wire_step_client(good);
            (void)wire_step_server(good);
            (void)wire_step_client(good);
            wire_run(w);
            expect(w, who, comers[who].name);
            wire_free(good);
            wire_free(w);
        }
    }
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    interleaved();
    both_ends_in_one_process();
    moved_between_threads();
    in_jobs();
    forked();
    cleared();
    given_up();
    gate_free(g);
    parties_free(p);
    return check_result();
}
