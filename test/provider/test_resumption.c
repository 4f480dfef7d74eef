/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions that may resume, in one process. The part is compiled into the
 * test, which lets its calls fail.
 */
#include <openssl/err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static bool no_randomness;

static ssize_t random_or_not(void *p, size_t n, unsigned flags)
{
    return no_randomness ? -1 : getrandom(p, n, flags);
}

#define getrandom random_or_not
#include "resumption.c"
#undef getrandom

#include "sessions.h"

static const uint8_t policy_b[SG_SHA256_SIZE] = {[31] = 1};

static void finds_what_was_put(void)
{
    sg_resumption *table = sg_resumption_new(4096);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned n = 0; n < 32; n++)
        put(table, n);
    for (unsigned n = 0; n < 32; n++)
        CU_ASSERT_TRUE(has(table, n));
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 0);
    sg_resumption_free(table);
}

static void unknown_is_zeros(void)
{
    static const uint8_t zeros[SECRET];
    const sg_session_record nothing = {0};
    sg_resumption *table = sg_resumption_new(1024);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned filled = 0; filled < 2; filled++) {
        sg_session_record got = record_of(15);

        CU_ASSERT_FALSE(has(table, 7));
        CU_ASSERT_FALSE(sg_resumption_get(table, SG_SESSION_PSK, zeros, SECRET,
                                          zeros, &got));
        CU_ASSERT_TRUE(same_record(&got, &nothing));
        CU_ASSERT_FALSE(
            sg_resumption_get(table, SG_SESSION_PSK, "", 0, zeros, &got));
        put(table, 8);
    }
    sg_resumption_free(table);
}

static void kinds_are_apart(void)
{
    const sg_session_record record = record_of(3);
    sg_resumption *table = sg_resumption_new(1024);
    sg_session_record got;
    uint8_t secret[SECRET];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    secret_of(3, secret);
    sg_resumption_put(table, SG_SESSION_MASTER, secret, SECRET, policy_a,
                      &record);
    for (int kind = SG_SESSION_PSK; kind <= SG_SESSION_EXTERNAL; kind++)
        CU_ASSERT_EQUAL(sg_resumption_get(table, (sg_session_secret)kind,
                                          secret, SECRET, policy_a, &got),
                        kind == SG_SESSION_MASTER);
    sg_resumption_free(table);
}

static void policies_are_apart(void)
{
    const sg_session_record a = record_of(1), b = record_of(2);
    sg_resumption *table = sg_resumption_new(1024);
    sg_session_record got;
    uint8_t secret[SECRET];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    secret_of(1, secret);
    sg_resumption_put(table, SG_SESSION_PSK, secret, SECRET, policy_a, &a);
    CU_ASSERT_FALSE(sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET,
                                      policy_b, &got));
    sg_resumption_put(table, SG_SESSION_PSK, secret, SECRET, policy_b, &b);
    CU_ASSERT_TRUE(sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET,
                                     policy_b, &got));
    CU_ASSERT_TRUE(same_record(&got, &b));
    CU_ASSERT_TRUE(sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET,
                                     policy_a, &got));
    CU_ASSERT_TRUE(same_record(&got, &a));
    sg_resumption_free(table);
}

static void lengths_are_apart(void)
{
    const sg_session_record record = record_of(4);
    sg_resumption *table = sg_resumption_new(1024);
    sg_session_record got;
    uint8_t secret[SECRET];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    secret_of(4, secret);
    sg_resumption_put(table, SG_SESSION_PSK, secret, 32, policy_a, &record);
    CU_ASSERT_FALSE(sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET,
                                      policy_a, &got));
    CU_ASSERT_TRUE(
        sg_resumption_get(table, SG_SESSION_PSK, secret, 32, policy_a, &got));
    sg_resumption_free(table);
}

static void the_last_put_holds(void)
{
    const sg_session_record last = record_of(12);
    sg_resumption *table = sg_resumption_new(1024);
    sg_session_record got;
    uint8_t secret[SECRET];

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    secret_of(5, secret);
    for (unsigned i = 0; i < 20; i++)
        put(table, 5);
    sg_resumption_put(table, SG_SESSION_PSK, secret, SECRET, policy_a, &last);
    CU_ASSERT_TRUE(sg_resumption_get(table, SG_SESSION_PSK, secret, SECRET,
                                     policy_a, &got));
    CU_ASSERT_TRUE(same_record(&got, &last));
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 0);
    sg_resumption_free(table);
}

