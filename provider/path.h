/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path that a thread is verifying.
 *
 * X509_verify_cert walks from the top down in one call on one thread, so the
 * certificate verified last is the issuer of the next one whenever its key is
 * the one that verifies. What is kept of it is a link, by value.
 */
#ifndef SG_PATH_H
#define SG_PATH_H

#include "pubkey.h"
#include "state.h"

typedef struct sg_link {
    bool set;        /* the rest means something */
    bool identified; /* key_id is set; otherwise any key may be its key */
    uint8_t key_id[SG_SHA256_SIZE];
    int64_t not_after; /* the earliest of the path so far */
    slicegate_issuer issuer;
} sg_link;

sg_paths *sg_paths_new(void);
void sg_paths_free(sg_paths *paths);

/* This thread's link, NULL where memory is out. Valid on this thread only. */
sg_link *sg_path_link(sg_state *state);

/* The thread turned to something else: what it verified is no issuer now. */
void sg_path_end(sg_state *state);

#endif
