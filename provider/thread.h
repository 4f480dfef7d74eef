/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gate keeps for each thread.
 *
 * The path that it is verifying: X509_verify_cert walks from the top down in
 * one call on one thread, so the certificate verified last is the issuer of the
 * next one whenever its key is the one that verifies. What is kept of it is a
 * link, by value, one for each reading (sides.h).
 *
 * The transcript hashes that it took last: libssl takes a hash and signs it,
 * or derives a secret from it, in the next call on the same thread.
 */
#ifndef SG_THREAD_H
#define SG_THREAD_H

#include "pubkey.h"
#include "state.h"
#include "transcript.h"

typedef struct sg_link {
    bool set;        /* the rest means something */
    bool identified; /* key_id is set; otherwise any key may be its key */
    uint8_t key_id[SG_SHA256_SIZE];
    int64_t not_after; /* the earliest of the path so far */
    slicegate_issuer issuer;
} sg_link;

sg_threads *sg_threads_new(void);
void sg_threads_free(sg_threads *threads);

/* This thread's links, one a reading; NULL where memory is out. Valid on this
 * thread only. */
sg_link *sg_path_links(sg_state *state);

/* The thread turned to something else: what it verified is no issuer now. */
void sg_path_end(sg_state *state);

/* Keeps a transcript under a hash of it, among the last few. Out of memory it
 * is not kept: nobody will find it. */
void sg_recent_note(sg_state *state, const uint8_t *hash, size_t n,
                    sg_transcript *transcript);

/* The transcript of that hash, the caller's to release; NULL where this
 * thread took no such hash lately: GATE-1. */
sg_transcript *sg_recent_find(sg_state *state, const uint8_t *hash, size_t n);

#endif
