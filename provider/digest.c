/* SPDX-License-Identifier: Apache-2.0 */
#include "digest.h"

#include <openssl/crypto.h>

#include "overlay.h"
#include "thread.h"
#include "transcript.h"

#define DISPATCH_MAX (OSSL_FUNC_DIGEST_GETTABLE_CTX_PARAMS + 1)

struct sg_digest_slot {
    sg_state *state;
    bool begins_path;
    OSSL_FUNC_digest_newctx_fn *newctx;
    OSSL_FUNC_digest_init_fn *init;
    OSSL_FUNC_digest_update_fn *update;
    OSSL_FUNC_digest_final_fn *final;
    OSSL_FUNC_digest_freectx_fn *freectx;
    OSSL_FUNC_digest_dupctx_fn *dupctx;
    OSSL_FUNC_digest_set_ctx_params_fn *set_ctx_params;
    OSSL_DISPATCH dispatch[DISPATCH_MAX];
};

typedef struct sg_digest_ctx {
    const sg_digest_slot *slot;
    void *inner;
    sg_follower follower;
} sg_digest_ctx;

static sg_digest_ctx *context_of(const sg_digest_slot *slot, void *inner)
{
    sg_digest_ctx *ctx;

    if (inner == NULL)
        return NULL;
    ctx = OPENSSL_malloc(sizeof(*ctx));
    if (ctx == NULL) {
        slot->freectx(inner);
        return NULL;
    }
    ctx->slot = slot;
    ctx->inner = inner;
    sg_follower_begin(&ctx->follower);
    return ctx;
}

static void *new_context(void *provctx, int index)
{
    sg_state *state = sg_state_find(provctx);
    sg_digest_slot *slot = state == NULL ? NULL : state->digest[index];

    return slot == NULL ? NULL : context_of(slot, slot->newctx(provctx));
}

/* newctx gets the provider's context only, so each slot has one of its own. */
#define THUNK(n)                                                               \
    static void *newctx_##n(void *provctx)                                     \
    {                                                                          \
        return new_context(provctx, n);                                        \
    }
THUNK(0)
THUNK(1)
THUNK(2)
THUNK(3)

static OSSL_FUNC_digest_newctx_fn *const newctx_thunks[SG_DIGEST_SLOTS] = {
    newctx_0, newctx_1, newctx_2, newctx_3};

static void free_context(void *vctx)
{
    sg_digest_ctx *ctx = vctx;

    if (ctx == NULL)
        return;
    ctx->slot->freectx(ctx->inner);
    sg_follower_reset(&ctx->follower);
    OPENSSL_free(ctx);
}

static void *dup_context(void *vctx)
{
    const sg_digest_ctx *ctx = vctx;
    sg_digest_ctx *copy = context_of(ctx->slot, ctx->slot->dupctx(ctx->inner));

    if (copy != NULL)
        sg_follower_copy(&copy->follower, &ctx->follower);
    return copy;
}

static int init(void *vctx, const OSSL_PARAM params[])
{
    sg_digest_ctx *ctx = vctx;

    sg_follower_reset(&ctx->follower);
    if (ctx->slot->begins_path)
        sg_path_end(ctx->slot->state);
    return ctx->slot->init(ctx->inner, params);
}

static int set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
    sg_digest_ctx *ctx = vctx;

    return ctx->slot->set_ctx_params(ctx->inner, params);
}

static int update(void *vctx, const unsigned char *data, size_t n)
{
    sg_digest_ctx *ctx = vctx;

    if (ctx->follower.state != SG_FOLLOW_NOTHING && ctx->slot->state->active)
        sg_follower_update(&ctx->follower, data, n);
    return ctx->slot->update(ctx->inner, data, n);
}

static int final(void *vctx, unsigned char *out, size_t *outl, size_t outsz)
{
    sg_digest_ctx *ctx = vctx;
    int ret = ctx->slot->final(ctx->inner, out, outl, outsz);

    if (ret == 1 && outl != NULL &&
        ctx->follower.state == SG_FOLLOW_HANDSHAKE) {
        sg_recent_note(ctx->slot->state, out, *outl, ctx->follower.transcript);
        sg_transcripts_note(ctx->slot->state->transcripts, &ctx->follower, out,
                            *outl);
        sg_path_end(ctx->slot->state);
    }
    return ret;
}

