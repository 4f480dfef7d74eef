/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many library contexts, each with a gate of its own policy, loaded, used and
 * freed at the same time; and a fork in the middle of handshakes.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "parties.h"

#define CONTEXTS 20
#define FORKS 10

static parties *p;

static void good_and_bad(const gate *g, const char *where)
{
    EACH_VERSION(v)
    {
        CHECK(
            parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->good)).served,
            "%s: the good one", where);
        CHECK(
            !parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->bad)).served,
            "%s: the bad one", where);
    }
}

static void *load_use_free(void *arg)
{
    bool strict = *(const bool *)arg;
    gate *g = gate_new(strict ? "" : "[rules]\nCERT-CDP-1 = off\n", NULL);

    if (strict)
        good_and_bad(g, "a context of its own");
    else
        CHECK(parties_meet(p, g, TLS1_3_VERSION, VERIFY_WAIVING,
                           party_cert(p->bad))
                  .served,
              "its own policy, not the neighbour's");
    gate_free(g);
    return NULL;
}

static void many_contexts(void)
{
    pthread_t thread[CONTEXTS];
    bool strict[CONTEXTS];

    for (int i = 0; i < CONTEXTS; i++) {
        strict[i] = i % 2 == 0;
        NEED(pthread_create(&thread[i], NULL, load_use_free, &strict[i]) == 0);
    }
    for (int i = 0; i < CONTEXTS; i++)
        NEED(pthread_join(thread[i], NULL) == 0);
}

static gate *shared;
static atomic_bool stop;

static void *keep_busy(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop))
        good_and_bad(shared, "beside a fork");
    return NULL;
}

static void *come_and_go(void *arg)
{
    (void)arg;
    while (!atomic_load(&stop)) {
        gate *g = gate_new("", NULL);

        gate_free(g);
    }
    return NULL;
}

static void child(void)
{
    outcome good, bad;

    alarm(60); /* a lock that nobody holds any more */
    good = parties_meet(p, shared, TLS1_3_VERSION, VERIFY_WAIVING,
                        party_cert(p->good));
    bad = parties_meet(p, shared, TLS1_2_VERSION, VERIFY_WAIVING,
                       party_cert(p->bad));
    _exit(good.served && !bad.served ? 0 : 1);
}

static void forks(bool while_loading)
{
    pthread_t busy[2];
    int status;

    atomic_store(&stop, false);
    NEED(pthread_create(&busy[0], NULL, keep_busy, NULL) == 0);
    /* libcrypto itself cannot be forked while a context is being loaded. */
    if (while_loading)
        NEED(pthread_create(&busy[1], NULL, come_and_go, NULL) == 0);
    for (int i = 0; i < FORKS; i++) {
        pid_t pid = fork();

        NEED(pid >= 0);
        if (pid == 0) {
            if (while_loading)
                _exit(0);
            child();
        }
        while (waitpid(pid, &status, 0) < 0)
            NEED(errno == EINTR);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              "a child of a process with handshakes under way: %x",
              (unsigned)status);
    }
    atomic_store(&stop, true);
    NEED(pthread_join(busy[0], NULL) == 0);
    if (while_loading)
        NEED(pthread_join(busy[1], NULL) == 0);
}

int main(void)
{
    p = parties_new();
    behaviour("twenty contexts at once");
    many_contexts();
    shared = gate_new("", p->anchors);
    behaviour("fork while other threads shake hands");
    forks(false);
    behaviour("fork while other threads load and unload the provider");
    forks(true);
    gate_free(shared);
    parties_free(p);
    return check_result();
}