/* One set: every name shares it with every other. */
static void the_oldest_gives_way(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    CU_ASSERT_EQUAL(table->sets, 1);
    for (unsigned n = 0; n < WAYS; n++)
        put(table, n);
    put(table, 0); /* no longer the oldest */
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 0);
    put(table, 100);
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 1);
    CU_ASSERT_FALSE(has(table, 1));
    CU_ASSERT_TRUE(has(table, 0));
    CU_ASSERT_TRUE(has(table, 100));
    for (unsigned n = 2; n < WAYS; n++)
        CU_ASSERT_TRUE(has(table, n));
    for (unsigned n = 200; n < 300; n++) {
        put(table, n);
        for (unsigned back = 0; back < WAYS && n - back >= 200; back++)
            CU_ASSERT_TRUE(has(table, n - back));
    }
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 101);
    sg_resumption_free(table);
}

/* Kilobytes of shared memory that this process has touched. */
static long shared_resident(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[128];
    long kb = -1;

    while (f != NULL && kb < 0 && fgets(line, sizeof(line), f) != NULL)
        if (sscanf(line, "RssShmem: %ld", &kb) != 1)
            kb = -1;
    if (f != NULL)
        (void)fclose(f);
    return kb;
}

static void untouched_pages_take_no_memory(void)
{
    const long before = shared_resident();
    sg_resumption *table = sg_resumption_new((size_t)1 << 24);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    CU_ASSERT_TRUE(before >= 0);
    CU_ASSERT_EQUAL(shared_resident(), before);
    for (unsigned n = 0; n < 10; n++)
        put(table, n);
    for (unsigned n = 0; n < 10; n++)
        CU_ASSERT_TRUE(has(table, n));
    CU_ASSERT_TRUE(shared_resident() - before <= 1024);
    sg_resumption_free(table);
}

static void every_size(void)
{
    for (size_t entries = 0; entries < 40; entries++) {
        sg_resumption *table = sg_resumption_new(entries);

        CU_ASSERT_PTR_NOT_NULL_FATAL(table);
        CU_ASSERT_TRUE(table->sets * WAYS >= entries);
        CU_ASSERT_EQUAL(table->sets & (table->sets - 1), 0);
        for (unsigned n = 0; n < 200; n++) {
            put(table, n);
            CU_ASSERT_TRUE(has(table, n));
        }
        sg_resumption_free(table);
    }
    for (unsigned bits = 58; bits < 64; bits++)
        CU_ASSERT_PTR_NULL(sg_resumption_new((size_t)1 << bits));
    CU_ASSERT_PTR_NULL(sg_resumption_new(SIZE_MAX));
    CU_ASSERT_PTR_NULL(sg_resumption_new(SIZE_MAX - WAYS));
    CU_ASSERT_PTR_NULL(sg_resumption_new(SIZE_MAX / 64 + 1));
    sg_resumption_free(NULL);
}

static int new_without_address_space(void)
{
    const struct rlimit none = {0, 0};
    sg_resumption *table;

    if (setrlimit(RLIMIT_AS, &none) != 0)
        return 2;
    table = sg_resumption_new(1 << 20);
    return table == NULL ? 0 : 1;
}

static void no_address_space_is_null(void)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        _exit(new_without_address_space());
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

static void no_randomness_is_null(void)
{
    no_randomness = true;
    CU_ASSERT_PTR_NULL(sg_resumption_new(1024));
    no_randomness = false;
}

static bool no_memory;

static void *give(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return no_memory ? NULL : malloc(n);
}

static void *give_more(void *p, size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return no_memory ? NULL : realloc(p, n);
}

static void take(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

static void no_memory_is_null(void)
{
    no_memory = true;
    CU_ASSERT_PTR_NULL(sg_resumption_new(1024));
    no_memory = false;
}

int main(void)
{
    static const suite_test tests[] = {
        {"finds what was put", finds_what_was_put},
        {"unknown is not there, and zeros", unknown_is_zeros},
        {"kinds are apart", kinds_are_apart},
        {"policies are apart", policies_are_apart},
        {"lengths are apart", lengths_are_apart},
        {"the last put holds", the_last_put_holds},
        {"the oldest gives way, and is counted", the_oldest_gives_way},
        {"untouched pages take no memory", untouched_pages_take_no_memory},
        {"every size", every_size},
        {"no address space is NULL", no_address_space_is_null},
        {"no randomness is NULL", no_randomness_is_null},
        {"no memory is NULL", no_memory_is_null},
    };

    if (CRYPTO_set_mem_functions(give, give_more, take) != 1)
        return 1;
    /* The first error of a process takes memory itself; where it gets none,
     * OpenSSL 3.5 waits for itself. */
    ERR_clear_error();
    return SUITE_RUN("resumption", tests);
}