/*
 * libcrypto takes SHA-1 of a certificate when it first looks at it, before it
 * verifies a path with it: what another handshake left on this thread, whose
 * Certificate was read and which then stood still, ends there.
 */
#define FINGERPRINT "SHA1"

bool sg_digest_wraps(const char *names)
{
    return sg_names_contain(names, "SHA2-256") ||
           sg_names_contain(names, "SHA2-384") ||
           sg_names_contain(names, FINGERPRINT);
}

/* What is exported for ID: our function, the base's where it takes no context
 * of ours, nothing where it does and is not known. */
static void (*exported(const OSSL_DISPATCH *d, int index))(void)
{
    switch (d->function_id) {
    case OSSL_FUNC_DIGEST_NEWCTX:
        return (void (*)(void))newctx_thunks[index];
    case OSSL_FUNC_DIGEST_INIT:
        return (void (*)(void))(OSSL_FUNC_digest_init_fn *)init;
    case OSSL_FUNC_DIGEST_UPDATE:
        return (void (*)(void))(OSSL_FUNC_digest_update_fn *)update;
    case OSSL_FUNC_DIGEST_FINAL:
        return (void (*)(void))(OSSL_FUNC_digest_final_fn *) final;
    case OSSL_FUNC_DIGEST_FREECTX:
        return (void (*)(void))(OSSL_FUNC_digest_freectx_fn *)free_context;
    case OSSL_FUNC_DIGEST_DUPCTX:
        return (void (*)(void))(OSSL_FUNC_digest_dupctx_fn *)dup_context;
    case OSSL_FUNC_DIGEST_SET_CTX_PARAMS:
        return (void (*)(void))(
            OSSL_FUNC_digest_set_ctx_params_fn *)set_ctx_params;
    case OSSL_FUNC_DIGEST_DIGEST:
    case OSSL_FUNC_DIGEST_GET_PARAMS:
    case OSSL_FUNC_DIGEST_GETTABLE_PARAMS:
        return d->function;
    default:
        return NULL;
    }
}

static void keep_base(sg_digest_slot *slot, const OSSL_DISPATCH *table)
{
    slot->newctx = (OSSL_FUNC_digest_newctx_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_NEWCTX);
    slot->init = (OSSL_FUNC_digest_init_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_INIT);
    slot->update = (OSSL_FUNC_digest_update_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_UPDATE);
    slot->final = (OSSL_FUNC_digest_final_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_FINAL);
    slot->freectx = (OSSL_FUNC_digest_freectx_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_FREECTX);
    slot->dupctx = (OSSL_FUNC_digest_dupctx_fn *)sg_dispatch_function(
        table, OSSL_FUNC_DIGEST_DUPCTX);
    slot->set_ctx_params =
        (OSSL_FUNC_digest_set_ctx_params_fn *)sg_dispatch_function(
            table, OSSL_FUNC_DIGEST_SET_CTX_PARAMS);
}

const OSSL_DISPATCH *sg_digest_wrap(sg_state *state, const OSSL_ALGORITHM *alg)
{
    sg_digest_slot *slot;
    size_t n = 0;
    int index = 0;

    while (index < SG_DIGEST_SLOTS && state->digest[index] != NULL)
        index++;
    if (index == SG_DIGEST_SLOTS ||
        (slot = OPENSSL_zalloc(sizeof(*slot))) == NULL)
        return NULL;
    state->digest[index] = slot;
    slot->state = state;
    slot->begins_path = sg_names_contain(alg->algorithm_names, FINGERPRINT);
    keep_base(slot, alg->implementation);
    if (slot->newctx == NULL || slot->init == NULL || slot->update == NULL ||
        slot->final == NULL || slot->freectx == NULL || slot->dupctx == NULL)
        return NULL;
    for (const OSSL_DISPATCH *d = alg->implementation; d->function_id != 0; d++)
        if (exported(d, index) != NULL && n < DISPATCH_MAX - 1) {
            slot->dispatch[n].function_id = d->function_id;
            slot->dispatch[n++].function = exported(d, index);
        }
    return slot->dispatch;
}
