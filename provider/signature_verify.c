/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying in one piece: where the gate stands. */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdio.h>

#include "gate.h"
#include "signature_ctx.h"
#include "thread.h"

#define PARAMETERS_MAX 160

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
    if (!BASE(ctx->slot, GET_CTX_PARAMS, get_ctx_params)(ctx->inner, params) ||
        pad[0] == '\0')
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
        if (sg_signature_floor_refuses(ctx))
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
    /* Of a client's proof the key does not matter: it marks us as server. */
    if (kind != SG_SIGNED_TLS12 &&
        (kind != SG_SIGNED_TLS13 ||
         sg_gate_tls13_role(data) == SLICEGATE_ROLE_SERVER)) {
        const sg_signature_slot *slot = ctx->slot;

        sg_pubkey_read(slot->key_kind, slot->keymgmt, slot->key_params,
                       ctx->provkey, &ctx->key);
    }
    if (kind == SG_SIGNED_CERTIFICATE)
        return sg_gate_certificate(&v);
    if (kind == SG_SIGNED_KEY_EXCHANGE)
        return sg_gate_key_exchange(&v);
    return sg_gate_certificate_verify(&v, kind);
}

int sg_signature_digest_verify(void *vctx, const unsigned char *sig,
                               size_t siglen, const unsigned char *tbs,
                               size_t tbslen)
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

int sg_signature_verify(void *vctx, const unsigned char *sig, size_t siglen,
                        const unsigned char *tbs, size_t tbslen)
{
    base_call call = {vctx, sig, tbs, siglen, tbslen};

    if (call.ctx->message) {
        call.ctx->begun = false;
        return gated_verify(&call, base_verify);
    }
    return sg_signature_floor_refuses(call.ctx) ? 0 : base_verify(&call);
}
