/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_handshake.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "audit.h"
#include "gate.h"
#include "key_exchanges.h"
#include "own.h"
#include "report.h"
#include "thread.h"

/* A handshake that is being decided. */
typedef struct handshake {
    sg_state *state;
    const sg_decision *decision;
    sg_transcript *transcript;
    const slicegate_handshake *facts;
    const sg_side *side;
    unsigned roles;
    bool resumed, in_scope;
    sg_psk psk;
    slicegate_keying keying;
    sg_session_record record; /* of the session that is resumed */
    sg_peer peer;             /* TLS 1.2 client: the server's leaf */
    slicegate_findings findings;
} handshake;

static void find(handshake *h, slicegate_rule rule)
{
    sg_add_once(&h->findings, &h->side->profile, rule);
}

/* ---- What the key schedule knows --------------------------------------- */

static void short_hash(const void *p, size_t n, uint8_t *out, size_t size)
{
    uint8_t hash[SG_SHA256_SIZE];

    memset(out, 0, size);
    if (n == 0)
        return;
    sg_sha256_bytes(p, n, hash);
    memcpy(out, hash, size);
}

static bool same_name(const handshake *h)
{
    uint8_t sni[sizeof(h->record.sni)];

    short_hash(h->facts->sni, h->facts->client_sni ? h->facts->sni_length : 0,
               sni, sizeof(sni));
    return memcmp(sni, h->record.sni, sizeof(sni)) == 0;
}

/*
 * A session that the gate did not judge says nothing of the listener at which
 * a server resumes it: no certificate shows. By its name, where the operator
 * says that a name leads to one listener only.
 */
static slicegate_session session_of(const handshake *h, bool known)
{
    if (h->state->policy->resumption == SLICEGATE_RESUMPTION_DENY)
        return SLICEGATE_SESSION_DENIED;
    if (!known)
        return h->state->policy->resumption == SLICEGATE_RESUMPTION_ALLOW
                   ? SLICEGATE_SESSION_KNOWN
                   : SLICEGATE_SESSION_UNKNOWN;
    if (h->record.not_after < (int64_t)time(NULL))
        return SLICEGATE_SESSION_EXPIRED;
    return h->record.in_scope || !h->record.is_server ||
                   (h->state->policy->scope_resume_by_name && same_name(h))
               ? SLICEGATE_SESSION_KNOWN
               : SLICEGATE_SESSION_UNKNOWN;
}

static void resume(handshake *h, bool known)
{
    h->resumed = true;
    h->keying.psk = SLICEGATE_PSK_RESUMPTION;
    h->keying.session = session_of(h, known);
    if (known) {
        h->keying.session_mutual = h->record.mutual;
        h->roles |= h->record.is_server ? SG_WE_ARE_SERVER : SG_WE_ARE_CLIENT;
    } else {
        /* resumption = allow takes the operator's word for it */
        memset(&h->record, 0, sizeof(h->record));
        h->record.in_scope = true;
        h->keying.session_mutual = true;
    }
}

static slicegate_bytes identity_of(const handshake *h)
{
    slicegate_bytes identity = {NULL, 0};
    size_t at = h->decision->tls13 ? (size_t)h->facts->psk_selected : 0;

    if (at < SLICEGATE_PSK_OFFERS_MAX) {
        identity.p = h->facts->psk[at].identity;
        identity.n = h->facts->psk[at].length;
        if (identity.n > SLICEGATE_PSK_IDENTITY_MAX)
            identity.n = SLICEGATE_PSK_IDENTITY_MAX;
    }
    return identity;
}

/* How this key was used before (RFC 9257 6, RFC 9258 4). */
static void compare_uses(handshake *h)
{
    sg_session_record before, now = {.tls12 = !h->decision->tls13};
    const slicegate_bytes identity = h->keying.identity;

    short_hash(identity.p, identity.n, now.who, sizeof(now.who));
    if (sg_resumption_get(h->state->resumption, SG_SESSION_EXTERNAL, h->psk.id,
                          sizeof(h->psk.id), h->state->policy_digest,
                          &before)) {
        h->keying.duplicate = memcmp(before.who, now.who, sizeof(now.who)) != 0;
        h->keying.both_versions = before.tls12 != now.tls12;
    } else {
        sg_resumption_put(h->state->resumption, SG_SESSION_EXTERNAL, h->psk.id,
                          sizeof(h->psk.id), h->state->policy_digest, &now);
    }
}

