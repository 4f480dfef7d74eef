/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

/* Nothing in this process reads it, so the compiler is told that it counts. */
__attribute__((used)) static sg_record record = {
    .magic = {'s', 'l', 'i', 'c', 'e', 'g', 'a', 't', 'e', '-', 'r', 'e', 'c',
              'o', 'r', 'd'},
    .size = sizeof(sg_record),
};
static const void *told_of; /* the gate that the record tells of */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void set(char *to, size_t room, const char *text)
{
    size_t n = text == NULL ? room : strlen(text);

    memset(to, 0, room);
    if (n < room)
        memcpy(to, text, n);
}

/* The build information comes last and goes first: it makes a record valid. */
static void tell(const char *buildinfo, const char *conf, const char *policy)
{
    set(record.conf, sizeof(record.conf), conf);
    set(record.policy, sizeof(record.policy), policy);
    set(record.buildinfo, sizeof(record.buildinfo), buildinfo);
}

void sg_record_add(const void *owner, const char *buildinfo, const char *conf,
                   const char *policy)
{
    pthread_mutex_lock(&lock);
    record.states++;
    if (told_of == NULL) {
        told_of = owner;
        tell(buildinfo, conf, policy);
    }
    pthread_mutex_unlock(&lock);
}

void sg_record_remove(const void *owner)
{
    pthread_mutex_lock(&lock);
    record.states--;
    if (told_of == owner) {
        told_of = NULL;
        set(record.buildinfo, sizeof(record.buildinfo), NULL);
    }
    pthread_mutex_unlock(&lock);
}

void sg_record_lock(void)
{
    pthread_mutex_lock(&lock);
}

void sg_record_unlock(void)
{
    pthread_mutex_unlock(&lock);
}
