/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which leaf a handshake presented, known by its transcript hash.
 *
 * The DIGEST wrapper follows the handshake messages that libssl hashes. When
 * a hash is taken right after a Certificate message, hash and leaf are kept;
 * the content of a TLS 1.3 CertificateVerify ends with that very hash
 * (RFC 8446 4.4.3), which says exactly whose leaf is being proven.
 */
#ifndef SG_TRANSCRIPT_H
#define SG_TRANSCRIPT_H

#include <stdatomic.h>

#include "profile/handshake.h"
#include "state.h"

typedef enum sg_leaf_status {
    SG_LEAF_NONE = 0,   /* no Certificate message, or an empty one */
    SG_LEAF_PRESENT,    /* der is the leaf */
    SG_LEAF_UNREADABLE, /* a Certificate message that cannot be read: GATE-2 */
    SG_LEAF_COMPRESSED  /* a CompressedCertificate not expanded: GATE-4 */
} sg_leaf_status;

/* A leaf as presented; shared by the contexts and the table. */
typedef struct sg_leaf {
    atomic_uint refs;
    size_t n;
    uint8_t der[];
} sg_leaf;

void sg_leaf_release(sg_leaf *leaf);

/* What a digest context knows of the transcript it hashes. */
typedef struct sg_follower {
    enum {
        SG_FOLLOW_FRESH = 0, /* nothing hashed yet */
        SG_FOLLOW_HANDSHAKE, /* whole handshake messages so far */
        SG_FOLLOW_NOTHING    /* other data, or a handshake that broke off */
    } state;
    slicegate_framing framing;
    bool at_certificate; /* the last message was a certificate */
    sg_leaf_status status;
    sg_leaf *leaf; /* counted; NULL unless status is PRESENT */
} sg_follower;

void sg_follower_update(sg_follower *f, const void *data, size_t n);
void sg_follower_copy(sg_follower *to, const sg_follower *from);
void sg_follower_reset(sg_follower *f);

/* ---- The table --------------------------------------------------------- */

sg_transcripts *sg_transcripts_new(void);
void sg_transcripts_free(sg_transcripts *t);

/* Keeps the leaf of F under the transcript hash, if it is at a certificate. */
void sg_transcripts_note(sg_transcripts *t, const sg_follower *f,
                         const uint8_t *hash, size_t n);

/*
 * Takes out what is known of a transcript hash. False where nothing is:
 * GATE-1. The leaf, if any, is the caller's to release.
 */
bool sg_transcripts_take(sg_transcripts *t, const uint8_t *hash, size_t n,
                         sg_leaf_status *status, sg_leaf **leaf);

void sg_transcripts_lock(sg_transcripts *t);
void sg_transcripts_unlock(sg_transcripts *t);

#endif
