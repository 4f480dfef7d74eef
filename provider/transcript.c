/* SPDX-License-Identifier: Apache-2.0 */
#include "transcript.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "expand.h"
#include "table.h"

/*
 * Handshakes between their Certificate and CertificateVerify, process-wide:
 * usually one flight, so few at a time. One's own certificates go as soon as
 * their CertificateVerify is signed.
 */
#define TRANSCRIPTS 2048

/* A longer leaf is CHAIN-3 anyway; the slack is its outer wrapping. */
#define LEAF_MAX (SLICEGATE_CERT_MAX + 8192)

struct sg_transcripts {
    sg_table *table;
};

typedef struct entry {
    sg_leaf_status status;
    sg_leaf *leaf;
} entry;

static sg_leaf *leaf_new(slicegate_bytes der)
{
    sg_leaf *leaf = OPENSSL_malloc(sizeof(*leaf) + der.n);

    if (leaf == NULL)
        return NULL;
    atomic_init(&leaf->refs, 1);
    leaf->n = der.n;
    memcpy(leaf->der, der.p, der.n);
    return leaf;
}

static sg_leaf *leaf_share(sg_leaf *leaf)
{
    if (leaf != NULL)
        atomic_fetch_add_explicit(&leaf->refs, 1, memory_order_relaxed);
    return leaf;
}

void sg_leaf_release(sg_leaf *leaf)
{
    if (leaf != NULL &&
        atomic_fetch_sub_explicit(&leaf->refs, 1, memory_order_acq_rel) == 1)
        OPENSSL_free(leaf);
}

/* ---- Following --------------------------------------------------------- */

static void follow_certificate(sg_follower *f, slicegate_bytes body)
{
    slicegate_bytes der;

    f->status = SG_LEAF_UNREADABLE;
    if (!slicegate_leaf_tls13(body, &der) || der.n > LEAF_MAX)
        return;
    if (der.n == 0) {
        f->status = SG_LEAF_NONE;
        return;
    }
    f->leaf = leaf_new(der);
    if (f->leaf != NULL)
        f->status = SG_LEAF_PRESENT;
}

static void follow_compressed(sg_follower *f, slicegate_bytes body)
{
    slicegate_bytes expanded;

    f->status = SG_LEAF_COMPRESSED;
    ERR_set_mark();
    if (sg_expand(body, &expanded))
        follow_certificate(f, expanded);
    ERR_pop_to_mark();
    OPENSSL_free((void *)(uintptr_t)expanded.p);
}

static void follow_message(sg_follower *f, const slicegate_message *message)
{
    f->at_certificate = message->type == SLICEGATE_MSG_CERTIFICATE ||
                        message->type == SLICEGATE_MSG_COMPRESSED_CERTIFICATE;
    if (!f->at_certificate)
        return;
    sg_leaf_release(f->leaf);
    f->leaf = NULL;
    if (message->type == SLICEGATE_MSG_CERTIFICATE)
        follow_certificate(f, message->body);
    else
        follow_compressed(f, message->body);
}

void sg_follower_update(sg_follower *f, const void *data, size_t n)
{
    slicegate_bytes rest = {data, n};
    slicegate_message message;

    if (n == 0 || f->state == SG_FOLLOW_NOTHING)
        return;
    if (f->state == SG_FOLLOW_FRESH) {
        f->state = slicegate_transcript_begins(rest, &f->framing)
                       ? SG_FOLLOW_HANDSHAKE
                       : SG_FOLLOW_NOTHING;
        if (f->state == SG_FOLLOW_NOTHING)
            return;
    }
    while (rest.n > 0) {
        if (!slicegate_message_next(&rest, f->framing, &message)) {
            sg_follower_reset(f);
            f->state = SG_FOLLOW_NOTHING;
            return;
        }
        follow_message(f, &message);
    }
}

void sg_follower_copy(sg_follower *to, const sg_follower *from)
{
    *to = *from;
    leaf_share(to->leaf);
}

void sg_follower_reset(sg_follower *f)
{
    sg_leaf_release(f->leaf);
    memset(f, 0, sizeof(*f));
}

/* ---- The table --------------------------------------------------------- */

sg_transcripts *sg_transcripts_new(void)
{
    sg_transcripts *t = OPENSSL_zalloc(sizeof(*t));

    if (t != NULL)
        t->table = sg_table_new(TRANSCRIPTS, sizeof(entry));
    if (t != NULL && t->table == NULL) {
        OPENSSL_free(t);
        return NULL;
    }
    return t;
}

void sg_transcripts_free(sg_transcripts *t)
{
    entry e;

    if (t == NULL)
        return;
    while (sg_table_drain(t->table, &e))
        sg_leaf_release(e.leaf);
    sg_table_free(t->table);
    OPENSSL_free(t);
}

void sg_transcripts_note(sg_transcripts *t, const sg_follower *f,
                         const uint8_t *hash, size_t n)
{
    entry e = {f->status, NULL}, evicted;

    if (f->state != SG_FOLLOW_HANDSHAKE || !f->at_certificate ||
        f->status == SG_LEAF_NONE || n < SG_TABLE_KEY)
        return;
    e.leaf = leaf_share(f->leaf);
    if (sg_table_put(t->table, hash, &e, &evicted))
        sg_leaf_release(evicted.leaf);
}

bool sg_transcripts_take(sg_transcripts *t, const uint8_t *hash, size_t n,
                         sg_leaf_status *status, sg_leaf **leaf)
{
    entry e;

    *status = SG_LEAF_NONE;
    *leaf = NULL;
    if (n < SG_TABLE_KEY || !sg_table_take(t->table, hash, &e))
        return false;
    *status = e.status;
    *leaf = e.leaf;
    return true;
}

void sg_transcripts_lock(sg_transcripts *t)
{
    sg_table_lock_all(t->table);
}

void sg_transcripts_unlock(sg_transcripts *t)
{
    sg_table_unlock_all(t->table);
}
