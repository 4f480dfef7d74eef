/* SPDX-License-Identifier: Apache-2.0 */
#include "signature.h"

#include <openssl/crypto.h>

#include "gate.h"
#include "key_exchanges.h"
#include "overlay.h"
#include "signature_ctx.h"
#include "signature_slots.h"
#include "thread.h"

/* ---- Contexts ---------------------------------------------------------- */

static sg_signature_slot *slot_of(void *provctx, int index)
{
    sg_state *state = sg_state_find(provctx);

    return state == NULL ? NULL : state->signature[index];
}

static void *new_context(void *provctx, const char *propq, int index)
{
    sg_signature_slot *slot = slot_of(provctx, index);
    sg_signature_ctx *ctx;

    if (slot == NULL || (ctx = OPENSSL_zalloc(sizeof(*ctx))) == NULL)
        return NULL;
    ctx->slot = slot;
    ctx->floor = SLICEGATE_RULE_COUNT;
    ctx->inner = BASE(slot, NEWCTX, newctx)(provctx, propq);
    if (ctx->inner == NULL) {
        OPENSSL_free(ctx);
        return NULL;
    }
    return ctx;
}

static const OSSL_PARAM *gettable(void *vctx, void *provctx, int index)
{
    sg_signature_ctx *ctx = vctx;
    const sg_signature_slot *slot = slot_of(provctx, index);

    return slot == NULL ? NULL
                        : BASE(slot, GETTABLE_CTX_PARAMS, gettable_ctx_params)(
                              ctx == NULL ? NULL : ctx->inner, provctx);
}

static const OSSL_PARAM *settable(void *vctx, void *provctx, int index)
{
    sg_signature_ctx *ctx = vctx;
    const sg_signature_slot *slot = slot_of(provctx, index);

    return slot == NULL ? NULL
                        : BASE(slot, SETTABLE_CTX_PARAMS, settable_ctx_params)(
                              ctx == NULL ? NULL : ctx->inner, provctx);
}

SG_SIGNATURE_THUNKS

static void free_context(void *vctx)
{
    sg_signature_ctx *ctx = vctx;

    if (ctx == NULL)
        return;
    BASE(ctx->slot, FREECTX, freectx)(ctx->inner);
    OPENSSL_free(ctx);
}

static void *dup_context(void *vctx)
{
    const sg_signature_ctx *ctx = vctx;
    sg_signature_ctx *copy = OPENSSL_malloc(sizeof(*copy));

    if (copy == NULL)
        return NULL;
    *copy = *ctx;
    copy->inner = BASE(ctx->slot, DUPCTX, dupctx)(ctx->inner);
    if (copy->inner == NULL) {
        OPENSSL_free(copy);
        return NULL;
    }
    return copy;
}

/* ---- Setting up ---------------------------------------------------------- */

/* After an init that the base accepted: every other use ends the path that
 * this thread was verifying. */
static int begin(sg_signature_ctx *ctx, void *provkey, int ret)
{
    if (ret != 1)
        return ret;
    ctx->waits = false;
    sg_signature_look(ctx, provkey);
    sg_path_end(ctx->slot->state);
    return sg_signature_floor_refuses(ctx) ? 0 : ret;
}

static int sign_init(void *vctx, void *provkey, const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return begin(
        ctx, provkey,
        BASE(ctx->slot, SIGN_INIT, sign_init)(ctx->inner, provkey, params));
}

static int verify_init(void *vctx, void *provkey, const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    ctx->message = false;
    return begin(
        ctx, provkey,
        BASE(ctx->slot, VERIFY_INIT, verify_init)(ctx->inner, provkey, params));
}

static int verify_recover_init(void *vctx, void *provkey,
                               const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return begin(ctx, provkey,
                 BASE(ctx->slot, VERIFY_RECOVER_INIT,
                      verify_recover_init)(ctx->inner, provkey, params));
}

static int sign_message_init(void *vctx, void *provkey,
                             const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return begin(ctx, provkey,
                 ((OSSL_FUNC_signature_sign_init_fn *)ctx->slot
                      ->function[OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT])(
                     ctx->inner, provkey, params));
}

static int verify_message_init(void *vctx, void *provkey,
                               const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    ctx->message = true;
    return begin(ctx, provkey,
                 ((OSSL_FUNC_signature_verify_init_fn *)ctx->slot
                      ->function[OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_INIT])(
                     ctx->inner, provkey, params));
}

