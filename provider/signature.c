/* SPDX-License-Identifier: Apache-2.0 */
#include "signature.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#include "digest_name.h"
#include "floor.h"
#include "gate.h"
#include "overlay.h"
#include "path.h"
#include "signature_slots.h"
#include "transcript.h"

#define DIGEST_NAME_MAX 64
#define PARAMETERS_MAX 160
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

/* ---- What a context is set up with, and the floor ---------------------- */

/*
 * What the base signs or verifies with, asked of the base itself: by name, by
 * parameter, by default or by a restriction of the key, all end there. False
 * where it cannot tell though it takes parameters.
 */
static bool ask_digest(sg_signature_ctx *ctx, bool *broken_mgf1)
{
    char mgf1[DIGEST_NAME_MAX] = "", pad[PAD_NAME_MAX] = "";
    OSSL_PARAM params[4];
    size_t n = 0;

    ctx->digest[0] = '\0';
    *broken_mgf1 = false;
    if (ctx->slot->key_kind == SG_KEY_RAW ||
        BASE(ctx->slot, GET_CTX_PARAMS, get_ctx_params) == NULL)
        return true;
    params[n++] = OSSL_PARAM_construct_utf8_string(
        OSSL_SIGNATURE_PARAM_DIGEST, ctx->digest, sizeof(ctx->digest));
    if (ctx->slot->key_kind == SG_KEY_RSA) {
        params[n++] = OSSL_PARAM_construct_utf8_string(
            OSSL_SIGNATURE_PARAM_PAD_MODE, pad, sizeof(pad));
        params[n++] = OSSL_PARAM_construct_utf8_string(
            OSSL_SIGNATURE_PARAM_MGF1_DIGEST, mgf1, sizeof(mgf1));
    }
    params[n] = OSSL_PARAM_construct_end();
    if (!BASE(ctx->slot, GET_CTX_PARAMS, get_ctx_params)(ctx->inner, params))
        return false;
    *broken_mgf1 = strcmp(pad, OSSL_PKEY_RSA_PAD_MODE_PSS) == 0 &&
                   sg_digest_is_broken(mgf1);
    return true;
}

static void judge_floor(sg_signature_ctx *ctx)
{
    bool broken_mgf1;

    if (!ask_digest(ctx, &broken_mgf1) || broken_mgf1)
        ctx->floor = SLICEGATE_RULE_CERT_HASH_3;
    else
        ctx->floor = sg_floor(&ctx->key, ctx->digest);
}

/* Key and digest as of now; PROVKEY is NULL where a context is used again. */
static void look(sg_signature_ctx *ctx, void *provkey)
{
    const sg_signature_slot *slot = ctx->slot;

    if (!slot->state->active)
        return;
    if (provkey != NULL) {
        ctx->provkey = provkey;
        sg_pubkey_measure(slot->key_kind, slot->key_params, provkey, &ctx->key);
    }
    judge_floor(ctx);
}

static bool floor_refuses(sg_signature_ctx *ctx)
{
    return ctx->floor != SLICEGATE_RULE_COUNT &&
           sg_floor_refuses(ctx->slot->state, ctx->floor);
}

/* After an init that the base accepted: every other use ends the path that
 * this thread was verifying. */
static int begin(sg_signature_ctx *ctx, void *provkey, int ret)
{
    if (ret != 1)
        return ret;
    ctx->waits = false;
    look(ctx, provkey);
    sg_path_end(ctx->slot->state);
    return floor_refuses(ctx) ? 0 : ret;
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
        look(ctx, provkey);
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
    judge_floor(ctx);
    return ret == 1 && !ctx->waits && floor_refuses(ctx) ? 0 : ret;
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
    if (floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, SIGN, sign)(ctx->inner, sig, siglen, sigsize, tbs,
                                       tbslen);
}

static int verify_recover(void *vctx, unsigned char *rout, size_t *routlen,
                          size_t routsize, const unsigned char *sig,
                          size_t siglen)
{
    sg_signature_ctx *ctx = vctx;

    if (floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, VERIFY_RECOVER, verify_recover)(
        ctx->inner, rout, routlen, routsize, sig, siglen);
}

/*
 * We sign a CertificateVerify ourselves: what was kept of that transcript is
 * our own leaf, and nobody will ask for it.
 */
