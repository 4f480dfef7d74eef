/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a handshake said, known by its transcript hash.
 *
 * The DIGEST wrapper follows the handshake messages that libssl hashes. What
 * it read is a transcript; when a hash is taken, hash and transcript are kept.
 * A signature or a secret that is made of that very hash then says exactly
 * whose handshake it belongs to (RFC 8446 4.4.3 and 7.1, RFC 7627 4,
 * RFC 5246 7.4.9): no guessing, no table of connections.
 */
#ifndef SG_TRANSCRIPT_H
#define SG_TRANSCRIPT_H

#include <stdatomic.h>

#include "psk.h"
#include "slicegate/handshake.h"
#include "state.h"

typedef enum sg_leaf_status {
    SG_LEAF_NONE = 0,   /* no Certificate message, or an empty one */
    SG_LEAF_PRESENT,    /* der is the leaf */
    SG_LEAF_UNREADABLE, /* a Certificate message that cannot be read: GATE-2 */
    SG_LEAF_COMPRESSED  /* a CompressedCertificate not expanded: GATE-4 */
} sg_leaf_status;

/* A leaf as presented; shared by the transcripts that tell of it. */
typedef struct sg_leaf {
    atomic_uint refs;
    size_t n;
    uint8_t der[];
} sg_leaf;

/* What an end presented. The leaf itself is kept until it is proven. */
typedef struct sg_presented {
    sg_leaf_status status;
    sg_leaf *leaf; /* counted; NULL unless it is PRESENT and still needed */
    uint8_t certificate[SG_SHA256_SIZE]; /* of the leaf, zeros for none */
} sg_presented;

struct sg_transcript;

/* A place among those that wait for a CertificateVerify; its shard's lock
 * guards it. */
typedef struct sg_waiting {
    _Atomic(sg_transcripts *) in; /* NULL: in none */
    struct sg_connection *next;
    struct sg_transcript *transcript; /* as it was then; without connection */
    uint8_t hash[SG_SHA256_SIZE];     /* the first octets */
} sg_waiting;

/* The roles of this process in a handshake, a set. */
enum { SG_WE_ARE_SERVER = 1, SG_WE_ARE_CLIENT = 2 };

/*
 * What else became known about a handshake, shared by all its transcripts.
 * One handshake is one thread's work at a time, but digest contexts are
 * anybody's to copy, so each member is safe by itself.
 */
typedef struct sg_connection {
    atomic_uint refs;
    atomic_uint roles;
    atomic_uint judged;              /* peers: set of slicegate_role */
    _Atomic(int64_t) peer_not_after; /* of the peer's path; 0 is unknown */
    atomic_bool peer_refused;        /* found, and to be told at the end */
    sg_waiting waiting;
    pthread_mutex_t lock; /* of what follows; and one waits at a time */
    uint64_t refused[SG_RULE_WORDS]; /* the rules of peer_refused */
    sg_psk psk;                      /* kind NONE: no pre-shared key so far */
} sg_connection;

typedef struct sg_transcript {
    atomic_uint refs;
    slicegate_handshake facts;
    sg_presented server, client;
    sg_connection *connection;
} sg_transcript;

/* NULL is allowed in both. */
sg_transcript *sg_transcript_share(sg_transcript *transcript);
void sg_transcript_release(sg_transcript *transcript);

/* The end whose certificate ROLE names. */
static inline const sg_presented *
sg_transcript_end(const sg_transcript *transcript, slicegate_role role)
{
    return role == SLICEGATE_ROLE_SERVER ? &transcript->server
                                         : &transcript->client;
}

void sg_connection_set_psk(sg_connection *connection, const sg_psk *psk);
void sg_connection_get_psk(sg_connection *connection, sg_psk *psk);

/* Keeps the rules that refuse the peer's leaf; and gives them back: false
 * where there are none. */
void sg_connection_refuse(sg_connection *connection,
                          const slicegate_findings *findings);
bool sg_connection_refused(sg_connection *connection,
                           uint64_t refused[SG_RULE_WORDS]);

/* ---- Following --------------------------------------------------------- */

/* What a digest context knows of the transcript it hashes. */
typedef struct sg_follower {
    enum {
        SG_FOLLOW_FRESH = 0, /* nothing hashed yet */
        SG_FOLLOW_HANDSHAKE, /* it began as a handshake */
        SG_FOLLOW_NOTHING    /* other data */
    } state;
    slicegate_framing framing;
    sg_transcript *transcript; /* counted; NULL where memory was out */
} sg_follower;

void sg_follower_update(sg_follower *f, const void *data, size_t n);
void sg_follower_copy(sg_follower *to, const sg_follower *from);

/* Inline: every short hash of a process pays for these. */
static inline void sg_follower_begin(sg_follower *f)
{
    f->state = SG_FOLLOW_FRESH;
    f->framing = SLICEGATE_FRAMING_TLS;
    f->transcript = NULL;
}

static inline void sg_follower_reset(sg_follower *f)
{
    if (f->transcript != NULL)
        sg_transcript_release(f->transcript);
    sg_follower_begin(f);
}

/* Reads whole messages that were kept elsewhere; NULL where they are none or
 * memory is out. The caller's to release. */
sg_transcript *sg_transcript_of(const uint8_t *messages, size_t n);

/* ---- Between Certificate and CertificateVerify -------------------------- */

sg_transcripts *sg_transcripts_new(void);
void sg_transcripts_free(sg_transcripts *t);

/* Keeps what F follows under the transcript hash, if a peer may be about to
 * prove the certificate that was read last; as long as its contexts live. */
void sg_transcripts_note(sg_transcripts *t, const sg_follower *f,
                         const uint8_t *hash, size_t n);

/* Takes out what is known of a transcript hash, the caller's to release; NULL
 * where nothing is: GATE-1. */
sg_transcript *sg_transcripts_take(sg_transcripts *t, const uint8_t *hash,
                                   size_t n);

/* Takes out what CONNECTION is kept under: our own certificate, which nobody
 * will ask for. */
void sg_transcripts_forget(sg_connection *connection);

void sg_transcripts_lock(sg_transcripts *t);
void sg_transcripts_unlock(sg_transcripts *t);

#endif