static int digest_sign_init(void *vctx, const char *mdname, void *provkey,
                            const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return begin(ctx, provkey,
                 BASE(ctx->slot, DIGEST_SIGN_INIT,
                      digest_sign_init)(ctx->inner, mdname, provkey, params));
}

/* The floor waits for the data here: about a certificate more can be said. */
static int digest_verify_init(void *vctx, const char *mdname, void *provkey,
                              const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;
    int ret = BASE(ctx->slot, DIGEST_VERIFY_INIT,
                   digest_verify_init)(ctx->inner, mdname, provkey, params);

    if (ret == 1) {
        ctx->waits = true;
        ctx->begun = false;
        sg_signature_look(ctx, provkey);
    }
    return ret;
}

/* ---- Parameters -------------------------------------------------------- */

static int get_ctx_params(void *vctx, OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return BASE(ctx->slot, GET_CTX_PARAMS, get_ctx_params)(ctx->inner, params);
}

static int set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;
    int ret =
        BASE(ctx->slot, SET_CTX_PARAMS, set_ctx_params)(ctx->inner, params);

    /* A set that failed half-way has set the other half. */
    if (params == NULL || !ctx->slot->state->active)
        return ret;
    sg_signature_judge_floor(ctx);
    return ret == 1 && !ctx->waits && sg_signature_floor_refuses(ctx) ? 0 : ret;
}

static int get_ctx_md_params(void *vctx, OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return BASE(ctx->slot, GET_CTX_MD_PARAMS, get_ctx_md_params)(ctx->inner,
                                                                 params);
}

static const OSSL_PARAM *gettable_ctx_md_params(void *vctx)
{
    sg_signature_ctx *ctx = vctx;

    return BASE(ctx->slot, GETTABLE_CTX_MD_PARAMS,
                gettable_ctx_md_params)(ctx->inner);
}

static int set_ctx_md_params(void *vctx, const OSSL_PARAM params[])
{
    sg_signature_ctx *ctx = vctx;

    return BASE(ctx->slot, SET_CTX_MD_PARAMS, set_ctx_md_params)(ctx->inner,
                                                                 params);
}

static const OSSL_PARAM *settable_ctx_md_params(void *vctx)
{
    sg_signature_ctx *ctx = vctx;

    return BASE(ctx->slot, SETTABLE_CTX_MD_PARAMS,
                settable_ctx_md_params)(ctx->inner);
}

/* ---- Signing, and verifying what is not in one piece ------------------- */

static int sign(void *vctx, unsigned char *sig, size_t *siglen, size_t sigsize,
                const unsigned char *tbs, size_t tbslen)
{
    sg_signature_ctx *ctx = vctx;

    /* The base took what set_ctx_params refused: so not with that. */
    if (sg_signature_floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, SIGN, sign)(ctx->inner, sig, siglen, sigsize, tbs,
                                       tbslen);
}

static int verify_recover(void *vctx, unsigned char *rout, size_t *routlen,
                          size_t routsize, const unsigned char *sig,
                          size_t siglen)
{
    sg_signature_ctx *ctx = vctx;

    if (sg_signature_floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, VERIFY_RECOVER, verify_recover)(
        ctx->inner, rout, routlen, routsize, sig, siglen);
}

/* What is signed in one piece tells our role, and is refused where our own
 * certificate is. */
static bool may_sign(sg_signature_ctx *ctx, const unsigned char *data, size_t n)
{
    const slicegate_bytes bytes = {data, n};
    const sg_signature_slot *slot = ctx->slot;

    if (!slot->state->active)
        return true;
    if (sg_is_key_exchange(bytes))
        sg_pubkey_read(slot->key_kind, slot->keymgmt, slot->key_params,
                       ctx->provkey, &ctx->key);
    return sg_gate_sign(slot->state, bytes, &ctx->key);
}

static int digest_sign_update(void *vctx, const unsigned char *data, size_t n)
{
    sg_signature_ctx *ctx = vctx;

    if (!may_sign(ctx, data, n))
        return 0;
    return BASE(ctx->slot, DIGEST_SIGN_UPDATE, digest_sign_update)(ctx->inner,
                                                                   data, n);
}

static int digest_sign_final(void *vctx, unsigned char *sig, size_t *siglen,
                             size_t sigsize)
{
    sg_signature_ctx *ctx = vctx;

    if (sg_signature_floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, DIGEST_SIGN_FINAL,
                digest_sign_final)(ctx->inner, sig, siglen, sigsize);
}

