/* SPDX-License-Identifier: Apache-2.0 */
/* The TLS 1.2 key schedule (RFC 5246 8.1, RFC 7627 4), by its labels. */
#include <string.h>

#include "gate_handshake.h"
#include "kdf_ctx.h"

static bool begins(const sg_kdf_text *seed, const char *label,
                   slicegate_bytes *rest)
{
    size_t n = strlen(label);

    if (seed->longer || seed->n < n || memcmp(seed->p, label, n) != 0)
        return false;
    rest->p = seed->p + n;
    rest->n = seed->n - n;
    return true;
}

bool sg_kdf_tls12_allows(sg_state *state, const sg_kdf_ctx *ctx)
{
    const slicegate_bytes secret = {ctx->key.p, ctx->key.n};
    slicegate_bytes hash;

    if (begins(&ctx->seed, "extended master secret", &hash)) {
        sg_gate_premaster(state, hash, secret);
        return true;
    }
    if (begins(&ctx->seed, "client finished", &hash)) {
        const sg_decision decision = {false, hash, secret};

        return ctx->old ? sg_gate_old_version(state)
                        : sg_gate_finished(state, &decision);
    }
    return true;
}
