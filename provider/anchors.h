/* SPDX-License-Identifier: Apache-2.0 */
/*
 * [anchors]: the certificates a path may end at. A self-signed root is never
 * signature-checked by libcrypto and so never seen by the gate; it is known
 * by this list, and judged when the list is read.
 */
#ifndef SG_ANCHORS_H
#define SG_ANCHORS_H

#include "state.h"

/*
 * Reads and judges the anchors that the policy names, and adds what they are
 * to the running digest of the policy. An anchor that breaks a rule stays in
 * the list as one that did not pass, so paths through it are refused; WARN is
 * called with a line about each such one.
 *
 * NULL with *error set where a file cannot be read, holds no certificate, or
 * two anchors share name and key (CHAIN-4), and *blamed the file or folder as
 * the policy names it; NULL with error->text empty where it names none.
 */
sg_anchors *sg_anchors_load(const slicegate_policy *policy,
                            void (*warn)(void *arg, const char *line),
                            void *arg, const char **blamed,
                            slicegate_policy_error *error);
void sg_anchors_free(sg_anchors *anchors);

/* SHA-256 over the anchors in order: part of the policy's digest. */
void sg_anchors_digest(const sg_anchors *anchors, uint8_t out[SG_SHA256_SIZE]);

typedef struct sg_anchor_match {
    const slicegate_issuer *issuer;
    int64_t not_after;
    bool named; /* the name fits too, not only the key */
} sg_anchor_match;

/* The anchor with that key; one whose subject is NAME before any other. */
bool sg_anchors_find(const sg_anchors *anchors,
                     const uint8_t key_id[SG_SHA256_SIZE], slicegate_bytes name,
                     sg_anchor_match *match);

#endif
