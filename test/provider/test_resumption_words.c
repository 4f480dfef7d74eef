/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is an entry and what is none, word by word. The part is compiled into
 * the test, which writes the words itself.
 */
#include <openssl/evp.h>

#include "resumption.c"
#include "sessions.h"

/* Names that agree in one of their words are two names. */
static void compares_the_whole_name(void)
{
    for (int word = NAME; word <= NAME_REST; word++) {
        sg_resumption *table = sg_resumption_new(WAYS);
        entry e;

        CU_ASSERT_PTR_NOT_NULL_FATAL(table);
        put(table, 6);
        for (unsigned i = 0; i < WAYS; i++) {
            load(&table->map->place[i], &e);
            if (e.word[AGE] == 0)
                continue;
            e.word[word] ^= 1;
            e.word[CHECK] = check_of(table, &e);
            store(&table->map->place[i], &e);
        }
        CU_ASSERT_FALSE(has(table, 6));
        put(table, 6);
        CU_ASSERT_TRUE(has(table, 6));
        sg_resumption_free(table);
    }
}

static place *place_of(sg_resumption *table, unsigned n)
{
    uint8_t secret[SECRET];
    entry wanted, held;
    place *set;

    secret_of(n, secret);
    set = set_of(table, SG_SESSION_PSK, secret, SECRET, policy_a, &wanted);
    for (place *at = set; at < set + WAYS; at++) {
        load(at, &held);
        if (same_name(&held, &wanted))
            return at;
    }
    return NULL;
}

/* Each bit of each word; and the place is the next to be taken. */
static void a_changed_bit_is_no_entry(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    for (unsigned bit = 0; bit < WORDS * 64; bit++) {
        place *at;

        for (unsigned n = 0; n < WAYS; n++)
            put(table, n);
        at = place_of(table, bit % WAYS);
        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
        atomic_fetch_xor(&at->word[bit / 64], (uint64_t)1 << bit % 64);
        CU_ASSERT_FALSE(has(table, bit % WAYS));
        put(table, 1000);
        CU_ASSERT_PTR_EQUAL(place_of(table, 1000), at);
        for (unsigned n = 0; n < WAYS; n++)
            CU_ASSERT_EQUAL(has(table, n), n != bit % WAYS);
        memset(table->map->place, 0, WAYS * sizeof(place));
    }
    CU_ASSERT_EQUAL(sg_resumption_evictions(table), 0);
    sg_resumption_free(table);
}

/* What a writer leaves that ends before its last word, in whatever order it
 * wrote: some words of one entry, the others of another. */
static void a_mixture_is_no_entry(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    entry one, other, mixed;
    place *at;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    put(table, 1);
    at = place_of(table, 1);
    load(at, &one);
    memset(at, 0, sizeof(*at));
    put(table, 2);
    at = place_of(table, 2);
    load(at, &other);
    for (unsigned words = 1; words < (1 << WORDS) - 1; words++) {
        for (int i = 0; i < WORDS; i++)
            mixed.word[i] = (words >> i & 1) != 0 ? one.word[i] : other.word[i];
        store(at, &mixed);
        CU_ASSERT_FALSE(has(table, 1));
        CU_ASSERT_FALSE(has(table, 2));
    }
    store(at, &one);
    CU_ASSERT_TRUE(has(table, 1));
    sg_resumption_free(table);
}

/* The same words over an empty place, which was zeros. */
static void a_beginning_is_no_entry(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    entry whole, part;
    place *at;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    put(table, 3);
    at = place_of(table, 3);
    load(at, &whole);
    for (unsigned words = 0; words < (1 << WORDS) - 1; words++) {
        for (int i = 0; i < WORDS; i++)
            part.word[i] = (words >> i & 1) != 0 ? whole.word[i] : 0;
        store(at, &part);
        CU_ASSERT_FALSE(has(table, 3));
    }
    sg_resumption_free(table);
}

/* Age 0 is what mapped memory begins with. */
static void no_age_is_no_entry(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    entry e;
    place *at;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    put(table, 15);
    at = place_of(table, 15);
    load(at, &e);
    e.word[AGE] &= (1 << FLAG_BITS) - 1;
    CU_ASSERT_NOT_EQUAL(e.word[AGE], 0);
    e.word[CHECK] = check_of(table, &e);
    store(at, &e);
    CU_ASSERT_FALSE(has(table, 15));
    sg_resumption_free(table);
}

/* One name in two places, as two writers at once may leave it. */
static void the_younger_of_two_counts(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    entry older, younger;
    place *at;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    put(table, 9);
    at = place_of(table, 9);
    load(at, &older);
    put(table, 9);
    load(at, &younger);
    older.word[NOT_AFTER] = 77;
    older.word[CHECK] = check_of(table, &older);
    for (unsigned first = 0; first < 2; first++) {
        memset(table->map->place, 0, WAYS * sizeof(place));
        store(&table->map->place[first], &older);
        store(&table->map->place[1 - first], &younger);
        CU_ASSERT_TRUE(has(table, 9));
    }
    sg_resumption_free(table);
}

/* An entry of one table means nothing to another. */
static void each_table_has_keys_of_its_own(void)
{
    sg_resumption *one = sg_resumption_new(WAYS);
    sg_resumption *other = sg_resumption_new(WAYS);
    entry e;

    CU_ASSERT_PTR_NOT_NULL_FATAL(one);
    CU_ASSERT_PTR_NOT_NULL_FATAL(other);
    put(one, 1);
    load(place_of(one, 1), &e);
    CU_ASSERT_TRUE(is_entry(one, &e));
    CU_ASSERT_FALSE(is_entry(other, &e));
    memcpy(other->check_key, one->check_key, sizeof(one->check_key));
    store(&other->map->place[0], &e);
    CU_ASSERT_FALSE(has(other, 1));
    sg_resumption_free(one);
    sg_resumption_free(other);
}

static void checks_by_siphash(void)
{
    sg_resumption *table = sg_resumption_new(WAYS);
    size_t eight = sizeof(uint64_t), n = 0;
    OSSL_PARAM params[] = {OSSL_PARAM_size_t("size", &eight), OSSL_PARAM_END};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    uint64_t expected = 0;
    entry e;

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    CU_ASSERT_EQUAL(getrandom(&e, sizeof(e), 0), sizeof(e));
    CU_ASSERT_TRUE(EVP_MAC_init(ctx, (const uint8_t *)table->check_key,
                                sizeof(table->check_key), params));
    CU_ASSERT_TRUE(
        EVP_MAC_update(ctx, (const uint8_t *)e.word, CHECK * sizeof(uint64_t)));
    CU_ASSERT_TRUE(
        EVP_MAC_final(ctx, (uint8_t *)&expected, &n, sizeof(expected)));
    CU_ASSERT_EQUAL(n, eight);
    CU_ASSERT_EQUAL(check_of(table, &e), expected);
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    sg_resumption_free(table);
}

int main(void)
{
    static const suite_test tests[] = {
        {"compares the whole name", compares_the_whole_name},
        {"a changed bit is no entry", a_changed_bit_is_no_entry},
        {"a mixture is no entry", a_mixture_is_no_entry},
        {"a beginning is no entry", a_beginning_is_no_entry},
        {"no age is no entry", no_age_is_no_entry},
        {"the younger of two counts", the_younger_of_two_counts},
        {"each table has keys of its own", each_table_has_keys_of_its_own},
        {"the check is SipHash", checks_by_siphash},
    };

    return SUITE_RUN("resumption words", tests);
}
