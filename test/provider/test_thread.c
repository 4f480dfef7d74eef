/* SPDX-License-Identifier: Apache-2.0 */
/* What each thread keeps: its path, and the transcripts it hashed last. */
#include <pthread.h>
#include <string.h>

#include "message_builder.h"
#include "suite.h"
#include "thread.h"

#define KEPT 4

static sg_state state;

static sg_transcript *transcript(void)
{
    msg_hello hello = msg_client_13();
    msg_list list = {0};
    slicegate_bytes all;

    msg_add(&list, SLICEGATE_MSG_CLIENT_HELLO, msg_client_hello(&hello));
    all = msg_frame(&list, SLICEGATE_FRAMING_TLS);
    return sg_transcript_of(all.p, all.n);
}

static unsigned refs(sg_transcript *t)
{
    return atomic_load(&t->refs);
}

static void note(uint8_t hash, size_t n, sg_transcript *t)
{
    uint8_t bytes[64];

    memset(bytes, hash, sizeof(bytes));
    sg_recent_note(&state, bytes, n, t);
}

/* Is T what is found under that hash? */
static bool finds(uint8_t hash, size_t n, const sg_transcript *t)
{
    uint8_t bytes[64];
    sg_transcript *got;

    memset(bytes, hash, sizeof(bytes));
    got = sg_recent_find(&state, bytes, n);
    sg_transcript_release(got);
    return got == t;
}

static void begin(void)
{
    memset(&state, 0, sizeof(state));
    state.threads = sg_threads_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(state.threads);
}

static void end(void)
{
    sg_threads_free(state.threads);
}

static void the_last_few_are_found(void)
{
    sg_transcript *t[KEPT + 1];

    begin();
    CU_ASSERT_TRUE(finds(0, 32, NULL));
    for (uint8_t i = 0; i <= KEPT; i++) {
        t[i] = transcript();
        note(i, 32, t[i]);
    }
    CU_ASSERT_TRUE(finds(0, 32, NULL));
    CU_ASSERT_EQUAL(refs(t[0]), 1);
    for (uint8_t i = 1; i <= KEPT; i++) {
        CU_ASSERT_TRUE(finds(i, 32, t[i]));
        CU_ASSERT_TRUE(finds(i, 48, NULL));
        CU_ASSERT_EQUAL(refs(t[i]), 2);
    }
    end();
    for (uint8_t i = 0; i <= KEPT; i++) {
        CU_ASSERT_EQUAL(refs(t[i]), 1);
        sg_transcript_release(t[i]);
    }
}

/* Both ends in one process take the same hash. */
static void the_newest_of_a_hash_counts(void)
{
    sg_transcript *one = transcript(), *other = transcript();

    begin();
    for (int i = 0; i < 2 * KEPT; i++) {
        note(7, 48, one);
        CU_ASSERT_TRUE(finds(7, 48, one));
        note(7, 48, other);
        CU_ASSERT_TRUE(finds(7, 48, other));
    }
    end();
    sg_transcript_release(one);
    sg_transcript_release(other);
}

static void a_hash_too_long_is_not_kept(void)
{
    sg_transcript *t = transcript();

    begin();
    note(1, 49, t);
    CU_ASSERT_TRUE(finds(1, 49, NULL));
    CU_ASSERT_EQUAL(refs(t), 1);
    end();
    sg_transcript_release(t);
}

static void nothing_is_found_where_memory_was_out(void)
{
    begin();
    note(1, 32, NULL);
    CU_ASSERT_TRUE(finds(1, 32, NULL));
    end();
}

/* ---- Threads ----------------------------------------------------------- */

static void *elsewhere(void *arg)
{
    sg_transcript *t = arg;
    sg_link *links = sg_path_links(&state);
    bool clean = finds(1, 32, NULL) && links != NULL && !links[0].set;

    note(2, 32, t);
    if (links != NULL)
        links[0].set = true;
    return clean && finds(2, 32, t) && refs(t) == 3 ? t : NULL;
}

/* Each of them may get what an ended one left. */
static void a_thread_has_its_own_and_leaves_nothing(void)
{
    sg_transcript *t = transcript();

    begin();
    note(1, 32, t);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sg_path_links(&state));
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        void *good = NULL;

        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, elsewhere, t), 0);
        CU_ASSERT_EQUAL_FATAL(pthread_join(thread, &good), 0);
        CU_ASSERT_PTR_EQUAL(good, t);
        CU_ASSERT_TRUE(finds(2, 32, NULL));
        CU_ASSERT_TRUE(finds(1, 32, t));
        CU_ASSERT_FALSE(sg_path_links(&state)[0].set);
        CU_ASSERT_EQUAL(refs(t), 2);
    }
    end();
    CU_ASSERT_EQUAL(refs(t), 1);
    sg_transcript_release(t);
}

static void a_state_has_its_own(void)
{
    sg_transcript *t = transcript();
    sg_threads *first, *second;

    begin();
    first = state.threads;
    note(1, 32, t);
    second = state.threads = sg_threads_new();
    CU_ASSERT_TRUE(finds(1, 32, NULL));
    state.threads = first;
    CU_ASSERT_TRUE(finds(1, 32, t));
    sg_threads_free(second);
    CU_ASSERT_TRUE(finds(1, 32, t));
    end();
    sg_transcript_release(t);
}

static void a_path_ends(void)
{
    begin();
    sg_path_end(&state);
    for (int i = 0; i < SG_READINGS; i++)
        sg_path_links(&state)[i].set = true;
    sg_path_end(&state);
    for (int i = 0; i < SG_READINGS; i++)
        CU_ASSERT_FALSE(sg_path_links(&state)[i].set);
    end();
}

int main(void)
{
    static const suite_test tests[] = {
        {"the last few are found", the_last_few_are_found},
        {"the newest of a hash counts", the_newest_of_a_hash_counts},
        {"a hash too long is not kept", a_hash_too_long_is_not_kept},
        {"nothing is found where memory was out",
         nothing_is_found_where_memory_was_out},
        {"a thread has its own and leaves nothing",
         a_thread_has_its_own_and_leaves_nothing},
        {"a state has its own", a_state_has_its_own},
        {"a path ends", a_path_ends},
    };

    return SUITE_RUN("thread", tests);
}
