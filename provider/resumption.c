/* SPDX-License-Identifier: Apache-2.0 */
#include "resumption.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#define WAYS 8
#define NAME_KEY 32
#define FLAG_BITS 4

/*
 * An entry is eight words, 64 bytes. Its name is 128 bits of SHA-256 over the
 * table's key, the kind, the whole policy digest and the secret: what passed
 * under another policy has another name. Its age is the number of the put that
 * wrote it, counted from 1, above four flags. Its check is SipHash-2-4, keyed,
 * over all the words above it.
 *
 * The check is what makes an entry: words of two writers, or of one that did
 * not get to its end, do not agree with it. No order of loads and stores is
 * relied on. Mapped memory is zeros, and age 0 is no entry.
 */
enum { NAME, NAME_REST, NOT_AFTER, WHO, WHO_REST, SNI, AGE, CHECK, WORDS };

/* Shared between processes, which only lock-free atomics may be. */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "64-bit atomics take a lock");
typedef _Atomic uint64_t shared_word;

typedef struct place {
    shared_word word[WORDS];
} place;

typedef struct entry {
    uint64_t word[WORDS];
} entry;

typedef struct mapping {
    shared_word puts;
    shared_word evictions;
    uint8_t unused[sizeof(place) - 2 * sizeof(shared_word)]; /* aligns places */
    place place[];
} mapping;

_Static_assert(sizeof(mapping) == sizeof(place), "places are not aligned");