static void use_external(handshake *h)
{
    uint8_t id[SG_SHA256_SIZE];

    h->keying.psk = SLICEGATE_PSK_EXTERNAL;
    h->keying.identity = identity_of(h);
    h->keying.key_seen = h->psk.kind == SLICEGATE_PSK_EXTERNAL;
    if (!h->keying.key_seen)
        return;
    h->keying.key = h->psk.key;
    sg_psk_hash(h->state->psks, h->keying.identity.p, h->keying.identity.n, id);
    if (memcmp(id, h->psk.id, sizeof(id)) == 0)
        h->keying.key.weakness |= SLICEGATE_PSK_IS_IDENTITY;
    compare_uses(h);
}

static bool psk_suite(const slicegate_handshake *facts)
{
    const slicegate_suite *suite = slicegate_suite_get(facts->suite);

    return suite != NULL && suite->auth == SLICEGATE_AUTH_PSK;
}

static void look_at_keys_tls13(handshake *h)
{
    if (h->facts->psk_selected == SLICEGATE_PSK_NOT_SELECTED)
        return;
    if (h->psk.kind == SLICEGATE_PSK_RESUMPTION) {
        h->record = h->psk.record;
        resume(h, h->psk.known);
    } else {
        use_external(h);
    }
}

static void look_at_keys_tls12(handshake *h)
{
    if (!h->facts->client_key_exchange)
        resume(h,
               sg_resumption_get(h->state->resumption, SG_SESSION_MASTER,
                                 h->decision->secret.p, h->decision->secret.n,
                                 h->state->policy_digest, &h->record));
    else if (psk_suite(h->facts))
        use_external(h);
}

/* ---- Role and scope ---------------------------------------------------- */

/* A server whose key signs elsewhere is not seen to sign. A client of its own
 * server is both. */
static void add_listed_role(handshake *h)
{
    if (h->facts->server.presented == SLICEGATE_PRESENTED_LEAF &&
        (h->roles == 0 || !h->decision->tls13) &&
        sg_is_own_server(h->state, &h->transcript->server))
        h->roles |= SG_WE_ARE_SERVER;
}

static void take_side(handshake *h)
{
    sg_side_of side = SG_SIDE_UNKNOWN;

    if (h->roles == SG_WE_ARE_SERVER)
        side = SG_SIDE_SERVER;
    if (h->roles == SG_WE_ARE_CLIENT)
        side = SG_SIDE_CLIENT;
    h->side = &h->state->sides.side[side];
}

/* A handshake in which nobody presents a certificate is in every scope. */
static bool in_scope(const handshake *h)
{
    const sg_transcript *t = h->transcript;

    if (h->resumed && h->keying.session == SLICEGATE_SESSION_KNOWN)
        return h->record.in_scope || h->state->policy->scope_count == 0;
    if (h->facts->server.presented == SLICEGATE_PRESENTED_NOTHING)
        return true;
    return (h->roles != SG_WE_ARE_CLIENT &&
            sg_in_scope(h->state, &t->server)) ||
           (h->roles != SG_WE_ARE_SERVER && sg_in_scope(h->state, &t->client));
}

/* ---- Judging ----------------------------------------------------------- */

/* What was found of the server's leaf before the scope was known. */
static void add_deferred(handshake *h)
{
    uint64_t refused[SG_RULE_WORDS];

    if (!sg_connection_refused(h->transcript->connection, refused))
        return;
    for (int rule = 0; rule < SLICEGATE_RULE_COUNT; rule++)
        if ((refused[rule / 64] >> (rule % 64) & 1) != 0)
            find(h, (slicegate_rule)rule);
}

/*
 * TLS 1.2: a client that verified a ServerKeyExchange accepts a server whose
 * leaf nobody may have verified. Judged as at CertificateVerify. Where nothing
 * tells our role we may be that client: an entry can have been lost.
 */
static void judge_server_leaf(handshake *h)
{
    if (h->decision->tls13 || h->resumed || h->roles == SG_WE_ARE_SERVER ||
        h->facts->server.presented != SLICEGATE_PRESENTED_LEAF)
        return;
    sg_peer_judge(h->state, h->side, SLICEGATE_ROLE_SERVER,
                  &h->transcript->server, &h->peer);
    atomic_store(&h->transcript->connection->peer_not_after, h->peer.not_after);
    h->findings = h->peer.findings;
}

