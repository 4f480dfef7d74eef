/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#define SHARD_BITS 4
#define SHARDS (1 << SHARD_BITS)
#define WAYS 8

/* stamp 0 is a free way */
typedef struct way {
    uint64_t stamp;
    uint8_t key[SG_TABLE_KEY];
} way;

typedef struct shard {
    pthread_mutex_t lock;
    uint64_t clock;
} shard;

struct sg_table {
    size_t sets;    /* a power of two, a multiple of SHARDS */
    unsigned shift; /* 64 less the bits of a set's number */
    size_t value_size;
    uint64_t seed; /* nobody outside can choose which entries collide */
    way *ways;
    uint8_t *values;
    shard shard[SHARDS];
};

sg_table *sg_table_new(size_t entries, size_t value_size)
{
    sg_table *table = OPENSSL_zalloc(sizeof(*table));

    if (table == NULL)
        return NULL;
    table->shift = 64 - SHARD_BITS;
    for (table->sets = SHARDS; table->sets * WAYS < entries; table->shift--)
        table->sets *= 2;
    table->value_size = value_size;
    table->ways = OPENSSL_zalloc(table->sets * WAYS * sizeof(way));
    table->values = value_size == 0
                        ? NULL
                        : OPENSSL_zalloc(table->sets * WAYS * value_size);
    if (table->ways == NULL || (value_size > 0 && table->values == NULL) ||
        getrandom(&table->seed, sizeof(table->seed), 0) !=
            (ssize_t)sizeof(table->seed)) {
        OPENSSL_free(table->ways);
        OPENSSL_free(table->values);
        OPENSSL_free(table);
        return NULL;
    }
    table->seed |= 1;
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_init(&table->shard[i].lock, NULL);
    return table;
}

void sg_table_free(sg_table *table)
{
    if (table == NULL)
        return;
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_destroy(&table->shard[i].lock);
    OPENSSL_free(table->ways);
    OPENSSL_free(table->values);
    OPENSSL_free(table);
}

/* The upper bits of the product: all of the word and of the seed count there,
 * so that keys chosen to share a set do so under one seed only. */
static size_t set_of(const sg_table *table, const uint8_t *key)
{
    uint64_t word;

    memcpy(&word, key, sizeof(word));
    word *= table->seed;
    return (size_t)(word >> table->shift);
}

static uint8_t *value_at(const sg_table *table, size_t index)
{
    return table->values + index * table->value_size;
}

static void copy_out(const sg_table *table, size_t index, void *value)
{
    if (value != NULL && table->value_size > 0)
        memcpy(value, value_at(table, index), table->value_size);
}

/* The way of KEY in its set, or SIZE_MAX. The shard is locked. */
static size_t find(const sg_table *table, size_t set, const uint8_t *key)
{
    for (size_t i = set * WAYS; i < (set + 1) * WAYS; i++)
        if (table->ways[i].stamp != 0 &&
            memcmp(table->ways[i].key, key, SG_TABLE_KEY) == 0)
            return i;
    return SIZE_MAX;
}

bool sg_table_get(sg_table *table, const uint8_t key[SG_TABLE_KEY], void *value)
{
    size_t set = set_of(table, key), at;
    shard *s = &table->shard[set % SHARDS];

    pthread_mutex_lock(&s->lock);
    at = find(table, set, key);
    if (at != SIZE_MAX) {
        table->ways[at].stamp = ++s->clock;
        copy_out(table, at, value);
    }
    pthread_mutex_unlock(&s->lock);
    return at != SIZE_MAX;
}

bool sg_table_take(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                   void *value)
{
    size_t set = set_of(table, key), at;
    shard *s = &table->shard[set % SHARDS];

    pthread_mutex_lock(&s->lock);
    at = find(table, set, key);
    if (at != SIZE_MAX) {
        copy_out(table, at, value);
        table->ways[at].stamp = 0;
    }
    pthread_mutex_unlock(&s->lock);
    return at != SIZE_MAX;
}

static size_t oldest(const sg_table *table, size_t set)
{
    size_t best = set * WAYS;

    for (size_t i = best; i < (set + 1) * WAYS; i++)
        if (table->ways[i].stamp < table->ways[best].stamp)
            best = i;
    return best;
}

static void store(sg_table *table, shard *s, size_t at, const uint8_t *key,
                  const void *value)
{
    memcpy(table->ways[at].key, key, SG_TABLE_KEY);
    table->ways[at].stamp = ++s->clock;
    if (table->value_size > 0)
        memcpy(value_at(table, at), value, table->value_size);
}

bool sg_table_put(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                  const void *value, void *evicted)
{
    size_t set = set_of(table, key), at;
    shard *s = &table->shard[set % SHARDS];
    bool gone;

    pthread_mutex_lock(&s->lock);
    at = find(table, set, key);
    if (at == SIZE_MAX)
        at = oldest(table, set);
    gone = table->ways[at].stamp != 0;
    if (gone)
        copy_out(table, at, evicted);
    store(table, s, at, key, value);
    pthread_mutex_unlock(&s->lock);
    return gone;
}

void sg_table_put_unless(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                         const void *value,
                         bool (*keep)(const void *held, const void *offered))
{
    size_t set = set_of(table, key), at;
    shard *s = &table->shard[set % SHARDS];

    pthread_mutex_lock(&s->lock);
    at = find(table, set, key);
    if (at == SIZE_MAX)
        store(table, s, oldest(table, set), key, value);
    else if (!keep(value_at(table, at), value))
        store(table, s, at, key, value);
    pthread_mutex_unlock(&s->lock);
}

bool sg_table_drain(sg_table *table, void *value)
{
    for (size_t i = 0; i < table->sets * WAYS; i++) {
        shard *s = &table->shard[(i / WAYS) % SHARDS];
        bool found;

        pthread_mutex_lock(&s->lock);
        found = table->ways[i].stamp != 0;
        if (found) {
            copy_out(table, i, value);
            table->ways[i].stamp = 0;
        }
        pthread_mutex_unlock(&s->lock);
        if (found)
            return true;
    }
    return false;
}

void sg_table_lock_all(sg_table *table)
{
    for (int i = 0; table != NULL && i < SHARDS; i++)
        pthread_mutex_lock(&table->shard[i].lock);
}

void sg_table_unlock_all(sg_table *table)
{
    for (int i = SHARDS - 1; table != NULL && i >= 0; i--)
        pthread_mutex_unlock(&table->shard[i].lock);
}
