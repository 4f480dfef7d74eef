/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates whose signature verified in this process, by the SHA-256 of
 * their TBSCertificate, with the verdict of the path they came in.
 *
 * Never by the key: a second, bad certificate for the same key would slip
 * through, and anybody's self-made bad certificate with somebody's public key
 * would lock that somebody out. For the same reason a path that is refused
 * does not take away the pass that another path gave.
 */
#ifndef SG_PASSLIST_H
#define SG_PASSLIST_H

#include "state.h"

typedef struct sg_pass {
    bool passed;       /* a path to an anchor, by rules that passed */
    int64_t not_after; /* the earliest of the path */
    uint64_t refused[SG_RULE_WORDS]; /* rules of the path that refused */
} sg_pass;

sg_passlist *sg_passlist_new(void);
void sg_passlist_free(sg_passlist *list);

void sg_passlist_put(sg_passlist *list, const uint8_t tbs[SG_SHA256_SIZE],
                     const sg_pass *pass);

/* False where no such certificate was ever verified here: GATE-3. */
bool sg_passlist_get(sg_passlist *list, const uint8_t tbs[SG_SHA256_SIZE],
                     sg_pass *pass);

void sg_passlist_lock(sg_passlist *list);
void sg_passlist_unlock(sg_passlist *list);

#endif