/*
 * What a certificate proves counts only if it was proven here: a signature
 * that an engine or another provider verified was not seen. Of whom nothing
 * tells the role, both ends' words are doubted.
 */
static bool was_judged(handshake *h)
{
    unsigned judged = atomic_load(&h->transcript->connection->judged);

    if (h->keying.psk != SLICEGATE_PSK_NONE)
        return true;
    if (!h->decision->tls13 &&
        sg_key_exchanges_was_judged(h->state->key_exchanges, h->facts))
        judged |= SLICEGATE_ROLE_CLIENT;
    if ((h->roles & SG_WE_ARE_CLIENT) != 0)
        return !h->decision->tls13 || (judged & SLICEGATE_ROLE_SERVER) != 0;
    if (h->facts->client.presented == SLICEGATE_PRESENTED_LEAF)
        return (judged & SLICEGATE_ROLE_CLIENT) != 0;
    return !h->decision->tls13 || h->roles == SG_WE_ARE_SERVER ||
           h->facts->server.presented != SLICEGATE_PRESENTED_LEAF;
}

static bool own_refuses(handshake *h)
{
    if (h->decision->tls13 || h->resumed)
        return false;
    return ((h->roles & SG_WE_ARE_SERVER) != 0 &&
            sg_own_refuses(h->state, h->side, SLICEGATE_ROLE_SERVER,
                           h->transcript)) ||
           ((h->roles & SG_WE_ARE_CLIENT) != 0 && h->facts->client.proved &&
            sg_own_refuses(h->state, h->side, SLICEGATE_ROLE_CLIENT,
                           h->transcript));
}

static const char *peer_name(const handshake *h)
{
    if (h->roles == SG_WE_ARE_SERVER)
        return slicegate_role_name(SLICEGATE_ROLE_CLIENT);
    if (h->roles == SG_WE_ARE_CLIENT)
        return slicegate_role_name(SLICEGATE_ROLE_SERVER);
    return "";
}

static const sg_presented *peer_end(const handshake *h)
{
    bool server = h->roles == SG_WE_ARE_CLIENT;

    return server ? &h->transcript->server : &h->transcript->client;
}

static bool refuses(handshake *h)
{
    static const uint8_t nothing[SG_SHA256_SIZE] = {0};
    sg_event event = {.stage = "finished",
                      .role = peer_name(h),
                      .findings = &h->findings,
                      .transcript = h->transcript,
                      .psk_identity = h->keying.identity,
                      .resumed = h->resumed};

    if (h->peer.readable) {
        event.facts = &h->peer.facts;
        event.tbs_sha256 = h->peer.tbs;
    }
    if (memcmp(peer_end(h)->certificate, nothing, sizeof(nothing)) != 0)
        event.certificate_sha256 = peer_end(h)->certificate;
    return sg_report(h->state, h->side, &event, SG_R_HANDSHAKE_REFUSED);
}

/* TLS 1.2: what CertificateVerify would have refused but for monitor mode. */
static void judge_client_leaf(handshake *h)
{
    sg_peer peer;

    if (h->decision->tls13 || h->side->mode == SLICEGATE_MODE_ENFORCE ||
        h->roles == SG_WE_ARE_CLIENT || !h->facts->client.proved)
        return;
    sg_peer_judge(h->state, h->side, SLICEGATE_ROLE_CLIENT,
                  &h->transcript->client, &peer);
    for (unsigned i = 0; i < peer.findings.count; i++)
        if (peer.findings.item[i].level == SLICEGATE_LEVEL_ENFORCE)
            find(h, (slicegate_rule)peer.findings.item[i].rule);
}

static bool judge_refuses(handshake *h)
{
    if (h->side->open || !h->in_scope)
        return false;
    judge_server_leaf(h);
    judge_client_leaf(h);
    add_deferred(h);
    if (!was_judged(h))
        find(h, SLICEGATE_RULE_GATE_3);
    slicegate_judge_handshake(h->facts, &h->keying, &h->side->tls,
                              &h->side->profile, &h->findings);
    return own_refuses(h) || refuses(h);
}

/* ---- Remembering ------------------------------------------------------- */