static int digest_sign(void *vctx, unsigned char *sig, size_t *siglen,
                       size_t sigsize, const unsigned char *tbs, size_t tbslen)
{
    sg_signature_ctx *ctx = vctx;

    if (sg_signature_floor_refuses(ctx))
        return 0;
    if (sig != NULL && !may_sign(ctx, tbs, tbslen))
        return 0;
    return BASE(ctx->slot, DIGEST_SIGN, digest_sign)(ctx->inner, sig, siglen,
                                                     sigsize, tbs, tbslen);
}

static int digest_verify_update(void *vctx, const unsigned char *data, size_t n)
{
    sg_signature_ctx *ctx = vctx;

    ctx->begun = true;
    sg_path_end(ctx->slot->state);
    if (sg_signature_floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, DIGEST_VERIFY_UPDATE,
                digest_verify_update)(ctx->inner, data, n);
}

static int digest_verify_final(void *vctx, const unsigned char *sig,
                               size_t siglen)
{
    sg_signature_ctx *ctx = vctx;

    if (sg_signature_floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, DIGEST_VERIFY_FINAL,
                digest_verify_final)(ctx->inner, sig, siglen);
}

static int sign_message_update(void *vctx, const unsigned char *data, size_t n)
{
    sg_signature_ctx *ctx = vctx;

    return ((OSSL_FUNC_signature_digest_sign_update_fn *)
                ctx->slot->function[OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_UPDATE])(
        ctx->inner, data, n);
}

static int sign_message_final(void *vctx, unsigned char *sig, size_t *siglen,
                              size_t sigsize)
{
    sg_signature_ctx *ctx = vctx;

    return ((OSSL_FUNC_signature_digest_sign_final_fn *)
                ctx->slot->function[OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_FINAL])(
        ctx->inner, sig, siglen, sigsize);
}

static int verify_message_update(void *vctx, const unsigned char *data,
                                 size_t n)
{
    sg_signature_ctx *ctx = vctx;

    return ((OSSL_FUNC_signature_digest_verify_update_fn *)
                ctx->slot->function[OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_UPDATE])(
        ctx->inner, data, n);
}

static int verify_message_final(void *vctx)
{
    sg_signature_ctx *ctx = vctx;

    return ((int (*)(
        void *))ctx->slot->function[OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_FINAL])(
        ctx->inner);
}

/* ---- Slots ------------------------------------------------------------- */

#define WRAPPER(ID, type, fn)                                                  \
    {                                                                          \
        OSSL_FUNC_SIGNATURE_##ID,                                              \
            (void (*)(void))(OSSL_FUNC_signature_##type##_fn *)(fn)            \
    }
#define MESSAGE(ID, fn)                                                        \
    {                                                                          \
        OSSL_FUNC_SIGNATURE_##ID, (void (*)(void))(fn)                         \
    }

/* What stands in for each id of the base; other ids are not exported, since
 * they would be handed our context. */
static const OSSL_DISPATCH wrappers[] = {
    WRAPPER(FREECTX, freectx, free_context),
    WRAPPER(DUPCTX, dupctx, dup_context),
    WRAPPER(SIGN_INIT, sign_init, sign_init),
    WRAPPER(SIGN, sign, sign),
    WRAPPER(VERIFY_INIT, verify_init, verify_init),
    WRAPPER(VERIFY, verify, sg_signature_verify),
    WRAPPER(VERIFY_RECOVER_INIT, verify_recover_init, verify_recover_init),
    WRAPPER(VERIFY_RECOVER, verify_recover, verify_recover),
    WRAPPER(DIGEST_SIGN_INIT, digest_sign_init, digest_sign_init),
    WRAPPER(DIGEST_SIGN_UPDATE, digest_sign_update, digest_sign_update),
    WRAPPER(DIGEST_SIGN_FINAL, digest_sign_final, digest_sign_final),
    WRAPPER(DIGEST_SIGN, digest_sign, digest_sign),
    WRAPPER(DIGEST_VERIFY_INIT, digest_verify_init, digest_verify_init),
    WRAPPER(DIGEST_VERIFY_UPDATE, digest_verify_update, digest_verify_update),
    WRAPPER(DIGEST_VERIFY_FINAL, digest_verify_final, digest_verify_final),
    WRAPPER(DIGEST_VERIFY, digest_verify, sg_signature_digest_verify),
    WRAPPER(GET_CTX_PARAMS, get_ctx_params, get_ctx_params),
    WRAPPER(SET_CTX_PARAMS, set_ctx_params, set_ctx_params),
    WRAPPER(GET_CTX_MD_PARAMS, get_ctx_md_params, get_ctx_md_params),
    WRAPPER(GETTABLE_CTX_MD_PARAMS, gettable_ctx_md_params,
            gettable_ctx_md_params),
    WRAPPER(SET_CTX_MD_PARAMS, set_ctx_md_params, set_ctx_md_params),
    WRAPPER(SETTABLE_CTX_MD_PARAMS, settable_ctx_md_params,
            settable_ctx_md_params),
    MESSAGE(SIGN_MESSAGE_INIT, sign_message_init),
    MESSAGE(SIGN_MESSAGE_UPDATE, sign_message_update),
    MESSAGE(SIGN_MESSAGE_FINAL, sign_message_final),
    MESSAGE(VERIFY_MESSAGE_INIT, verify_message_init),
    MESSAGE(VERIFY_MESSAGE_UPDATE, verify_message_update),
    MESSAGE(VERIFY_MESSAGE_FINAL, verify_message_final),
};

bool sg_signature_wraps(const char *names)
{
    static const char *const macs[] = {"HMAC", "SIPHASH", "POLY1305", "CMAC"};

    for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++)
        if (sg_names_contain(names, macs[i]))
            return false;
    return true;
}

