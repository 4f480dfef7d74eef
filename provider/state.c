/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"

#include <stdatomic.h>

/*
 * Entries are never freed, so a reader needs no lock: whoever looks a provctx
 * up is being called through that very provider, which is therefore alive.
 */
#define REGISTRY_SIZE 256

static struct {
    _Atomic(const void *) provctx;
    _Atomic(sg_state *) state;
} registry[REGISTRY_SIZE];
static atomic_size_t registry_used;
static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;

bool sg_state_register(sg_state *state)
{
    bool done = false;

    pthread_mutex_lock(&registry_lock);
    for (size_t i = 0; i < REGISTRY_SIZE && !done; i++) {
        if (atomic_load(&registry[i].state) != NULL)
            continue;
        atomic_store(&registry[i].state, state);
        atomic_store(&registry[i].provctx, state->provctx);
        if (i >= atomic_load(&registry_used))
            atomic_store(&registry_used, i + 1);
        done = true;
    }
    pthread_mutex_unlock(&registry_lock);
    return done;
}

void sg_state_unregister(sg_state *state)
{
    pthread_mutex_lock(&registry_lock);
    for (size_t i = 0; i < REGISTRY_SIZE; i++) {
        if (atomic_load(&registry[i].state) != state)
            continue;
        atomic_store(&registry[i].provctx, NULL);
        atomic_store(&registry[i].state, NULL);
    }
    pthread_mutex_unlock(&registry_lock);
}

sg_state *sg_state_find(const void *provctx)
{
    size_t used = atomic_load_explicit(&registry_used, memory_order_acquire);

    for (size_t i = 0; i < used; i++)
        if (atomic_load_explicit(&registry[i].provctx, memory_order_acquire) ==
            provctx)
            return atomic_load_explicit(&registry[i].state,
                                        memory_order_acquire);
    return NULL;
}

void sg_state_lock_each(void (*lock)(sg_state *state))
{
    pthread_mutex_lock(&registry_lock);
    for (size_t i = 0; i < REGISTRY_SIZE; i++) {
        sg_state *state = atomic_load(&registry[i].state);

        if (state != NULL)
            lock(state);
    }
}

void sg_state_unlock_each(void (*unlock)(sg_state *state))
{
    for (size_t i = 0; i < REGISTRY_SIZE; i++) {
        sg_state *state = atomic_load(&registry[i].state);

        if (state != NULL)
            unlock(state);
    }
    pthread_mutex_unlock(&registry_lock);
}