static void forget_own_leaf(const sg_state *state, const unsigned char *data,
                            size_t n)
{
    slicegate_bytes content = {data, n};
    sg_leaf_status status;
    sg_leaf *leaf;

    if (state->active && sg_gate_classify(content) == SG_SIGNED_TLS13 &&
        sg_transcripts_take(state->transcripts, data + SG_TLS13_PREFIX,
                            n - SG_TLS13_PREFIX, &status, &leaf))
        sg_leaf_release(leaf);
}

static int digest_sign_update(void *vctx, const unsigned char *data, size_t n)
{
    sg_signature_ctx *ctx = vctx;

    forget_own_leaf(ctx->slot->state, data, n);
    return BASE(ctx->slot, DIGEST_SIGN_UPDATE, digest_sign_update)(ctx->inner,
                                                                   data, n);
}

static int digest_sign_final(void *vctx, unsigned char *sig, size_t *siglen,
                             size_t sigsize)
{
    sg_signature_ctx *ctx = vctx;

    if (floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, DIGEST_SIGN_FINAL,
                digest_sign_final)(ctx->inner, sig, siglen, sigsize);
}

static int digest_sign(void *vctx, unsigned char *sig, size_t *siglen,
                       size_t sigsize, const unsigned char *tbs, size_t tbslen)
{
    sg_signature_ctx *ctx = vctx;

    if (floor_refuses(ctx))
        return 0;
    forget_own_leaf(ctx->slot->state, tbs, tbslen);
    return BASE(ctx->slot, DIGEST_SIGN, digest_sign)(ctx->inner, sig, siglen,
                                                     sigsize, tbs, tbslen);
}

static int digest_verify_update(void *vctx, const unsigned char *data, size_t n)
{
    sg_signature_ctx *ctx = vctx;

    ctx->begun = true;
    sg_path_end(ctx->slot->state);
    if (floor_refuses(ctx))
        return 0;
    return BASE(ctx->slot, DIGEST_VERIFY_UPDATE,
                digest_verify_update)(ctx->inner, data, n);
}

static int digest_verify_final(void *vctx, const unsigned char *sig,
                               size_t siglen)
{
    sg_signature_ctx *ctx = vctx;

    if (floor_refuses(ctx))
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

/* ---- Verifying in one piece: where the gate stands --------------------- */

typedef struct base_call {
    sg_signature_ctx *ctx;
    const unsigned char *sig, *tbs;
    size_t siglen, tbslen;
} base_call;

static int base_one_shot(void *arg)
{
    base_call *c = arg;

    return BASE(c->ctx->slot, DIGEST_VERIFY, digest_verify)(
        c->ctx->inner, c->sig, c->siglen, c->tbs, c->tbslen);
}

/*
 * The second of the two steps in which libcrypto verifies where a base has no
 * one-shot. On a copy, as libcrypto does it, so that a context that is used on
 * goes on as in stock; where there is none to be had, on the context itself,
 * again like libcrypto.
 */
static int base_finish(void *arg)
{
    base_call *c = arg;
    const sg_signature_slot *slot = c->ctx->slot;
    void *copy = BASE(slot, DUPCTX, dupctx) == NULL
                     ? NULL
                     : BASE(slot, DUPCTX, dupctx)(c->ctx->inner);
    int ret = BASE(slot, DIGEST_VERIFY_FINAL, digest_verify_final)(
        copy != NULL ? copy : c->ctx->inner, c->sig, c->siglen);

    if (copy != NULL)
        BASE(slot, FREECTX, freectx)(copy);
    return ret;
}

static int base_verify(void *arg)
{
    base_call *c = arg;

    return BASE(c->ctx->slot, VERIFY, verify)(c->ctx->inner, c->sig, c->siglen,
                                              c->tbs, c->tbslen);
}

/* Padding and PSS parameters as text; false where they cannot be had. */
static bool describe_parameters(sg_signature_ctx *ctx, char *out, size_t size)
{
    char pad[PAD_NAME_MAX] = "", salt[32] = "", mgf1[DIGEST_NAME_MAX] = "";
    OSSL_PARAM params[4];

    out[0] = '\0';
    if (ctx->slot->key_kind != SG_KEY_RSA)
        return true;
    if (BASE(ctx->slot, GET_CTX_PARAMS, get_ctx_params) == NULL)
        return false;
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE,
                                                 pad, sizeof(pad));
    params[1] = OSSL_PARAM_construct_utf8_string(
        OSSL_SIGNATURE_PARAM_PSS_SALTLEN, salt, sizeof(salt));
    params[2] = OSSL_PARAM_construct_utf8_string(
        OSSL_SIGNATURE_PARAM_MGF1_DIGEST, mgf1, sizeof(mgf1));
    params[3] = OSSL_PARAM_construct_end();
    if (!get_ctx_params(ctx, params) || pad[0] == '\0')
        return false;
    (void)snprintf(out, size, "%s/%s/%s", pad, salt, mgf1);
    return true;
}

