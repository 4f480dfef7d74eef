/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded table: it may lose entries, never invent them. */
#include <string.h>

#include "suite.h"
#include "table.h"

static void key_of(unsigned n, uint8_t key[SG_TABLE_KEY])
{
    memset(key, 0, SG_TABLE_KEY);
    memcpy(key, &n, sizeof(n));
    memcpy(key + 16, &n, sizeof(n));
}

static void finds_what_was_put(void)
{
    sg_table *table = sg_table_new(1024, sizeof(unsigned));
    uint8_t key[SG_TABLE_KEY];
    unsigned value;

    for (unsigned n = 1; n <= 64; n++) {
        key_of(n, key);
        value = n * 3;
        CU_ASSERT_FALSE(sg_table_put(table, key, &value, NULL));
    }
    for (unsigned n = 1; n <= 64; n++) {
        key_of(n, key);
        CU_ASSERT_TRUE(sg_table_get(table, key, &value));
        CU_ASSERT_EQUAL(value, n * 3);
    }
    key_of(65, key);
    CU_ASSERT_FALSE(sg_table_get(table, key, &value));
    sg_table_free(table);
}

static void compares_the_whole_key(void)
{
    sg_table *table = sg_table_new(128, 0);
    uint8_t key[SG_TABLE_KEY];

    key_of(7, key);
    (void)sg_table_put(table, key, NULL, NULL);
    key[SG_TABLE_KEY - 1] ^= 1;
    CU_ASSERT_FALSE(sg_table_get(table, key, NULL));
    key[SG_TABLE_KEY - 1] ^= 1;
    CU_ASSERT_TRUE(sg_table_get(table, key, NULL));
    sg_table_free(table);
}

static void takes_out_once(void)
{
    sg_table *table = sg_table_new(128, sizeof(unsigned));
    uint8_t key[SG_TABLE_KEY];
    unsigned value = 5;

    key_of(1, key);
    (void)sg_table_put(table, key, &value, NULL);
    value = 0;
    CU_ASSERT_TRUE(sg_table_take(table, key, &value));
    CU_ASSERT_EQUAL(value, 5);
    CU_ASSERT_FALSE(sg_table_take(table, key, &value));
    sg_table_free(table);
}

/* Every value put is held, evicted or drained: none is lost or doubled. */
static void hands_back_what_gives_way(void)
{
    enum { MANY = 5000 };
    static unsigned char seen[MANY];
    sg_table *table = sg_table_new(128, sizeof(unsigned));
    uint8_t key[SG_TABLE_KEY];
    unsigned value, twice = 0, missing = 0;

    memset(seen, 0, sizeof(seen));
    for (unsigned n = 0; n < MANY; n++) {
        key_of(n, key);
        if (sg_table_put(table, key, &n, &value))
            seen[value]++;
    }
    while (sg_table_drain(table, &value))
        seen[value]++;
    for (unsigned n = 0; n < MANY; n++) {
        twice += seen[n] > 1;
        missing += seen[n] == 0;
    }
    CU_ASSERT_EQUAL(twice, 0);
    CU_ASSERT_EQUAL(missing, 0);
    sg_table_free(table);
}

static void used_entries_stay(void)
{
    sg_table *table = sg_table_new(128, 0);
    uint8_t kept[SG_TABLE_KEY], key[SG_TABLE_KEY];

    key_of(1, kept);
    (void)sg_table_put(table, kept, NULL, NULL);
    for (unsigned n = 2; n < 5000; n++) {
        key_of(n, key);
        (void)sg_table_put(table, key, NULL, NULL);
        CU_ASSERT_TRUE_FATAL(sg_table_get(table, kept, NULL));
    }
    sg_table_free(table);
}

/* An attacker chooses keys that agree in their low 34 bits, not the seed. */
static bool crowded_out(void)
{
    sg_table *table = sg_table_new(8192, 0);
    uint8_t key[SG_TABLE_KEY] = {0};
    bool gone;

    for (uint64_t n = 0; n <= 8; n++) {
        const uint64_t word = (n * n) << 34;

        memcpy(key, &word, sizeof(word));
        (void)sg_table_put(table, key, NULL, NULL);
    }
    memset(key, 0, sizeof(key));
    gone = !sg_table_get(table, key, NULL);
    sg_table_free(table);
    return gone;
}

/* Under a seed in some thousands they do share a set, by chance. */
static void chosen_keys_share_no_set(void)
{
    unsigned gone = 0;

    for (int seeds = 0; seeds < 50; seeds++)
        gone += crowded_out();
    CU_ASSERT_TRUE(gone <= 2);
}

static bool larger_stays(const void *held, const void *offered)
{
    return *(const unsigned *)held > *(const unsigned *)offered;
}

static void keeps_where_asked_to(void)
{
    sg_table *table = sg_table_new(128, sizeof(unsigned));
    uint8_t key[SG_TABLE_KEY];
    unsigned value = 9;

    key_of(1, key);
    sg_table_put_unless(table, key, &value, larger_stays);
    value = 3;
    sg_table_put_unless(table, key, &value, larger_stays);
    CU_ASSERT_TRUE(sg_table_get(table, key, &value));
    CU_ASSERT_EQUAL(value, 9);
    value = 12;
    sg_table_put_unless(table, key, &value, larger_stays);
    CU_ASSERT_TRUE(sg_table_get(table, key, &value));
    CU_ASSERT_EQUAL(value, 12);
    sg_table_free(table);
}

int main(void)
{
    static const suite_test tests[] = {
        {"finds what was put", finds_what_was_put},
        {"compares the whole key", compares_the_whole_key},
        {"takes out once", takes_out_once},
        {"hands back what gives way", hands_back_what_gives_way},
        {"entries in use stay", used_entries_stay},
        {"keys that agree in their low bits do not share a set",
         chosen_keys_share_no_set},
        {"keeps a value where asked to", keeps_where_asked_to},
    };

    return SUITE_RUN("table", tests);
}
