/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded table from 32-byte hashes to small values: sets of eight, the
 * least recently used of a set gives way. Safe for threads: a lock per shard,
 * never held across a callback or a system call. It can lose entries, never
 * invent them, so whatever is decided from it must fail closed on a miss.
 */
#ifndef SG_TABLE_H
#define SG_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SG_TABLE_KEY 32

typedef struct sg_table sg_table;

/* Room for at least ENTRIES values of VALUE_SIZE bytes (0 for a set).
 * NULL where memory or randomness is not to be had. */
sg_table *sg_table_new(size_t entries, size_t value_size);
void sg_table_free(sg_table *table);

/* Copies the value to *value (unless NULL). False where KEY is not there. */
bool sg_table_get(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                  void *value);

/* Like get, and removes the entry. */
bool sg_table_take(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                   void *value);

/*
 * Sets KEY to VALUE. Where another value had to go (the one of KEY, or of the
 * entry that gave way) it is copied to *evicted (unless NULL) and the result
 * is true, so that the caller can release what it owned.
 */
bool sg_table_put(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                  const void *value, void *evicted);

/*
 * Sets KEY to VALUE unless KEEP says of the value that is held that it stays;
 * one step for other threads. KEEP runs under the shard's lock: it compares,
 * and calls nothing.
 */
void sg_table_put_unless(sg_table *table, const uint8_t key[SG_TABLE_KEY],
                         const void *value,
                         bool (*keep)(const void *held, const void *offered));

/* Takes any one entry out. False when the table is empty. */
bool sg_table_drain(sg_table *table, void *value);

/* Around fork: no shard is half-written in the child. */
void sg_table_lock_all(sg_table *table);
void sg_table_unlock_all(sg_table *table);

#endif
