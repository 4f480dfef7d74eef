/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CA certificates that passed, by key and name.
 *
 * Between a CA and the certificate below it an application's callback may do
 * anything: check an OCSP response, verify another path. The thread's link is
 * gone then, but a CA that passed is still one that may issue. Passes only: a
 * CA that was refused counts against the path it came in, and no other.
 */
#ifndef SG_ISSUERS_H
#define SG_ISSUERS_H

#include "state.h"

typedef struct sg_issuer {
    int64_t not_after; /* the earliest of the path */
    slicegate_issuer facts;
} sg_issuer;

sg_issuers *sg_issuers_new(void);
void sg_issuers_free(sg_issuers *issuers);

/* Remembers a CA that passed; of two the one that is valid longer stays. */
void sg_issuers_put(sg_issuers *issuers, const uint8_t key_id[SG_SHA256_SIZE],
                    const sg_issuer *issuer);

/* False where no CA of that key and NAME has passed. */
bool sg_issuers_get(sg_issuers *issuers, const uint8_t key_id[SG_SHA256_SIZE],
                    slicegate_bytes name, sg_issuer *out);

void sg_issuers_lock(sg_issuers *issuers);
void sg_issuers_unlock(sg_issuers *issuers);

#endif
