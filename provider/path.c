/* SPDX-License-Identifier: Apache-2.0 */
#include "path.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>

/*
 * One node per thread and state, handed on when the thread or the state ends
 * and never freed: a thread may be ending while a state goes. For the same
 * reason the module stays mapped. Not _Thread_local: glibc ends the process
 * when it cannot allocate that.
 */
typedef struct node {
    struct node *next;
    _Atomic(const sg_paths *) owner; /* NULL: free to be taken */
    sg_link link;
} node;

struct sg_paths {
    pthread_key_t key;
};

static _Atomic(node *) first;

static void thread_ended(void *arg)
{
    node *n = arg;

    n->link.set = false;
    atomic_store(&n->owner, NULL);
}

sg_paths *sg_paths_new(void)
{
    sg_paths *paths = OPENSSL_zalloc(sizeof(*paths));

    if (paths != NULL && pthread_key_create(&paths->key, thread_ended) != 0) {
        OPENSSL_free(paths);
        return NULL;
    }
    return paths;
}

void sg_paths_free(sg_paths *paths)
{
    if (paths == NULL)
        return;
    pthread_key_delete(paths->key);
    for (node *n = atomic_load(&first); n != NULL; n = n->next)
        if (atomic_load(&n->owner) == paths)
            thread_ended(n);
    OPENSSL_free(paths);
}

static node *take_free(const sg_paths *paths)
{
    for (node *n = atomic_load(&first); n != NULL; n = n->next) {
        const sg_paths *none = NULL;

        if (atomic_compare_exchange_strong(&n->owner, &none, paths))
            return n;
    }
    return NULL;
}

static node *add_new(const sg_paths *paths)
{
    node *n = calloc(1, sizeof(*n));

    if (n == NULL)
        return NULL;
    atomic_init(&n->owner, paths);
    n->next = atomic_load(&first);
    while (!atomic_compare_exchange_weak(&first, &n->next, n))
        ;
    return n;
}

sg_link *sg_path_link(sg_state *state)
{
    sg_paths *paths = state->paths;
    node *n = pthread_getspecific(paths->key);

    if (n != NULL)
        return &n->link;
    n = take_free(paths);
    if (n == NULL)
        n = add_new(paths);
    if (n != NULL && pthread_setspecific(paths->key, n) != 0) {
        thread_ended(n);
        return NULL;
    }
    return n == NULL ? NULL : &n->link;
}

void sg_path_end(sg_state *state)
{
    node *n = pthread_getspecific(state->paths->key);

    if (n != NULL)
        n->link.set = false;
}
