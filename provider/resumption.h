/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions that passed: which secrets may resume, and on whose account.
 *
 * The table is made before a server forks and is shared by all its processes
 * (MAP_SHARED). It has no lock: an entry is words and a check over them, so a
 * process that is killed in the middle of a write leaves an entry that nobody
 * takes for one, and two that write the same place lose an entry. It can lose
 * entries, never invent them; a session that is not there is unknown.
 *
 * Secrets are hashed with a key that the table drew at random, and not kept.
 * Any number of threads and processes may use one table at once.
 */
#ifndef SG_RESUMPTION_H
#define SG_RESUMPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sha256.h"

typedef struct sg_resumption sg_resumption;

/* What a secret is; the same octets as another kind are another session. */
typedef enum sg_session_secret {
    SG_SESSION_PSK = 1,    /* TLS 1.3: derived at label "resumption" */
    SG_SESSION_MASTER,     /* TLS 1.2: master secret */
    SG_SESSION_RES_MASTER, /* TLS 1.3: resumption master secret */
    SG_SESSION_EXTERNAL    /* an external PSK: who uses it, PSK-DUP-1 */
} sg_session_secret;

/* On whose account a session passed. */
typedef struct sg_session_record {
    int64_t not_after; /* earliest of the peer's path; INT64_MAX for none */
    uint8_t who[16];   /* of SHA-256 of the peer's leaf or PSK identity */
    uint8_t sni[8];    /* of SHA-256 of the host name, zeros for none */
    bool mutual;       /* both ends were authenticated */
    bool in_scope;     /* the gate judged it */
    bool is_server;    /* this process was the server */
    bool tls12;        /* negotiated TLS 1.2 */
} sg_session_record;

/* Room for ENTRIES sessions. NULL where memory or randomness is not to be
 * had. Pages that are never touched take no memory. */
sg_resumption *sg_resumption_new(size_t entries);

/* Unmaps it in this process; others go on. NULL is allowed. */
void sg_resumption_free(sg_resumption *table);

/* Remembers a session under the policy of that digest. Never fails: a table
 * that is full gives up another entry of the same set, the oldest. */
void sg_resumption_put(sg_resumption *table, sg_session_secret kind,
                       const void *secret, size_t n,
                       const uint8_t policy[SG_SHA256_SIZE],
                       const sg_session_record *record);

/* False, and *record all zeros, where no such session passed under the policy
 * of that digest. */
bool sg_resumption_get(sg_resumption *table, sg_session_secret kind,
                       const void *secret, size_t n,
                       const uint8_t policy[SG_SHA256_SIZE],
                       sg_session_record *record);

/* How many live entries had to give way so far, in all processes. */
uint64_t sg_resumption_evictions(const sg_resumption *table);

#endif
