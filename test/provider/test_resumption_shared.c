/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table, many threads and processes, some of which are killed. The part
 * is compiled into the test for its one function that writes an entry.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "resumption.c"
#include "sessions.h"

#define BLOCKED 120 /* seconds; then the test is ended by SIGALRM */
#define NEVER_PUT 1000000u

static void wait_for(pid_t child, int expected)
{
    int status = -1;

    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, expected);
}

static void parent_finds_what_a_child_put(void)
{
    sg_resumption *table = sg_resumption_new(1024);
    pid_t child;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    child = fork();
    if (child == 0) {
        for (unsigned n = 0; n < 20; n++)
            put(table, n);
        sg_resumption_free(table); /* in the child alone */
        _exit(0);
    }
    wait_for(child, 0);
    for (unsigned n = 0; n < 20; n++)
        CU_ASSERT_TRUE(has(table, n));
    CU_ASSERT_FALSE(has(table, 20));
    sg_resumption_free(table);
}

static unsigned failures_and_missing(sg_resumption *table, unsigned count)
{
    const unsigned before = CU_get_number_of_failures();
    unsigned missing = 0;

    for (unsigned n = 0; n < count; n++)
        missing += !has(table, n);
    return missing + CU_get_number_of_failures() - before;
}

/* What was put before fork and what is put after it, by the parent and by a
 * child that is gone. */
static void a_child_finds_what_others_put(void)
{
    sg_resumption *table = sg_resumption_new(1024);
    int gate[2];
    pid_t writer, reader;
    char go;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    CU_ASSERT_EQUAL_FATAL(pipe(gate), 0);
    put(table, 0);
    reader = fork();
    if (reader == 0) {
        if (read(gate[0], &go, 1) != 1)
            _exit(99);
        _exit((int)failures_and_missing(table, 3));
    }
    writer = fork();
    if (writer == 0) {
        put(table, 1);
        _exit(0);
    }
    wait_for(writer, 0);
    put(table, 2);
    CU_ASSERT_EQUAL(write(gate[1], "g", 1), 1);
    wait_for(reader, 0);
    close(gate[0]);
    close(gate[1]);
    sg_resumption_free(table);
}

static void evictions_of_all_processes_count(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    pid_t child;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned n = 0; n < WAYS + 3; n++)
        put(table, n);
    child = fork();
    if (child == 0) {
        for (unsigned n = 100; n < 105; n++)
            put(table, n);
        _exit(0);
    }
    wait_for(child, 0);
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 8);
    sg_resumption_free(table);
}

enum { THREADS = 4, ROUNDS = 3000, SESSIONS = 100 };

typedef struct racer {
    sg_resumption *table;
    unsigned first, found, wrong, invented;
} racer;

/* CUnit's assertions are not for threads: they are counted. */
static void look(racer *r, unsigned n)
{
    const sg_session_record expected = record_of(n);
    sg_session_record got;
    uint8_t secret[SECRET];

    secret_of(n, secret);
    if (!sg_resumption_get(r->table, SG_SESSION_PSK, secret, SECRET, policy_a,
                           &got))
        return;
    r->found++;
    r->wrong += !same_record(&got, &expected);
    r->invented += n >= NEVER_PUT;
}

static void *race(void *arg)
{
    racer *r = arg;

    for (unsigned i = 0; i < ROUNDS; i++) {
        put(r->table, (r->first + i) % SESSIONS);
        look(r, (r->first + i) % SESSIONS);
        look(r, (r->first + i * 7) % SESSIONS);
        look(r, NEVER_PUT + i);
    }
    return NULL;
}

