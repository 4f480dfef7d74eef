/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the SIGNATURE wrapper share, and nobody else includes. */
#ifndef SG_SIGNATURE_CTX_H
#define SG_SIGNATURE_CTX_H

#include "pubkey.h"
#include "state.h"

#define DIGEST_NAME_MAX 64
#define PAD_NAME_MAX 32

/* Message operations came with OpenSSL 3.4; their shapes are known ones. */
#ifndef OSSL_FUNC_SIGNATURE_QUERY_KEY_TYPES
#define OSSL_FUNC_SIGNATURE_QUERY_KEY_TYPES 26
#define OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT 27
#define OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_UPDATE 28
#define OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_FINAL 29
#define OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_INIT 30
#define OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_UPDATE 31
#define OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_FINAL 32
#endif

#define DISPATCH_MAX (OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_FINAL + 1)

/* The base's function ID of this slot, by its type in core_dispatch.h. */
#define BASE(slot, ID, type)                                                   \
    ((OSSL_FUNC_signature_##type##_fn *)(slot)                                 \
         ->function[OSSL_FUNC_SIGNATURE_##ID])

struct sg_signature_slot {
    sg_state *state;
    const char *names;
    sg_key_kind key_kind;
    const char *keymgmt;
    OSSL_FUNC_keymgmt_get_params_fn *key_params;
    void (*function[DISPATCH_MAX])(void); /* the base's, by id */
    OSSL_DISPATCH dispatch[DISPATCH_MAX + 1];
};

typedef struct sg_signature_ctx {
    const sg_signature_slot *slot;
    void *inner;
    void *provkey; /* the base's context holds on to it */
    sg_pubkey key; /* measured; read where a certificate is verified */
    char digest[DIGEST_NAME_MAX];
    slicegate_rule floor; /* the rule that is broken, or RULE_COUNT */
    bool message;         /* verify() gets the message, not its digest */
    bool waits;           /* the floor is judged when the data comes */
    bool begun;           /* data was given before */
} sg_signature_ctx;

/* ---- signature_floor.c -------------------------------------------------- */

/* Key and digest as of now; PROVKEY is NULL where a context is used again. */
void sg_signature_look(sg_signature_ctx *ctx, void *provkey);

/* Judges the floor anew, after parameters were set. */
void sg_signature_judge_floor(sg_signature_ctx *ctx);

/* Reports a broken floor. True where it refuses. */
bool sg_signature_floor_refuses(sg_signature_ctx *ctx);

/* ---- signature_verify.c ------------------------------------------------- */

/* The one-shots, where the gate stands. */
OSSL_FUNC_signature_digest_verify_fn sg_signature_digest_verify;
OSSL_FUNC_signature_verify_fn sg_signature_verify;

#endif
