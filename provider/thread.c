/* SPDX-License-Identifier: Apache-2.0 */
#include "thread.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* In one step libssl takes a few hashes at most before it uses the first. */
#define RECENT 4

/* The longest hash of a TLS transcript: SHA-384. */
#define HASH_MAX 48

typedef struct recent {
    size_t n;
    uint8_t hash[HASH_MAX];
    _Atomic(sg_transcript *) transcript;
} recent;

/*
 * One node per thread and state, handed on when the thread or the state ends
 * and never freed: a thread may be ending while a state goes. For the same
 * reason the module stays mapped. Not _Thread_local: glibc ends the process
 * when it cannot allocate that.
 */
typedef struct node {
    struct node *next;
    _Atomic(const sg_threads *) owner; /* NULL: free to be taken */
    sg_link link[SG_READINGS];
    unsigned oldest;
    recent recent[RECENT];
} node;

struct sg_threads {
    pthread_key_t key;
};

static _Atomic(node *) first;

static void end_path(node *n)
{
    for (unsigned i = 0; i < SG_READINGS; i++)
        n->link[i].set = false;
}

/* Neither a thread's nor free: being emptied. */
static const sg_threads leaving;

/* A thread and a state may end at once: one of them empties the node. */
static void thread_ended(void *arg)
{
    node *n = arg;
    const sg_threads *owner = atomic_load(&n->owner);

    if (owner == NULL || owner == &leaving ||
        !atomic_compare_exchange_strong(&n->owner, &owner, &leaving))
        return;
    end_path(n);
    for (unsigned i = 0; i < RECENT; i++)
        sg_transcript_release(atomic_exchange(&n->recent[i].transcript, NULL));
    atomic_store(&n->owner, NULL);
}

sg_threads *sg_threads_new(void)
{
    sg_threads *threads = OPENSSL_zalloc(sizeof(*threads));

    if (threads != NULL &&
        pthread_key_create(&threads->key, thread_ended) != 0) {
        OPENSSL_free(threads);
        return NULL;
    }
    return threads;
}

void sg_threads_free(sg_threads *threads)
{
    if (threads == NULL)
        return;
    pthread_key_delete(threads->key);
    for (node *n = atomic_load(&first); n != NULL; n = n->next)
        if (atomic_load(&n->owner) == threads)
            thread_ended(n);
    OPENSSL_free(threads);
}

static node *take_free(const sg_threads *threads)
{
    for (node *n = atomic_load(&first); n != NULL; n = n->next) {
        const sg_threads *none = NULL;

        if (atomic_compare_exchange_strong(&n->owner, &none, threads))
            return n;
    }
    return NULL;
}

static node *add_new(const sg_threads *threads)
{
    node *n = calloc(1, sizeof(*n));

    if (n == NULL)
        return NULL;
    atomic_init(&n->owner, threads);
    n->next = atomic_load(&first);
    while (!atomic_compare_exchange_weak(&first, &n->next, n))
        ;
    return n;
}

static node *here(const sg_threads *threads)
{
    return pthread_getspecific(threads->key);
}

static node *here_or_new(const sg_threads *threads)
{
    node *n = here(threads);

    if (n != NULL)
        return n;
    n = take_free(threads);
    if (n == NULL)
        n = add_new(threads);
    if (n != NULL && pthread_setspecific(threads->key, n) != 0) {
        thread_ended(n);
        return NULL;
    }
    return n;
}

/* ---- The path ---------------------------------------------------------- */

sg_link *sg_path_links(sg_state *state)
{
    node *n = here_or_new(state->threads);

    return n == NULL ? NULL : n->link;
}

void sg_path_end(sg_state *state)
{
    node *n = here(state->threads);

    if (n != NULL)
        end_path(n);
}

/* ---- Recent transcripts ------------------------------------------------ */

void sg_recent_note(sg_state *state, const uint8_t *hash, size_t n,
                    sg_transcript *transcript)
{
    node *at = n > HASH_MAX ? NULL : here_or_new(state->threads);
    recent *r;

    if (at == NULL)
        return;
    r = &at->recent[at->oldest++ % RECENT];
    sg_transcript_release(
        atomic_exchange(&r->transcript, sg_transcript_share(transcript)));
    r->n = n;
    memcpy(r->hash, hash, n);
}

sg_transcript *sg_recent_find(sg_state *state, const uint8_t *hash, size_t n)
{
    node *at = here(state->threads);

    /* The newest first: two ends in one process take the same hashes. */
    for (unsigned i = 1; at != NULL && i <= RECENT; i++) {
        recent *r = &at->recent[(at->oldest - i) % RECENT];
        sg_transcript *t = atomic_load(&r->transcript);

        if (t != NULL && r->n == n && memcmp(r->hash, hash, n) == 0)
            return sg_transcript_share(t);
    }
    return NULL;
}
