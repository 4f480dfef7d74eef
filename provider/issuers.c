/* SPDX-License-Identifier: Apache-2.0 */
#include "issuers.h"

#include <openssl/crypto.h>

#include "table.h"

#define ENTRIES 256 /* CAs in use, of all paths */

struct sg_issuers {
    sg_table *table;
};

sg_issuers *sg_issuers_new(void)
{
    sg_issuers *issuers = OPENSSL_zalloc(sizeof(*issuers));

    if (issuers != NULL)
        issuers->table = sg_table_new(ENTRIES, sizeof(sg_issuer));
    if (issuers != NULL && issuers->table == NULL) {
        OPENSSL_free(issuers);
        return NULL;
    }
    return issuers;
}

void sg_issuers_free(sg_issuers *issuers)
{
    if (issuers == NULL)
        return;
    sg_table_free(issuers->table);
    OPENSSL_free(issuers);
}

static void key_of(const uint8_t key_id[SG_SHA256_SIZE], slicegate_bytes name,
                   uint8_t out[SG_SHA256_SIZE])
{
    const sg_chunk chunks[] = {{key_id, SG_SHA256_SIZE}, {name.p, name.n}};

    sg_sha256(chunks, 2, out);
}

static bool lasts_longer(const void *held, const void *offered)
{
    return ((const sg_issuer *)held)->not_after >=
           ((const sg_issuer *)offered)->not_after;
}

void sg_issuers_put(sg_issuers *issuers, const uint8_t key_id[SG_SHA256_SIZE],
                    const sg_issuer *issuer)
{
    slicegate_bytes name = {issuer->facts.subject, issuer->facts.subject_len};
    uint8_t key[SG_SHA256_SIZE];

    if (name.n > SLICEGATE_NAME_MAX)
        return;
    key_of(key_id, name, key);
    sg_table_put_unless(issuers->table, key, issuer, lasts_longer);
}

bool sg_issuers_get(sg_issuers *issuers, const uint8_t key_id[SG_SHA256_SIZE],
                    slicegate_bytes name, sg_issuer *out)
{
    uint8_t key[SG_SHA256_SIZE];

    key_of(key_id, name, key);
    return sg_table_get(issuers->table, key, out);
}

void sg_issuers_lock(sg_issuers *issuers)
{
    sg_table_lock_all(issuers->table);
}

void sg_issuers_unlock(sg_issuers *issuers)
{
    sg_table_unlock_all(issuers->table);
}
