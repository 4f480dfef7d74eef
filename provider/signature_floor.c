/* SPDX-License-Identifier: Apache-2.0 */
/* The floor under every signature context, whatever it is used for. */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#include "digest_name.h"
#include "floor.h"
#include "signature_ctx.h"

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

void sg_signature_judge_floor(sg_signature_ctx *ctx)
{
    bool broken_mgf1;

    if (!ask_digest(ctx, &broken_mgf1) || broken_mgf1)
        ctx->floor = SLICEGATE_RULE_CERT_HASH_3;
    else
        ctx->floor = sg_floor(&ctx->key, ctx->digest);
}

void sg_signature_look(sg_signature_ctx *ctx, void *provkey)
{
    const sg_signature_slot *slot = ctx->slot;

    if (!slot->state->active)
        return;
    if (provkey != NULL) {
        ctx->provkey = provkey;
        sg_pubkey_measure(slot->key_kind, slot->key_params, provkey, &ctx->key);
    }
    sg_signature_judge_floor(ctx);
}

bool sg_signature_floor_refuses(sg_signature_ctx *ctx)
{
    return ctx->floor != SLICEGATE_RULE_COUNT &&
           sg_floor_refuses(ctx->slot->state, ctx->floor);
}
