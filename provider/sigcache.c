/* SPDX-License-Identifier: Apache-2.0 */
#include "sigcache.h"

#include <openssl/crypto.h>
#include <string.h>

#include "table.h"

static const char domain[] = "slicegate verified signature 1";

struct sg_sigcache {
    sg_table *table;
};

sg_sigcache *sg_sigcache_new(unsigned entries)
{
    sg_sigcache *cache = OPENSSL_zalloc(sizeof(*cache));

    if (cache != NULL)
        cache->table = sg_table_new(entries, 0);
    if (cache != NULL && cache->table == NULL) {
        OPENSSL_free(cache);
        return NULL;
    }
    return cache;
}

void sg_sigcache_free(sg_sigcache *cache)
{
    if (cache == NULL)
        return;
    sg_table_free(cache->table);
    OPENSSL_free(cache);
}

/* Strings are hashed with their NUL, the signature is last: no two different
 * inputs give the same run of bytes. */
static void key_of(const sg_verification *v, const uint8_t *tbs_hash,
                   uint8_t key[SG_SHA256_SIZE])
{
    const sg_chunk chunks[] = {
        {domain, sizeof(domain)},
        {v->algorithm, strlen(v->algorithm) + 1},
        {v->digest, strlen(v->digest) + 1},
        {v->parameters, strlen(v->parameters) + 1},
        {v->key->id, sizeof(v->key->id)},
        {tbs_hash, SG_SHA256_SIZE},
        {v->signature.p, v->signature.n},
    };

    sg_sha256(chunks, sizeof(chunks) / sizeof(chunks[0]), key);
}

int sg_sigcache_verify(sg_sigcache *cache, const sg_verification *v,
                       const uint8_t tbs_hash[SG_SHA256_SIZE])
{
    uint8_t key[SG_SHA256_SIZE];
    int ret;

    if (cache == NULL || !v->key->cacheable || !v->cacheable)
        return v->verify(v->arg);
    key_of(v, tbs_hash, key);
    if (sg_table_get(cache->table, key, NULL))
        return 1;
    ret = v->verify(v->arg);
    if (ret == 1)
        (void)sg_table_put(cache->table, key, NULL, NULL);
    return ret;
}

void sg_sigcache_lock(sg_sigcache *cache)
{
    if (cache != NULL)
        sg_table_lock_all(cache->table);
}

void sg_sigcache_unlock(sg_sigcache *cache)
{
    if (cache != NULL)
        sg_table_unlock_all(cache->table);
}