static int64_t valid_until(handshake *h)
{
    int64_t not_after = atomic_load(&h->transcript->connection->peer_not_after);
    sg_peer peer;

    if (h->keying.psk == SLICEGATE_PSK_EXTERNAL || !h->in_scope)
        return INT64_MAX;
    if (not_after == 0 && !h->decision->tls13 && h->facts->client.proved) {
        sg_peer_judge(h->state, h->side, SLICEGATE_ROLE_CLIENT,
                      &h->transcript->client, &peer);
        not_after = peer.not_after;
    }
    return not_after == 0 ? INT64_MAX : not_after;
}

static void first_record(handshake *h)
{
    const slicegate_handshake *f = h->facts;
    sg_session_record *r = &h->record;
    bool external = h->keying.psk == SLICEGATE_PSK_EXTERNAL;

    memset(r, 0, sizeof(*r));
    r->not_after = valid_until(h);
    if (external)
        short_hash(h->keying.identity.p, h->keying.identity.n, r->who,
                   sizeof(r->who));
    else
        memcpy(r->who, peer_end(h)->certificate, sizeof(r->who));
    short_hash(f->sni, f->client_sni ? f->sni_length : 0, r->sni,
               sizeof(r->sni));
    r->mutual = external || (f->client.presented == SLICEGATE_PRESENTED_LEAF &&
                             f->client.proved);
    r->in_scope = h->in_scope;
    r->is_server = h->roles != SG_WE_ARE_CLIENT;
    r->tls12 = !h->decision->tls13;
}

/* Sessions that had to give way cannot resume: told at the first, and each
 * time that they have doubled. */
static void tell_evictions(sg_state *state)
{
    uint64_t n = sg_resumption_evictions(state->resumption);
    uint64_t told = atomic_load(&state->evictions_told);
    char line[200];

    if (n == 0 || n < 2 * told ||
        !atomic_compare_exchange_strong(&state->evictions_told, &told, n))
        return;
    (void)snprintf(line, sizeof(line),
                   "%llu sessions gave way to newer ones and cannot resume; "
                   "raise [resumption] entries, now %u",
                   (unsigned long long)n, state->policy->resumption_entries);
    sg_audit_notice(state->audit, line);
}

/* A server's sessions outside its scope resume nowhere; and strangers are to
 * push nobody's session out by them. */
static bool may_resume(const handshake *h)
{
    return h->record.in_scope || !h->record.is_server ||
           h->state->policy->scope_resume_by_name;
}

/* A session that resumed goes on as what it was when it passed first; of one
 * that nobody knew nothing is known after it either. */
static void remember(handshake *h)
{
    if (h->resumed && h->keying.session != SLICEGATE_SESSION_KNOWN)
        return;
    if (!h->resumed)
        first_record(h);
    if (h->record.not_after == 0 || !may_resume(h))
        return;
    sg_resumption_put(h->state->resumption,
                      h->decision->tls13 ? SG_SESSION_RES_MASTER
                                         : SG_SESSION_MASTER,
                      h->decision->secret.p, h->decision->secret.n,
                      h->state->policy_digest, &h->record);
    tell_evictions(h->state);
}

/* ---- The decision ------------------------------------------------------ */

bool sg_gate_finished(sg_state *state, const sg_decision *decision)
{
    sg_transcript *t =
        sg_recent_find(state, decision->hash.p, decision->hash.n);
    handshake h;
    bool refused;

    if (t == NULL)
        return sg_gate_standalone(state);
    memset(&h, 0, sizeof(h));
    h.state = state;
    h.decision = decision;
    h.transcript = t;
    h.facts = &t->facts;
    h.roles = atomic_load(&t->connection->roles);
    sg_connection_get_psk(t->connection, &h.psk);
    if (!decision->tls13)
        h.roles |= sg_key_exchanges_roles(state->key_exchanges, t);
    if (decision->tls13)
        look_at_keys_tls13(&h);
    else
        look_at_keys_tls12(&h);
    add_listed_role(&h);
    take_side(&h);
    h.in_scope = in_scope(&h);
    refused = judge_refuses(&h);
    /* In monitor mode too: what would be refused would leave no session. */
    if (!refused && slicegate_findings_pass(&h.findings))
        remember(&h);
    sg_transcript_release(t);
    return !refused;
}

/* ---- Pre-shared keys on their way -------------------------------------- */