/* Two sets for a hundred sessions: every place is fought for. */
static void threads_find_the_right_or_nothing(void)
{
    sg_resumption *table = sg_resumption_new(2 * WAYS);
    pthread_t thread[THREADS];
    racer racers[THREADS];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned i = 0; i < THREADS; i++) {
        racers[i] = (racer){.table = table, .first = i % 2 * 50};
        CU_ASSERT_EQUAL_FATAL(
            pthread_create(&thread[i], NULL, race, &racers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        CU_ASSERT_EQUAL(pthread_join(thread[i], NULL), 0);
        CU_ASSERT_TRUE(racers[i].found > 0);
        CU_ASSERT_EQUAL(racers[i].wrong, 0);
        CU_ASSERT_EQUAL(racers[i].invented, 0);
    }
    sg_resumption_free(table);
}

/* Where there is room, threads lose nothing of one another: each finds at the
 * end what all put. */
static void *fill(void *arg)
{
    racer *r = arg;

    for (unsigned n = r->first; n < r->first + SESSIONS; n++)
        put(r->table, n);
    return NULL;
}

static void threads_put_side_by_side(void)
{
    sg_resumption *table = sg_resumption_new((size_t)1 << 20);
    pthread_t thread[THREADS];
    racer racers[THREADS];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned i = 0; i < THREADS; i++) {
        racers[i] = (racer){.table = table, .first = i * SESSIONS};
        CU_ASSERT_EQUAL_FATAL(
            pthread_create(&thread[i], NULL, fill, &racers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL(pthread_join(thread[i], NULL), 0);
    /* Two writers at once in one of 131072 sets lose an entry, by chance. */
    CU_ASSERT_TRUE(failures_and_missing(table, THREADS * SESSIONS) <= 1);
    sg_resumption_free(table);
}

enum { KILLS = 200, BEFORE = 8, CHILDS = 50 };

/* Writes until it is killed: by whole puts, or the words of two entries into
 * one place by turns, so that many kills come in the middle of one. */
static void write_for_ever(sg_resumption *table, bool words, int ready)
{
    place *at = &table->map->place[0];
    entry one, other;

    put(table, 100);
    load(at, &one);
    put(table, 101);
    load(at + 1, &other);
    if (write(ready, "r", 1) != 1)
        _exit(1);
    for (unsigned n = 0;; n++) {
        if (words)
            store(at, n % 2 == 0 ? &one : &other);
        else
            put(table, 100 + n % CHILDS);
    }
}

static void kill_a_writer(sg_resumption *table, bool words)
{
    int ready[2], status = 0;
    pid_t child;
    char r;

    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    child = fork();
    if (child == 0)
        write_for_ever(table, words, ready[1]);
    CU_ASSERT_EQUAL(read(ready[0], &r, 1), 1);
    for (volatile int spin = rand() % 100000; spin > 0;)
        spin = spin - 1;
    CU_ASSERT_EQUAL(kill(child, SIGKILL), 0);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(ready[0]);
    close(ready[1]);
}

/* has() fails the test where what is found is wrong. */
static void still_right(sg_resumption *table)
{
    for (unsigned n = 0; n < BEFORE; n++)
        (void)has(table, n);
    for (unsigned n = 100; n < 100 + CHILDS; n++)
        (void)has(table, n);
    for (unsigned n = 0; n < 100; n++)
        CU_ASSERT_FALSE(has(table, NEVER_PUT + n));
    put(table, 0);
    CU_ASSERT_TRUE(has(table, 0));
}

static void killed_writers_block_nobody(void)
{
    for (unsigned i = 0; i < KILLS; i++) {
        /* One set or many. */
        sg_resumption *table = sg_resumption_new(i % 4 < 2 ? WAYS : 64 * WAYS);

        CU_ASSERT_PTR_NOT_NULL_FATAL(table);
        alarm(BLOCKED);
        for (unsigned n = 0; n < BEFORE; n++)
            put(table, n);
        kill_a_writer(table, i % 2 == 0);
        still_right(table);
        alarm(0);
        sg_resumption_free(table);
    }
}

/* All of them in one table, which fills with what the killed left behind. */
static void what_the_killed_leave_is_taken_again(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    alarm(BLOCKED);
    for (unsigned i = 0; i < KILLS; i++) {
        kill_a_writer(table, i % 2 == 0);
        still_right(table);
    }
    for (unsigned n = 0; n < WAYS; n++)
        put(table, n);
    for (unsigned n = 0; n < WAYS; n++)
        CU_ASSERT_TRUE(has(table, n));
    alarm(0);
    sg_resumption_free(table);
}

int main(void)
{
    static const suite_test tests[] = {
        {"the parent finds what a child put", parent_finds_what_a_child_put},
        {"a child finds what others put", a_child_finds_what_others_put},
        {"evictions of all processes count", evictions_of_all_processes_count},
        {"threads find the right or nothing",
         threads_find_the_right_or_nothing},
        {"threads put side by side", threads_put_side_by_side},
        {"killed writers block nobody", killed_writers_block_nobody},
        {"what the killed leave is taken again",
         what_the_killed_leave_is_taken_again},
    };

    return SUITE_RUN("resumption shared", tests);
}
