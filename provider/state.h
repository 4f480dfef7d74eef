/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one loaded instance of the provider owns. There is one for each
 * library context that loads the module; they are found by the base
 * provider's context, which is also ours (see overlay.h).
 */
#ifndef SG_STATE_H
#define SG_STATE_H

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "sha256.h"
#include "sides.h"
#include "slicegate/policy.h"

#define SG_OPERATIONS 32      /* operation ids of OpenSSL stay below */
#define SG_SIGNATURE_SLOTS 96 /* wrapped signature algorithms */
#define SG_DIGEST_SLOTS 4     /* wrapped digests */
#define SG_KDF_SLOTS 2        /* wrapped key derivations */
#define SG_BUILDINFO_SIZE 224

#define SG_RULE_WORDS ((SLICEGATE_RULE_COUNT + 63) / 64)

typedef struct sg_core {
    const OSSL_CORE_HANDLE *handle;
    OSSL_FUNC_core_get_params_fn *get_params;
    OSSL_FUNC_core_new_error_fn *new_error;
    OSSL_FUNC_core_set_error_debug_fn *set_error_debug;
    OSSL_FUNC_core_vset_error_fn *vset_error;
} sg_core;

typedef struct sg_signature_slot sg_signature_slot;
typedef struct sg_digest_slot sg_digest_slot;
typedef struct sg_anchors sg_anchors;
typedef struct sg_passlist sg_passlist;
typedef struct sg_sigcache sg_sigcache;
typedef struct sg_transcripts sg_transcripts;
typedef struct sg_audit sg_audit;
typedef struct sg_kdf_slot sg_kdf_slot;
typedef struct sg_threads sg_threads;
typedef struct sg_key_exchanges sg_key_exchanges;
typedef struct sg_psks sg_psks;
typedef struct sg_resumption sg_resumption;
typedef struct sg_own sg_own;
typedef struct sg_issuers sg_issuers;

typedef struct sg_state {
    void *provctx; /* the base's, shared */
    sg_core core;
    OSSL_LIB_CTX *libctx; /* private: holds the base and nothing else */
    OSSL_PROVIDER *base;

    const OSSL_ALGORITHM *base_table[SG_OPERATIONS]; /* the base's own */
    OSSL_ALGORITHM *table[SG_OPERATIONS];            /* as exported again */
    int no_cache[SG_OPERATIONS];
    sg_signature_slot *signature[SG_SIGNATURE_SLOTS];
    sg_digest_slot *digest[SG_DIGEST_SLOTS];
    sg_kdf_slot *kdf[SG_KDF_SLOTS];

    slicegate_policy *policy;
    sg_sides sides;
    bool active; /* false under the profile none: everything passes through */
    uint8_t policy_digest[SG_SHA256_SIZE];
    char buildinfo[SG_BUILDINFO_SIZE];

    sg_anchors *anchors;
    sg_passlist *passlist[SG_READINGS]; /* by reading (sides.h) */
    sg_issuers *issuers[SG_READINGS];
    sg_sigcache *sigcache; /* NULL where the cache is off */
    sg_transcripts *transcripts;
    sg_threads *threads;
    sg_key_exchanges *key_exchanges;
    sg_psks *psks;
    sg_resumption *resumption;
    _Atomic(uint64_t) evictions_told; /* of sessions, so far */
    sg_own *own;
    sg_audit *audit;
} sg_state;

/* Registers a state under its provctx. False where the registry is full. */
bool sg_state_register(sg_state *state);
void sg_state_unregister(sg_state *state);

/* The state of that provctx, NULL if none. Lock-free. */
sg_state *sg_state_find(const void *provctx);

/*
 * Around fork: calls the function for every registered state, and keeps the
 * registry as it is between the two, so that what was locked is unlocked.
 */
void sg_state_lock_each(void (*lock)(sg_state *state));
void sg_state_unlock_each(void (*unlock)(sg_state *state));

#endif
