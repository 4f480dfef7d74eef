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

/* No message has this type: a transcript that breaks off is read as one. */
#define NO_MESSAGE 255

struct sg_transcripts {
    sg_table *table;
};

/* ---- Leaves ------------------------------------------------------------ */

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

static void leaf_share(sg_leaf *leaf)
{
    if (leaf != NULL)
        atomic_fetch_add_explicit(&leaf->refs, 1, memory_order_relaxed);
}

static void leaf_release(sg_leaf **leaf)
{
    if (*leaf != NULL &&
        atomic_fetch_sub_explicit(&(*leaf)->refs, 1, memory_order_acq_rel) == 1)
        OPENSSL_free(*leaf);
    *leaf = NULL;
}

/* ---- Connections ------------------------------------------------------- */

static sg_connection *connection_new(void)
{
    sg_connection *c = OPENSSL_zalloc(sizeof(*c));

    if (c == NULL)
        return NULL;
    if (pthread_mutex_init(&c->lock, NULL) != 0) {
        OPENSSL_free(c);
        return NULL;
    }
    atomic_init(&c->refs, 1);
    return c;
}

static void connection_release(sg_connection *c)
{
    if (atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    pthread_mutex_destroy(&c->lock);
    OPENSSL_clear_free(c, sizeof(*c));
}

void sg_connection_set_psk(sg_connection *connection, const sg_psk *psk)
{
    pthread_mutex_lock(&connection->lock);
    connection->psk = *psk;
    pthread_mutex_unlock(&connection->lock);
}

void sg_connection_get_psk(sg_connection *connection, sg_psk *psk)
{
    pthread_mutex_lock(&connection->lock);
    *psk = connection->psk;
    pthread_mutex_unlock(&connection->lock);
}

void sg_connection_refuse(sg_connection *connection,
                          const slicegate_findings *findings)
{
    pthread_mutex_lock(&connection->lock);
    for (unsigned i = 0; i < findings->count; i++)
        if (findings->item[i].level == SLICEGATE_LEVEL_ENFORCE)
            connection->refused[findings->item[i].rule / 64] |=
                UINT64_C(1) << (findings->item[i].rule % 64);
    pthread_mutex_unlock(&connection->lock);
    atomic_store(&connection->peer_refused, true);
}

bool sg_connection_refused(sg_connection *connection,
                           uint64_t refused[SG_RULE_WORDS])
{
    pthread_mutex_lock(&connection->lock);
    memcpy(refused, connection->refused, sizeof(connection->refused));
    pthread_mutex_unlock(&connection->lock);
    return atomic_load(&connection->peer_refused);
}

/* ---- Transcripts ------------------------------------------------------- */

static sg_transcript *transcript_new(slicegate_framing framing)
{
    sg_transcript *t = OPENSSL_zalloc(sizeof(*t));

    if (t == NULL)
        return NULL;
    t->connection = connection_new();
    if (t->connection == NULL) {
        OPENSSL_free(t);
        return NULL;
    }
    atomic_init(&t->refs, 1);
    slicegate_handshake_begin(&t->facts, framing);
    return t;
}

sg_transcript *sg_transcript_share(sg_transcript *transcript)
{
    if (transcript != NULL)
        atomic_fetch_add_explicit(&transcript->refs, 1, memory_order_relaxed);
    return transcript;
}

void sg_transcript_release(sg_transcript *transcript)
{
    if (transcript == NULL ||
        atomic_fetch_sub_explicit(&transcript->refs, 1, memory_order_acq_rel) !=
            1)
        return;
    leaf_release(&transcript->server.leaf);
    leaf_release(&transcript->client.leaf);
    connection_release(transcript->connection);
    OPENSSL_free(transcript);
}

static sg_transcript *transcript_copy(const sg_transcript *from)
{
    sg_transcript *t = OPENSSL_malloc(sizeof(*t));

    if (t == NULL)
        return NULL;
    atomic_init(&t->refs, 1);
    t->facts = from->facts;
    t->server = from->server;
    t->client = from->client;
    t->connection = from->connection;
    leaf_share(t->server.leaf);
    leaf_share(t->client.leaf);
    atomic_fetch_add_explicit(&t->connection->refs, 1, memory_order_relaxed);
    return t;
}

/* One that nobody else sees, to be written to; NULL where memory is out. */
static sg_transcript *own_transcript(sg_follower *f)
{
    sg_transcript *t = f->transcript;

    if (t != NULL && atomic_load_explicit(&t->refs, memory_order_acquire) > 1) {
        f->transcript = transcript_copy(t);
        sg_transcript_release(t);
    }
    return f->transcript;
}

/* ---- Following --------------------------------------------------------- */

static void read_certificate(sg_transcript *t, slicegate_bytes body)
{
    sg_presented *end = t->facts.last_from_server ? &t->server : &t->client;
    slicegate_bytes der;

    leaf_release(&end->leaf);
    memset(end, 0, sizeof(*end));
    end->status = SG_LEAF_UNREADABLE;
    if (t->facts.fault != NULL ||
        !slicegate_leaf(body, slicegate_is_tls13(&t->facts), &der) ||
        der.n > LEAF_MAX)
        return;
    if (der.n == 0) {
        end->status = SG_LEAF_NONE;
        return;
    }
    sg_sha256_bytes(der.p, der.n, end->certificate);
    end->leaf = leaf_new(der);
    if (end->leaf != NULL)
        end->status = SG_LEAF_PRESENT;
}

static void read_compressed(sg_transcript *t, slicegate_bytes body)
{
    static const slicegate_bytes none = {NULL, 0};
    slicegate_bytes expanded;
    bool good;

    ERR_set_mark();
    good = sg_expand(body, &expanded);
    ERR_pop_to_mark();
    slicegate_handshake_expanded(&t->facts, good ? expanded : none);
    read_certificate(t, good ? expanded : none);
    if (!good)
        (t->facts.last_from_server ? &t->server : &t->client)->status =
            SG_LEAF_COMPRESSED;
    OPENSSL_free((void *)(uintptr_t)expanded.p);
}

/* A leaf that is proven, or whose handshake is over, is looked at no more. */
static void drop_leaves(sg_transcript *t, uint8_t type)
{
    bool tls13 = slicegate_is_tls13(&t->facts);

    if (tls13 && type == SLICEGATE_MSG_CERTIFICATE_VERIFY)
        leaf_release(t->facts.last_from_server ? &t->server.leaf
                                               : &t->client.leaf);
    if (!tls13 && type == SLICEGATE_MSG_FINISHED) {
        leaf_release(&t->server.leaf);
        leaf_release(&t->client.leaf);
    }
}

static void read_message(sg_transcript *t, const slicegate_message *message)
{
    slicegate_handshake_read(&t->facts, message);
    if (message->type == SLICEGATE_MSG_CERTIFICATE)
        read_certificate(t, message->body);
    else if (message->type == SLICEGATE_MSG_COMPRESSED_CERTIFICATE)
        read_compressed(t, message->body);
    else
        drop_leaves(t, message->type);
}

static void read_all(sg_transcript *t, slicegate_bytes rest,
                     slicegate_framing framing)
{
    const slicegate_message broken = {NO_MESSAGE, {NULL, 0}};
    slicegate_message message;

    while (rest.n > 0) {
        if (!slicegate_message_next(&rest, framing, &message)) {
            read_message(t, &broken);
            return;
        }
        read_message(t, &message);
    }
}

void sg_follower_update(sg_follower *f, const void *data, size_t n)
{
    const slicegate_bytes rest = {data, n};

    if (n == 0 || f->state == SG_FOLLOW_NOTHING)
        return;
    if (f->state == SG_FOLLOW_FRESH) {
        if (!slicegate_transcript_begins(rest, &f->framing)) {
            f->state = SG_FOLLOW_NOTHING;
            return;
        }
        f->state = SG_FOLLOW_HANDSHAKE;
        f->transcript = transcript_new(f->framing);
    }
    if (own_transcript(f) != NULL)
        read_all(f->transcript, rest, f->framing);
}

void sg_follower_copy(sg_follower *to, const sg_follower *from)
{
    *to = *from;
    (void)sg_transcript_share(to->transcript);
}

sg_transcript *sg_transcript_of(const uint8_t *messages, size_t n)
{
    sg_follower f;

    memset(&f, 0, sizeof(f));
    sg_follower_update(&f, messages, n);
    return f.transcript;
}

/* ---- Between Certificate and CertificateVerify -------------------------- */

sg_transcripts *sg_transcripts_new(void)
{
    sg_transcripts *t = OPENSSL_zalloc(sizeof(*t));

    if (t != NULL)
        t->table = sg_table_new(TRANSCRIPTS, sizeof(sg_transcript *));
    if (t != NULL && t->table == NULL) {
        OPENSSL_free(t);
        return NULL;
    }
    return t;
}

void sg_transcripts_free(sg_transcripts *t)
{
    sg_transcript *held;

    if (t == NULL)
        return;
    while (sg_table_drain(t->table, &held))
        sg_transcript_release(held);
    sg_table_free(t->table);
    OPENSSL_free(t);
}

static bool awaits_proof(const sg_transcript *t)
{
    const sg_presented *end =
        t->facts.last_from_server ? &t->server : &t->client;

    return (t->facts.last == SLICEGATE_MSG_CERTIFICATE ||
            t->facts.last == SLICEGATE_MSG_COMPRESSED_CERTIFICATE) &&
           end->status != SG_LEAF_NONE;
}

void sg_transcripts_note(sg_transcripts *t, const sg_follower *f,
                         const uint8_t *hash, size_t n)
{
    sg_transcript *mine, *evicted;

    if (f->transcript == NULL || !awaits_proof(f->transcript) ||
        n < SG_TABLE_KEY)
        return;
    mine = sg_transcript_share(f->transcript);
    if (sg_table_put(t->table, hash, &mine, &evicted))
        sg_transcript_release(evicted);
}

sg_transcript *sg_transcripts_take(sg_transcripts *t, const uint8_t *hash,
                                   size_t n)
{
    sg_transcript *held;

    return n >= SG_TABLE_KEY && sg_table_take(t->table, hash, &held) ? held
                                                                     : NULL;
}

static bool is_not(const void *held, const void *mine)
{
    return memcmp(held, mine, sizeof(sg_transcript *)) != 0;
}

void sg_transcripts_forget(sg_transcripts *t, const uint8_t *hash, size_t n,
                           const sg_transcript *transcript)
{
    sg_transcript *held;

    if (n >= SG_TABLE_KEY &&
        sg_table_take_unless(t->table, hash, &transcript, is_not, &held))
        sg_transcript_release(held);
}

void sg_transcripts_lock(sg_transcripts *t)
{
    sg_table_lock_all(t->table);
}

void sg_transcripts_unlock(sg_transcripts *t)
{
    sg_table_unlock_all(t->table);
}