static void (*wrapper_of(int id))(void)
{
    for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++)
        if (wrappers[i].function_id == id)
            return wrappers[i].function;
    return NULL;
}

static void add(sg_signature_slot *slot, size_t *n, int id,
                void (*function)(void))
{
    slot->dispatch[*n].function_id = id;
    slot->dispatch[(*n)++].function = function;
}

/* The dispatch of a slot: our function wherever the base has one. */
static bool fill_dispatch(sg_signature_slot *slot, int index)
{
    size_t n = 0;

    if (slot->function[OSSL_FUNC_SIGNATURE_NEWCTX] == NULL ||
        slot->function[OSSL_FUNC_SIGNATURE_FREECTX] == NULL)
        return false;
    for (int id = 1; id < DISPATCH_MAX; id++) {
        if (slot->function[id] == NULL)
            continue;
        if (sg_signature_thunk(id, index) != NULL)
            add(slot, &n, id, sg_signature_thunk(id, index));
        else if (id == OSSL_FUNC_SIGNATURE_QUERY_KEY_TYPES)
            add(slot, &n, id, slot->function[id]); /* takes no context */
        else if (wrapper_of(id) != NULL)
            add(slot, &n, id, wrapper_of(id));
    }
    /* The one-shot that 3.0 lacks brings a TBSCertificate in one piece. */
    if (slot->function[OSSL_FUNC_SIGNATURE_DIGEST_VERIFY] == NULL &&
        slot->function[OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT] != NULL &&
        slot->function[OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE] != NULL &&
        slot->function[OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL] != NULL)
        add(slot, &n, OSSL_FUNC_SIGNATURE_DIGEST_VERIFY,
            wrapper_of(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY));
    return true;
}

const OSSL_DISPATCH *sg_signature_wrap(sg_state *state,
                                       const OSSL_ALGORITHM *alg)
{
    sg_signature_slot *slot;
    const OSSL_DISPATCH *keymgmt;
    int index = 0;

    while (index < SG_SIGNATURE_SLOTS && state->signature[index] != NULL)
        index++;
    if (index == SG_SIGNATURE_SLOTS ||
        (slot = OPENSSL_zalloc(sizeof(*slot))) == NULL)
        return NULL;
    state->signature[index] = slot;
    slot->state = state;
    slot->names = alg->algorithm_names;
    slot->key_kind = sg_pubkey_kind(slot->names, &slot->keymgmt);
    keymgmt =
        slot->keymgmt == NULL
            ? NULL
            : sg_overlay_base_dispatch(state, OSSL_OP_KEYMGMT, slot->keymgmt);
    slot->key_params = (OSSL_FUNC_keymgmt_get_params_fn *)sg_dispatch_function(
        keymgmt, OSSL_FUNC_KEYMGMT_GET_PARAMS);
    /* Where an id stands twice the first counts, as for libcrypto. */
    for (const OSSL_DISPATCH *d = alg->implementation; d->function_id != 0; d++)
        if (d->function_id < DISPATCH_MAX &&
            slot->function[d->function_id] == NULL)
            slot->function[d->function_id] = d->function;
    return fill_dispatch(slot, index) ? slot->dispatch : NULL;
}
