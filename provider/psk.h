/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pre-shared keys on their way through the key schedule (RFC 8446 7.1).
 *
 * A key is looked at where it enters, and known again by a keyed hash of the
 * secret that came of it, until the transcript of its handshake is there. No
 * key and no secret is kept.
 */
#ifndef SG_PSK_H
#define SG_PSK_H

#include "resumption.h"
#include "slicegate/handshake.h"

typedef struct sg_psks sg_psks;

typedef struct sg_psk {
    slicegate_psk_kind kind;
    slicegate_psk_key key;
    uint8_t id[SG_SHA256_SIZE]; /* keyed hash of the key */
    bool of_handshake;          /* remembered for a handshake secret */
    bool known;                 /* as a session that passed: record is set */
    sg_session_record record;
} sg_psk;

sg_psks *sg_psks_new(void);
void sg_psks_free(sg_psks *psks);

/* The keyed hash of a key, an identity or a secret. */
void sg_psk_hash(const sg_psks *psks, const void *secret, size_t n,
                 uint8_t id[SG_SHA256_SIZE]);

/* What SECRET was derived from. */
void sg_psks_put(sg_psks *psks, const void *secret, size_t n,
                 const sg_psk *psk);
bool sg_psks_get(sg_psks *psks, const void *secret, size_t n, sg_psk *psk);

void sg_psks_lock(sg_psks *psks);
void sg_psks_unlock(sg_psks *psks);

#endif