/* RFC 4279 2 and RFC 5489 2: other_secret and psk, each with its length. */
static bool psk_of_premaster(slicegate_bytes premaster, slicegate_bytes *psk)
{
    size_t other;

    if (premaster.n < 4)
        return false;
    other = (size_t)premaster.p[0] << 8 | premaster.p[1];
    if (premaster.n < 4 + other)
        return false;
    psk->p = premaster.p + 4 + other;
    psk->n = premaster.n - 4 - other;
    return psk->n ==
           ((size_t)premaster.p[2 + other] << 8 | premaster.p[3 + other]);
}

void sg_gate_premaster(sg_state *state, slicegate_bytes hash,
                       slicegate_bytes premaster)
{
    static const slicegate_bytes none = {NULL, 0};
    sg_transcript *t = sg_recent_find(state, hash.p, hash.n);
    sg_psk psk = {.kind = SLICEGATE_PSK_EXTERNAL};
    slicegate_bytes key;

    if (t != NULL && psk_suite(&t->facts) &&
        psk_of_premaster(premaster, &key)) {
        slicegate_psk_look(key, none, &psk.key);
        sg_psk_hash(state->psks, key.p, key.n, psk.id);
        sg_connection_set_psk(t->connection, &psk);
    }
    sg_transcript_release(t);
}

void sg_gate_look_up(sg_state *state, slicegate_bytes key, sg_psk *psk)
{
    psk->known = sg_resumption_get(state->resumption, SG_SESSION_PSK, key.p,
                                   key.n, state->policy_digest, &psk->record);
}

/* ---- Decisions without a transcript ------------------------------------ */

static const sg_side *unknown_side(const sg_state *state)
{
    return &state->sides.side[SG_SIDE_UNKNOWN];
}

static bool single_allows(sg_state *state, const sg_side *side,
                          const char *stage, slicegate_findings *findings,
                          sg_transcript *t, sg_reason reason)
{
    sg_event event = {
        .stage = stage, .role = "", .findings = findings, .transcript = t};

    return slicegate_findings_pass(findings) ||
           !sg_report(state, side, &event, reason);
}

static bool rule_allows(sg_state *state, const sg_side *side, const char *stage,
                        slicegate_rule rule, sg_transcript *t, sg_reason reason)
{
    slicegate_findings findings = {0};

    slicegate_findings_add(&findings, &side->profile, rule);
    return single_allows(state, side, stage, &findings, t, reason);
}

bool sg_gate_external_psk(sg_state *state, const sg_psk *psk)
{
    static const slicegate_bytes no_identity = {NULL, 0};
    const sg_side *side = unknown_side(state);
    slicegate_findings findings = {0};

    slicegate_judge_psk(&psk->key, no_identity, &side->tls, &side->profile,
                        &findings);
    return single_allows(state, side, "psk", &findings, NULL, SG_R_PSK_REFUSED);
}

bool sg_gate_resumption(sg_state *state, const sg_psk *psk)
{
    const slicegate_policy *policy = state->policy;
    const sg_side *side = unknown_side(state);
    slicegate_rule rule = SLICEGATE_RULE_RES_1;

    if (psk->known && policy->resumption != SLICEGATE_RESUMPTION_DENY) {
        side =
            &state->sides
                 .side[psk->record.is_server ? SG_SIDE_SERVER : SG_SIDE_CLIENT];
        if (psk->record.not_after >= (int64_t)time(NULL))
            return true;
        rule = SLICEGATE_RULE_RES_2;
    } else if (policy->resumption == SLICEGATE_RESUMPTION_ALLOW) {
        return true;
    }
    return rule_allows(state, side, "resumption", rule, NULL,
                       SG_R_RESUMPTION_REFUSED);
}

bool sg_gate_early_data(sg_state *state, slicegate_bytes hash)
{
    sg_transcript *t = sg_recent_find(state, hash.p, hash.n);
    bool allowed =
        rule_allows(state, unknown_side(state), "early data",
                    SLICEGATE_RULE_T13_0RTT_1, t, SG_R_HANDSHAKE_REFUSED);

    sg_transcript_release(t);
    return allowed;
}

bool sg_gate_standalone(sg_state *state)
{
    return state->policy->allow_standalone_kdf ||
           rule_allows(state, unknown_side(state), "finished",
                       SLICEGATE_RULE_GATE_1, NULL, SG_R_HANDSHAKE_REFUSED);
}

bool sg_gate_old_version(sg_state *state)
{
    return rule_allows(state, unknown_side(state), "finished",
                       SLICEGATE_RULE_TLS_VER_1, NULL, SG_R_HANDSHAKE_REFUSED);
}