struct sg_resumption {
    mapping *map;
    size_t size; /* of the mapping, in bytes */
    size_t sets; /* a power of two */
    uint8_t name_key[NAME_KEY];
    uint64_t check_key[2];
};

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], unsigned rounds)
{
    while (rounds-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* SipHash-2-4 (Aumasson, Bernstein 2012) of the words before CHECK, each as
 * eight octets, least significant first. */
static uint64_t check_of(const sg_resumption *table, const entry *e)
{
    const uint64_t length = CHECK * sizeof(uint64_t) << 56;
    uint64_t v[4] = {table->check_key[0] ^ 0x736f6d6570736575,
                     table->check_key[1] ^ 0x646f72616e646f6d,
                     table->check_key[0] ^ 0x6c7967656e657261,
                     table->check_key[1] ^ 0x7465646279746573};

    for (int i = 0; i <= CHECK; i++) {
        const uint64_t word = i < CHECK ? e->word[i] : length;

        v[3] ^= word;
        sip_rounds(v, 2);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static bool is_entry(const sg_resumption *table, const entry *e)
{
    return e->word[AGE] >> FLAG_BITS != 0 &&
           e->word[CHECK] == check_of(table, e);
}

static void load(const place *from, entry *e)
{
    for (int i = 0; i < WORDS; i++)
        e->word[i] = atomic_load_explicit(&from->word[i], memory_order_relaxed);
}

static void store(place *to, const entry *e)
{
    for (int i = 0; i < WORDS; i++)
        atomic_store_explicit(&to->word[i], e->word[i], memory_order_relaxed);
}

/* 0 where it does not fit a size. */
static size_t size_of(size_t sets)
{
    if (sets > (SIZE_MAX - sizeof(mapping)) / (WAYS * sizeof(place)))
        return 0;
    return sizeof(mapping) + sets * WAYS * sizeof(place);
}

static size_t sets_for(size_t entries)
{
    size_t sets = 1;

    while (sets < entries / WAYS + (entries % WAYS != 0))
        sets *= 2;
    return sets;
}

static bool draw(void *to, size_t n)
{
    return getrandom(to, n, 0) == (ssize_t)n;
}

sg_resumption *sg_resumption_new(size_t entries)
{
    sg_resumption *table = OPENSSL_zalloc(sizeof(*table));

    if (table == NULL)
        return NULL;
    table->sets = sets_for(entries);
    table->size = size_of(table->sets);
    table->map = MAP_FAILED;
    if (table->size > 0 && draw(table->name_key, sizeof(table->name_key)) &&
        draw(table->check_key, sizeof(table->check_key)))
        table->map = mmap(NULL, table->size, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (table->map != MAP_FAILED)
        return table;
    OPENSSL_clear_free(table, sizeof(*table));
    return NULL;
}

void sg_resumption_free(sg_resumption *table)
{
    if (table == NULL)
        return;
    (void)munmap(table->map, table->size);
    OPENSSL_clear_free(table, sizeof(*table));
}

/* Names the entry, and gives the first place of its set. */
static place *set_of(const sg_resumption *table, sg_session_secret kind,
                     const void *secret, size_t n,
                     const uint8_t policy[SG_SHA256_SIZE], entry *e)
{
    const uint8_t kind_octet = (uint8_t)kind;
    const sg_chunk chunks[] = {
        {table->name_key, sizeof(table->name_key)},
        {&kind_octet, sizeof(kind_octet)},
        {policy, SG_SHA256_SIZE},
        {secret, n},
    };
    uint64_t hash[SG_SHA256_SIZE / sizeof(uint64_t)];

    sg_sha256(chunks, sizeof(chunks) / sizeof(chunks[0]), (uint8_t *)hash);
    e->word[NAME] = hash[0];
    e->word[NAME_REST] = hash[1];
    return &table->map->place[(hash[2] & (table->sets - 1)) * WAYS];
}

static bool same_name(const entry *a, const entry *b)
{
    return a->word[NAME] == b->word[NAME] &&
           a->word[NAME_REST] == b->word[NAME_REST];
}

static void pack(const sg_session_record *record, uint64_t age, entry *e)
{
    e->word[NOT_AFTER] = (uint64_t)record->not_after;
    memcpy(&e->word[WHO], record->who, sizeof(record->who));
    memcpy(&e->word[SNI], record->sni, sizeof(record->sni));
    e->word[AGE] = age << FLAG_BITS | (uint64_t)record->mutual |
                   (uint64_t)record->in_scope << 1 |
                   (uint64_t)record->is_server << 2 |
                   (uint64_t)record->tls12 << 3;
}

static void unpack(const entry *e, sg_session_record *record)
{
    record->not_after = (int64_t)e->word[NOT_AFTER];
    memcpy(record->who, &e->word[WHO], sizeof(record->who));
    memcpy(record->sni, &e->word[SNI], sizeof(record->sni));
    record->mutual = (e->word[AGE] & 1) != 0;
    record->in_scope = (e->word[AGE] & 2) != 0;
    record->is_server = (e->word[AGE] & 4) != 0;
    record->tls12 = (e->word[AGE] & 8) != 0;
}

/*
 * Where an entry of that name goes: its own place, or one that holds no entry,
 * or the oldest. Sets *live where that is an entry of another name.
 */
static place *choose(const sg_resumption *table, place *set, const entry *e,
                     bool *live)
{
    place *vacant = NULL, *oldest = NULL;
    uint64_t age = UINT64_MAX;
    entry held;

    *live = false;
    for (place *at = set; at < set + WAYS; at++) {
        load(at, &held);
        if (same_name(&held, e))
            return at;
        if (!is_entry(table, &held)) {
            vacant = at;
        } else if (held.word[AGE] < age) {
            age = held.word[AGE];
            oldest = at;
        }
    }
    *live = vacant == NULL;
    return vacant != NULL ? vacant : oldest;
}

void sg_resumption_put(sg_resumption *table, sg_session_secret kind,
                       const void *secret, size_t n,
                       const uint8_t policy[SG_SHA256_SIZE],
                       const sg_session_record *record)
{
    entry e;
    place *at, *set = set_of(table, kind, secret, n, policy, &e);
    bool live;

    pack(record,
         atomic_fetch_add_explicit(&table->map->puts, 1, memory_order_relaxed) +
             1,
         &e);
    e.word[CHECK] = check_of(table, &e);
    at = choose(table, set, &e, &live);
    if (live)
        atomic_fetch_add_explicit(&table->map->evictions, 1,
                                  memory_order_relaxed);
    store(at, &e);
}

/* Two writers may have put one name in two places: the younger counts. */
bool sg_resumption_get(sg_resumption *table, sg_session_secret kind,
                       const void *secret, size_t n,
                       const uint8_t policy[SG_SHA256_SIZE],
                       sg_session_record *record)
{
    entry wanted, held, found = {{0}};
    const place *set = set_of(table, kind, secret, n, policy, &wanted);

    for (const place *at = set; at < set + WAYS; at++) {
        load(at, &held);
        if (same_name(&held, &wanted) && is_entry(table, &held) &&
            held.word[AGE] > found.word[AGE])
            found = held;
    }
    unpack(&found, record);
    return found.word[AGE] != 0;
}

uint64_t sg_resumption_evictions(const sg_resumption *table)
{
    return atomic_load_explicit(&table->map->evictions, memory_order_relaxed);
}
