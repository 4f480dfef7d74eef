/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TLS 1.3 key schedule (RFC 8446 7.1), by its labels.
 *
 * A pre-shared key enters at the first extraction and is followed from secret
 * to secret, until a label carries a transcript hash: from then on it is that
 * handshake's.
 */
#include <openssl/kdf.h>
#include <string.h>

#include "gate_handshake.h"
#include "kdf_ctx.h"
#include "thread.h"

typedef struct derivation {
    sg_state *state;
    const sg_kdf_ctx *ctx;
    slicegate_bytes key, data, out;
} derivation;

/* ---- Extraction -------------------------------------------------------- */

/* The early secret. Without a key there is no pre-shared key. */
static void follow_psk(const derivation *d)
{
    static const slicegate_bytes none = {NULL, 0};
    sg_psk psk = {.kind = SLICEGATE_PSK_NONE};

    if (!d->ctx->key.set)
        return;
    sg_psk_hash(d->state->psks, d->key.p, d->key.n, psk.id);
    sg_gate_look_up(d->state, d->key, &psk);
    /* A session's key is nobody's choice; as an external one it is too short.
     */
    if (!psk.known)
        slicegate_psk_look(d->key, none, &psk.key);
    sg_psks_put(d->state->psks, d->out.p, d->out.n, &psk);
}

/* Handshake and master secret come of the secret before, as their salt; the
 * master secret's key is never asked for. */
static bool extract(const derivation *d)
{
    const sg_kdf_secret *before = &d->ctx->salt;
    sg_psk psk;

    if (!before->set)
        follow_psk(d);
    else if (sg_psks_get(d->state->psks, before->p, before->n, &psk) &&
             !psk.of_handshake) {
        psk.of_handshake = true;
        sg_psks_put(d->state->psks, d->out.p, d->out.n, &psk);
    }
    return true;
}

/* ---- Labels ------------------------------------------------------------ */

/* Keeps what the key turned out to be for the secrets that follow. */
static bool known_key(const derivation *d, slicegate_psk_kind kind, sg_psk *psk)
{
    if (!sg_psks_get(d->state->psks, d->key.p, d->key.n, psk))
        return false;
    psk->kind = kind;
    sg_psks_put(d->state->psks, d->key.p, d->key.n, psk);
    return true;
}

static bool external_binder(const derivation *d)
{
    sg_psk psk;

    return known_key(d, SLICEGATE_PSK_EXTERNAL, &psk)
               ? sg_gate_external_psk(d->state, &psk)
               : sg_gate_standalone(d->state);
}

static bool resumption_binder(const derivation *d)
{
    sg_psk psk;

    return known_key(d, SLICEGATE_PSK_RESUMPTION, &psk)
               ? sg_gate_resumption(d->state, &psk)
               : sg_gate_standalone(d->state);
}

static bool early_data(const derivation *d)
{
    return sg_gate_early_data(d->state, d->data);
}

/* The first secret over ClientHello and ServerHello. */
static bool handshake_traffic(const derivation *d)
{
    sg_transcript *t;
    sg_psk psk;

    if (!sg_psks_get(d->state->psks, d->key.p, d->key.n, &psk))
        return true;
    t = sg_recent_find(d->state, d->data.p, d->data.n);
    if (t != NULL && t->facts.psk_selected != SLICEGATE_PSK_NOT_SELECTED)
        sg_connection_set_psk(t->connection, &psk);
    sg_transcript_release(t);
    return true;
}

static bool resumption_master(const derivation *d)
{
    const sg_decision decision = {true, d->data, d->out};

    return sg_gate_finished(d->state, &decision);
}

/* A ticket's key: good if the handshake was whose secret it comes of. */
static bool ticket(const derivation *d)
{
    sg_session_record record;

    if (sg_resumption_get(d->state->resumption, SG_SESSION_RES_MASTER, d->key.p,
                          d->key.n, d->state->policy_digest, &record))
        sg_resumption_put(d->state->resumption, SG_SESSION_PSK, d->out.p,
                          d->out.n, d->state->policy_digest, &record);
    return true;
}

static const struct {
    const char *name;
    bool (*allows)(const derivation *d);
} labels[] = {
    {"ext binder", external_binder},
    {"imp binder", external_binder}, /* RFC 9258 5.2 */
    {"res binder", resumption_binder},
    {"c e traffic", early_data},
    {"e exp master", early_data},
    {"c hs traffic", handshake_traffic},
    {"s hs traffic", handshake_traffic},
    {"res master", resumption_master},
    {"resumption", ticket},
};

static bool expand(const derivation *d)
{
    const sg_kdf_text *label = &d->ctx->label;

    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
        if (!label->longer && label->n == strlen(labels[i].name) &&
            memcmp(label->p, labels[i].name, label->n) == 0)
            return labels[i].allows(d);
    return true;
}

bool sg_kdf_tls13_allows(sg_state *state, const sg_kdf_ctx *ctx,
                         const uint8_t *out, size_t n)
{
    const derivation d = {state,
                          ctx,
                          {ctx->key.p, ctx->key.n},
                          {ctx->data.p, ctx->data.n},
                          {out, n}};

    if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY)
        return extract(&d);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXPAND_ONLY)
        return expand(&d);
    return true;
}
