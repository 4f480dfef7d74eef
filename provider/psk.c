/* SPDX-License-Identifier: Apache-2.0 */
#include "psk.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include "table.h"

/* Keys between a ClientHello and its ServerHello. */
#define SECRETS 4096

struct sg_psks {
    uint8_t salt[SG_SHA256_SIZE];
    sg_table *table;
};

sg_psks *sg_psks_new(void)
{
    sg_psks *psks = OPENSSL_zalloc(sizeof(*psks));

    if (psks == NULL)
        return NULL;
    psks->table = sg_table_new(SECRETS, sizeof(sg_psk));
    if (psks->table == NULL || getrandom(psks->salt, sizeof(psks->salt), 0) !=
                                   (ssize_t)sizeof(psks->salt)) {
        sg_psks_free(psks);
        return NULL;
    }
    return psks;
}

void sg_psks_free(sg_psks *psks)
{
    if (psks == NULL)
        return;
    sg_table_free(psks->table);
    OPENSSL_clear_free(psks, sizeof(*psks));
}

void sg_psk_hash(const sg_psks *psks, const void *secret, size_t n,
                 uint8_t id[SG_SHA256_SIZE])
{
    const sg_chunk chunks[] = {{psks->salt, sizeof(psks->salt)}, {secret, n}};

    sg_sha256(chunks, 2, id);
}

void sg_psks_put(sg_psks *psks, const void *secret, size_t n, const sg_psk *psk)
{
    uint8_t key[SG_SHA256_SIZE];

    sg_psk_hash(psks, secret, n, key);
    (void)sg_table_put(psks->table, key, psk, NULL);
}

bool sg_psks_get(sg_psks *psks, const void *secret, size_t n, sg_psk *psk)
{
    uint8_t key[SG_SHA256_SIZE];

    sg_psk_hash(psks, secret, n, key);
    return sg_table_get(psks->table, key, psk);
}

void sg_psks_lock(sg_psks *psks)
{
    sg_table_lock_all(psks->table);
}

void sg_psks_unlock(sg_psks *psks)
{
    sg_table_unlock_all(psks->table);
}
