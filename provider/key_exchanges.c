/* SPDX-License-Identifier: Apache-2.0 */
#include "key_exchanges.h"

#include <openssl/crypto.h>
#include <string.h>

#include "table.h"

/* Handshakes between ServerKeyExchange and the client's Finished. Two tables,
 * so that strangers who knock at a server push out no entry of a client. */
#define KEY_EXCHANGES 2048

#define OWN_KEYS 256

#define RANDOMS (2 * SLICEGATE_RANDOM_SIZE)
#define NAMED_CURVE 3 /* RFC 8422 5.4 */

struct sg_key_exchanges {
    sg_table *signed_by_us, *verified_by_us, *judged;
    sg_table *own_keys; /* that signed any, and leaves presented to clients */
};

typedef struct verified {
    uint8_t key_id[SG_SHA256_SIZE];
} verified;

sg_key_exchanges *sg_key_exchanges_new(void)
{
    sg_key_exchanges *k = OPENSSL_zalloc(sizeof(*k));

    if (k == NULL)
        return NULL;
    k->signed_by_us = sg_table_new(KEY_EXCHANGES, 0);
    k->verified_by_us = sg_table_new(KEY_EXCHANGES, sizeof(verified));
    k->judged = sg_table_new(KEY_EXCHANGES, 0);
    k->own_keys = sg_table_new(OWN_KEYS, 0);
    if (k->signed_by_us == NULL || k->verified_by_us == NULL ||
        k->judged == NULL || k->own_keys == NULL) {
        sg_key_exchanges_free(k);
        return NULL;
    }
    return k;
}

void sg_key_exchanges_free(sg_key_exchanges *k)
{
    if (k == NULL)
        return;
    sg_table_free(k->signed_by_us);
    sg_table_free(k->verified_by_us);
    sg_table_free(k->judged);
    sg_table_free(k->own_keys);
    OPENSSL_free(k);
}

/* ServerECDHParams with a named curve: type, curve, point<1..2^8-1>. */
static bool is_ecdh(const uint8_t *p, size_t n)
{
    return n > 4 && p[0] == NAMED_CURVE && n == (size_t)4 + p[3];
}

/* ServerDHParams: p, g and Ys, each <1..2^16-1>. */
static bool is_dh(const uint8_t *p, size_t n)
{
    for (int i = 0; i < 3; i++) {
        size_t length;

        if (n < 2)
            return false;
        length = (size_t)p[0] << 8 | p[1];
        if (length == 0 || n - 2 < length)
            return false;
        p += 2 + length;
        n -= 2 + length;
    }
    return n == 0;
}

bool sg_is_key_exchange(slicegate_bytes data)
{
    return data.n > RANDOMS && (is_ecdh(data.p + RANDOMS, data.n - RANDOMS) ||
                                is_dh(data.p + RANDOMS, data.n - RANDOMS));
}

void sg_key_exchanges_signed(sg_key_exchanges *k, slicegate_bytes data,
                             const sg_pubkey *pubkey)
{
    uint8_t key[SG_SHA256_SIZE];

    sg_sha256_bytes(data.p, RANDOMS, key);
    (void)sg_table_put(k->signed_by_us, key, NULL, NULL);
    if (pubkey->identified)
        (void)sg_table_put(k->own_keys, pubkey->id, NULL, NULL);
}

void sg_key_exchanges_verified(sg_key_exchanges *k, slicegate_bytes data,
                               const sg_pubkey *pubkey)
{
    uint8_t key[SG_SHA256_SIZE];
    verified v;

    if (!pubkey->identified)
        return;
    sg_sha256_bytes(data.p, RANDOMS, key);
    memcpy(v.key_id, pubkey->id, sizeof(v.key_id));
    (void)sg_table_put(k->verified_by_us, key, &v, NULL);
}

static void hash_randoms(const slicegate_handshake *facts,
                         uint8_t key[SG_SHA256_SIZE])
{
    const sg_chunk randoms[] = {{facts->client_random, SLICEGATE_RANDOM_SIZE},
                                {facts->server_random, SLICEGATE_RANDOM_SIZE}};

    sg_sha256(randoms, 2, key);
}

void sg_key_exchanges_judged(sg_key_exchanges *k,
                             const sg_transcript *transcript)
{
    uint8_t key[SG_SHA256_SIZE];

    (void)sg_table_put(k->own_keys, transcript->server.certificate, NULL, NULL);
    if (slicegate_is_tls13(&transcript->facts))
        return;
    hash_randoms(&transcript->facts, key);
    (void)sg_table_put(k->judged, key, NULL, NULL);
}

bool sg_key_exchanges_was_judged(sg_key_exchanges *k,
                                 const slicegate_handshake *facts)
{
    uint8_t key[SG_SHA256_SIZE];

    hash_randoms(facts, key);
    return sg_table_get(k->judged, key, NULL);
}

static bool key_of(const sg_leaf *leaf, uint8_t id[SG_SHA256_SIZE])
{
    slicegate_bytes der, tbs, algorithm, signature;
    slicegate_cert_facts facts;

    if (leaf == NULL)
        return false;
    der.p = leaf->der;
    der.n = leaf->n;
    return slicegate_cert_split(der, &tbs, &algorithm, &signature) &&
           slicegate_cert_parse(tbs, &facts) && sg_pubkey_id_of(&facts.key, id);
}

unsigned sg_key_exchanges_roles(sg_key_exchanges *k,
                                const sg_transcript *transcript)
{
    uint8_t key[SG_SHA256_SIZE], id[SG_SHA256_SIZE];
    bool has_key = key_of(transcript->server.leaf, id);
    unsigned roles = 0;
    verified v;

    hash_randoms(&transcript->facts, key);
    if (sg_table_get(k->signed_by_us, key, NULL) ||
        sg_table_get(k->judged, key, NULL) ||
        (has_key && sg_table_get(k->own_keys, id, NULL)) ||
        sg_table_get(k->own_keys, transcript->server.certificate, NULL))
        roles |= SG_WE_ARE_SERVER;
    if (has_key && sg_table_get(k->verified_by_us, key, &v) &&
        memcmp(id, v.key_id, sizeof(id)) == 0)
        roles |= SG_WE_ARE_CLIENT;
    return roles;
}

void sg_key_exchanges_lock(sg_key_exchanges *k)
{
    sg_table_lock_all(k->signed_by_us);
    sg_table_lock_all(k->verified_by_us);
    sg_table_lock_all(k->judged);
    sg_table_lock_all(k->own_keys);
}

void sg_key_exchanges_unlock(sg_key_exchanges *k)
{
    sg_table_unlock_all(k->own_keys);
    sg_table_unlock_all(k->judged);
    sg_table_unlock_all(k->verified_by_us);
    sg_table_unlock_all(k->signed_by_us);
}