static int gated_verify(base_call *call, int (*verify)(void *))
{
    sg_signature_ctx *ctx = call->ctx;
    slicegate_bytes data = {call->tbs, call->tbslen};
    sg_signed kind = SG_SIGNED_OTHER;
    char parameters[PARAMETERS_MAX];
    sg_verification v;
    bool again = ctx->begun;

    ctx->begun = true;
    if (!ctx->slot->state->active)
        return verify(call);
    kind = sg_gate_classify(data);
    /* With data before it, this is not all that was signed. */
    if (again && kind == SG_SIGNED_CERTIFICATE)
        kind = SG_SIGNED_OTHER;
    if (kind != SG_SIGNED_CERTIFICATE) {
        sg_path_end(ctx->slot->state);
        if (floor_refuses(ctx))
            return 0;
    }
    if (kind == SG_SIGNED_OTHER)
        return verify(call);
    v.state = ctx->slot->state;
    v.key = &ctx->key;
    v.algorithm = ctx->slot->names;
    v.data = data;
    v.signature.p = call->sig;
    v.signature.n = call->siglen;
    v.floor = ctx->floor;
    v.cacheable = describe_parameters(ctx, parameters, sizeof(parameters));
    v.digest = ctx->digest;
    v.parameters = parameters;
    v.verify = verify;
    v.arg = call;
    if (kind == SG_SIGNED_CERTIFICATE) {
        const sg_signature_slot *slot = ctx->slot;

        sg_pubkey_read(slot->key_kind, slot->keymgmt, slot->key_params,
                       ctx->provkey, &ctx->key);
        return sg_gate_certificate(&v);
    }
    return sg_gate_certificate_verify(&v, kind);
}

static int digest_verify(void *vctx, const unsigned char *sig, size_t siglen,
                         const unsigned char *tbs, size_t tbslen)
{
    base_call call = {vctx, sig, tbs, siglen, tbslen};
    const sg_signature_slot *slot = call.ctx->slot;

    if (BASE(slot, DIGEST_VERIFY, digest_verify) != NULL)
        return gated_verify(&call, base_one_shot);
    /* The base is given the data whether or not the cache knows the answer:
     * its context is then what it would be without a cache. */
    if (BASE(slot, DIGEST_VERIFY_UPDATE,
             digest_verify_update)(call.ctx->inner, tbs, tbslen) <= 0)
        return -1; /* as EVP_DigestVerify answers a failed update */
    return gated_verify(&call, base_finish);
}

static int verify(void *vctx, const unsigned char *sig, size_t siglen,
                  const unsigned char *tbs, size_t tbslen)
{
    base_call call = {vctx, sig, tbs, siglen, tbslen};

    if (call.ctx->message) {
        call.ctx->begun = false;
        return gated_verify(&call, base_verify);
    }
    return floor_refuses(call.ctx) ? 0 : base_verify(&call);
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
    WRAPPER(VERIFY, verify, verify),
    WRAPPER(VERIFY_RECOVER_INIT, verify_recover_init, verify_recover_init),
    WRAPPER(VERIFY_RECOVER, verify_recover, verify_recover),
    WRAPPER(DIGEST_SIGN_INIT, digest_sign_init, digest_sign_init),
    WRAPPER(DIGEST_SIGN_UPDATE, digest_sign_update, digest_sign_update),
    WRAPPER(DIGEST_SIGN_FINAL, digest_sign_final, digest_sign_final),
    WRAPPER(DIGEST_SIGN, digest_sign, digest_sign),
    WRAPPER(DIGEST_VERIFY_INIT, digest_verify_init, digest_verify_init),
    WRAPPER(DIGEST_VERIFY_UPDATE, digest_verify_update, digest_verify_update),
    WRAPPER(DIGEST_VERIFY_FINAL, digest_verify_final, digest_verify_final),
    WRAPPER(DIGEST_VERIFY, digest_verify, digest_verify),
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
    for (const OSSL_DISPATCH *d = alg->implementation; d->function_id != 0; d++)
        if (d->function_id < DISPATCH_MAX)
            slot->function[d->function_id] = d->function;
    return fill_dispatch(slot, index) ? slot->dispatch : NULL;
}
