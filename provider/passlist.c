/* SPDX-License-Identifier: Apache-2.0 */
#include "passlist.h"

#include <openssl/crypto.h>

#include "table.h"

/* Between a leaf's verification and its CertificateVerify lies one flight. */
#define ENTRIES 8192

struct sg_passlist {
    sg_table *table;
};

sg_passlist *sg_passlist_new(void)
{
    sg_passlist *list = OPENSSL_zalloc(sizeof(*list));

    if (list != NULL)
        list->table = sg_table_new(ENTRIES, sizeof(sg_pass));
    if (list != NULL && list->table == NULL) {
        OPENSSL_free(list);
        return NULL;
    }
    return list;
}

void sg_passlist_free(sg_passlist *list)
{
    if (list == NULL)
        return;
    sg_table_free(list->table);
    OPENSSL_free(list);
}

static bool pass_outweighs(const void *held, const void *offered)
{
    const sg_pass *first = held, *second = offered;

    return first->passed &&
           (!second->passed || first->not_after >= second->not_after);
}

void sg_passlist_put(sg_passlist *list, const uint8_t tbs[SG_SHA256_SIZE],
                     const sg_pass *pass)
{
    sg_table_put_unless(list->table, tbs, pass, pass_outweighs);
}

bool sg_passlist_get(sg_passlist *list, const uint8_t tbs[SG_SHA256_SIZE],
                     sg_pass *pass)
{
    return sg_table_get(list->table, tbs, pass);
}

void sg_passlist_lock(sg_passlist *list)
{
    sg_table_lock_all(list->table);
}

void sg_passlist_unlock(sg_passlist *list)
{
    sg_table_unlock_all(list->table);
}
