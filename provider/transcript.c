/* SPDX-License-Identifier: Apache-2.0 */
#include "transcript.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/random.h>

#include "expand.h"

/* Lists by hash, each with a lock of its own. */
#define LISTS 1024

/* A longer leaf is CHAIN-3 anyway; the slack is its outer wrapping. */
#define LEAF_MAX (SLICEGATE_CERT_MAX + 8192)

/* No message has this type: a transcript that breaks off is read as one. */
#define NO_MESSAGE 255

typedef struct list {
    pthread_mutex_t lock;
    sg_connection *first;
} list;

/* Connections, none of them counted: each takes itself out when it goes. */
struct sg_transcripts {
    uint64_t seed; /* nobody outside can choose which ones share a list */
    list list[LISTS];
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

static sg_transcript *stop_waiting(sg_connection *c);

static void connection_release(sg_connection *c)
{
    if (c == NULL ||
        atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    sg_transcript_release(stop_waiting(c));
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
    if (t->connection != NULL)
        atomic_fetch_add_explicit(&t->connection->refs, 1,
                                  memory_order_relaxed);
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

/* A ClientHello in the form of SSL 2.0 (RFC 5246 E.2), which libssl takes for
 * TLS 1.2 and hashes without its record header: a transcript, unreadable. */
static bool is_ssl2_hello(slicegate_bytes data)
{
    return data.n >= 9 && data.p[0] == SLICEGATE_MSG_CLIENT_HELLO &&
           data.p[1] == 3 &&
           data.n >= (size_t)9 + (size_t)(data.p[3] << 8 | data.p[4]) +
                         (size_t)(data.p[5] << 8 | data.p[6]) +
                         (size_t)(data.p[7] << 8 | data.p[8]);
}

void sg_follower_update(sg_follower *f, const void *data, size_t n)
{
    const slicegate_bytes rest = {data, n};

    if (n == 0 || f->state == SG_FOLLOW_NOTHING)
        return;
    if (f->state == SG_FOLLOW_FRESH) {
        if (!slicegate_transcript_begins(rest, &f->framing) &&
            !is_ssl2_hello(rest)) {
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

    if (t == NULL)
        return NULL;
    if (getrandom(&t->seed, sizeof(t->seed), 0) != (ssize_t)sizeof(t->seed)) {
        OPENSSL_free(t);
        return NULL;
    }
    t->seed |= 1;
    for (int i = 0; i < LISTS; i++)
        pthread_mutex_init(&t->list[i].lock, NULL);
    return t;
}

void sg_transcripts_free(sg_transcripts *t)
{
    if (t == NULL)
        return;
    for (int i = 0; i < LISTS; i++) {
        while (t->list[i].first != NULL)
            sg_transcript_release(stop_waiting(t->list[i].first));
        pthread_mutex_destroy(&t->list[i].lock);
    }
    OPENSSL_free(t);
}

static list *list_of(sg_transcripts *t, const uint8_t *hash)
{
    uint64_t word;

    memcpy(&word, hash, sizeof(word));
    return &t->list[(word * t->seed) >> 54];
}

/* Takes C out of its list, which is locked. What it waited with. */
static sg_transcript *unlink_from(list *l, sg_connection *c)
{
    sg_transcript *waited = c->waiting.transcript;
    sg_connection **at = &l->first;

    while (*at != c)
        at = &(*at)->waiting.next;
    *at = c->waiting.next;
    c->waiting.transcript = NULL;
    atomic_store(&c->waiting.in, NULL);
    return waited;
}

static sg_transcript *stop_waiting(sg_connection *c)
{
    sg_transcripts *in = atomic_load(&c->waiting.in);
    sg_transcript *waited = NULL;
    list *l;

    if (in == NULL)
        return NULL;
    l = list_of(in, c->waiting.hash);
    pthread_mutex_lock(&l->lock);
    if (atomic_load(&c->waiting.in) != NULL)
        waited = unlink_from(l, c);
    pthread_mutex_unlock(&l->lock);
    return waited;
}

static void start_waiting(sg_transcripts *t, sg_connection *c,
                          const uint8_t *hash, sg_transcript *with)
{
    list *l = list_of(t, hash);

    memcpy(c->waiting.hash, hash, sizeof(c->waiting.hash));
    pthread_mutex_lock(&l->lock);
    c->waiting.transcript = with;
    c->waiting.next = l->first;
    l->first = c;
    atomic_store(&c->waiting.in, t);
    pthread_mutex_unlock(&l->lock);
}

static bool awaits_proof(const sg_transcript *t)
{
    const sg_presented *end =
        t->facts.last_from_server ? &t->server : &t->client;

    return (t->facts.last == SLICEGATE_MSG_CERTIFICATE ||
            t->facts.last == SLICEGATE_MSG_COMPRESSED_CERTIFICATE) &&
           end->status != SG_LEAF_NONE;
}

/* A copy that does not count its connection, which holds it. */
static sg_transcript *copy_for_connection(const sg_transcript *from)
{
    sg_transcript *copy = transcript_copy(from);

    if (copy != NULL) {
        connection_release(copy->connection);
        copy->connection = NULL;
    }
    return copy;
}

void sg_transcripts_note(sg_transcripts *t, const sg_follower *f,
                         const uint8_t *hash, size_t n)
{
    sg_transcript *mine, *before;
    sg_connection *c;

    if (f->transcript == NULL || !awaits_proof(f->transcript) ||
        n < SG_SHA256_SIZE)
        return;
    c = f->transcript->connection;
    mine = copy_for_connection(f->transcript);
    pthread_mutex_lock(&c->lock);
    before = stop_waiting(c);
    if (mine != NULL)
        start_waiting(t, c, hash, mine);
    pthread_mutex_unlock(&c->lock);
    sg_transcript_release(before);
}

/* One that is going has no count left to take. */
static bool still_here(sg_connection *c)
{
    unsigned refs = atomic_load(&c->refs);

    while (refs != 0)
        if (atomic_compare_exchange_weak(&c->refs, &refs, refs + 1))
            return true;
    return false;
}

sg_transcript *sg_transcripts_take(sg_transcripts *t, const uint8_t *hash,
                                   size_t n)
{
    sg_transcript *waited = NULL;
    list *l;

    if (n < SG_SHA256_SIZE)
        return NULL;
    l = list_of(t, hash);
    pthread_mutex_lock(&l->lock);
    for (sg_connection *c = l->first; c != NULL && waited == NULL;
         c = c->waiting.next)
        if (memcmp(c->waiting.hash, hash, sizeof(c->waiting.hash)) == 0 &&
            still_here(c)) {
            waited = unlink_from(l, c);
            waited->connection = c;
        }
    pthread_mutex_unlock(&l->lock);
    return waited;
}

void sg_transcripts_forget(sg_connection *connection)
{
    sg_transcript *waited;

    pthread_mutex_lock(&connection->lock);
    waited = stop_waiting(connection);
    pthread_mutex_unlock(&connection->lock);
    sg_transcript_release(waited);
}

void sg_transcripts_lock(sg_transcripts *t)
{
    for (int i = 0; i < LISTS; i++)
        pthread_mutex_lock(&t->list[i].lock);
}

void sg_transcripts_unlock(sg_transcripts *t)
{
    for (int i = LISTS - 1; i >= 0; i--)
        pthread_mutex_unlock(&t->list[i].lock);
}
