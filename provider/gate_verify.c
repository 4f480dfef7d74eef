/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate at CertificateVerify: the refusal that no application can waive.
 * Only a leaf that passed may prove possession of its key.
 */
#include <string.h>
#include <time.h>

#include "gate.h"
#include "key_exchanges.h"
#include "passlist.h"
#include "report.h"

static void find(sg_peer *p, slicegate_rule rule)
{
    sg_add_once(&p->findings, &p->side->profile, rule);
}

/* ---- The leaf ---------------------------------------------------------- */

/* Trusted directly, by the operator's own list. */
static bool listed(const sg_peer *p)
{
    const slicegate_policy *policy = p->state->policy;

    for (unsigned i = 0; i < policy->leaf_count; i++)
        if (memcmp(policy->leaf[i], p->presented->certificate,
                   SG_SHA256_SIZE) == 0)
            return true;
    return false;
}

static bool self_issued(const sg_peer *p)
{
    return p->facts.issuer.n == p->facts.subject.n &&
           memcmp(p->facts.issuer.p, p->facts.subject.p, p->facts.issuer.n) ==
               0;
}

/* What the verification of its path gave. */
static void judge_path(sg_peer *p, int64_t now)
{
    sg_pass pass;

    p->not_after = p->facts.not_after;
    if (listed(p))
        return;
    if (!sg_passlist_get(p->state->passlist[p->side->reading], p->tbs, &pass)) {
        if (self_issued(p))
            find(p, SLICEGATE_RULE_CHAIN_8);
        find(p, SLICEGATE_RULE_GATE_3);
        return;
    }
    for (int rule = 0; rule < SLICEGATE_RULE_COUNT; rule++)
        if (!pass.passed && (pass.refused[rule / 64] >> (rule % 64) & 1) != 0)
            find(p, (slicegate_rule)rule);
    if (!pass.passed && slicegate_findings_pass(&p->findings))
        find(p, SLICEGATE_RULE_GATE_3);
    if (pass.passed && now > pass.not_after)
        find(p, SLICEGATE_RULE_CERT_VAL_1);
    if (pass.not_after < p->not_after)
        p->not_after = pass.not_after;
}

static void judge_leaf(sg_peer *p)
{
    int64_t now = (int64_t)time(NULL);
    slicegate_bytes tbs, algorithm, signature;
    slicegate_bytes der = {p->presented->leaf->der, p->presented->leaf->n};

    p->readable = slicegate_cert_split(der, &tbs, &algorithm, &signature);
    if (!p->readable) {
        find(p, SLICEGATE_RULE_CERT_DER_1);
        return;
    }
    (void)slicegate_cert_parse(tbs, &p->facts);
    sg_sha256_bytes(tbs.p, tbs.n, p->tbs);
    slicegate_judge_cert(&p->facts, p->role, &p->side->profile, now,
                         &p->findings);
    slicegate_judge_outer(&p->facts, algorithm, &p->side->profile,
                          &p->findings);
    judge_path(p, now);
}

void sg_peer_judge(sg_state *state, const sg_side *side, slicegate_role role,
                   const sg_presented *presented, sg_peer *out)
{
    memset(out, 0, sizeof(*out));
    out->state = state;
    out->side = side;
    out->role = role;
    out->presented = presented;
    if (presented->status == SG_LEAF_PRESENT && presented->leaf != NULL)
        judge_leaf(out);
    else if (presented->status == SG_LEAF_COMPRESSED)
        find(out, SLICEGATE_RULE_GATE_4);
    else
        find(out, SLICEGATE_RULE_GATE_2);
}

bool sg_in_scope(const sg_state *state, const sg_presented *own)
{
    const slicegate_policy *policy = state->policy;

    for (unsigned i = 0; i < policy->scope_count; i++)
        if (memcmp(policy->scope[i], own->certificate, SG_SHA256_SIZE) == 0)
            return true;
    return policy->scope_count == 0;
}

bool sg_is_own_server(const sg_state *state, const sg_presented *server)
{
    const slicegate_policy *policy = state->policy;

    for (unsigned i = 0; i < policy->server_leaf_count; i++)
        if (memcmp(policy->server_leaf[i], server->certificate,
                   SG_SHA256_SIZE) == 0)
            return true;
    return policy->scope_count > 0 && sg_in_scope(state, server);
}

/* ---- CertificateVerify ------------------------------------------------- */

static bool refuses(sg_peer *p, const sg_transcript *transcript)
{
    sg_event event = {.stage = "handshake",
                      .role = slicegate_role_name(p->role),
                      .findings = &p->findings,
                      .transcript = transcript};

    if (p->readable) {
        event.facts = &p->facts;
        event.tbs_sha256 = p->tbs;
        event.certificate_sha256 = p->presented->certificate;
    }
    return sg_report(p->state, p->side, &event, SG_R_PEER_REFUSED);
}

/* RFC 8446 4.6.2: not in a session of an external pre-shared key. */
static void judge_late(sg_peer *p, const sg_transcript *transcript)
{
    sg_psk psk;

    sg_connection_get_psk(transcript->connection, &psk);
    if (transcript->facts.post_handshake &&
        transcript->facts.psk_selected != SLICEGATE_PSK_NOT_SELECTED &&
        psk.kind == SLICEGATE_PSK_EXTERNAL)
        find(p, SLICEGATE_RULE_T13_PHA_1);
}

static bool no_transcript_refuses(sg_state *state, const sg_side *side,
                                  slicegate_role role, slicegate_rule rule)
{
    sg_peer p = {.state = state, .side = side, .role = role};

    find(&p, rule);
    return refuses(&p, NULL);
}

/*
 * In TLS 1.3 what is verified names its transcript by a hash that others know
 * too: it is of this handshake if the leaf's own key made it. Two keys that
 * nobody can tell apart are taken for one.
 */
static bool is_of_leaf(const sg_verification *v, const sg_peer *p)
{
    uint8_t id[SG_SHA256_SIZE];
    bool known = p->readable && sg_pubkey_id_of(&p->facts.key, id);

    return known == v->key->identified &&
           (!known || memcmp(id, v->key->id, sizeof(id)) == 0);
}

/* The end that ROLE names was seen here: what remains of it is its message. */
static void note_judged(sg_state *state, slicegate_role role, sg_transcript *t)
{
    atomic_fetch_or(&t->connection->judged, (unsigned)role);
    if (role == SLICEGATE_ROLE_CLIENT)
        sg_key_exchanges_judged(state->key_exchanges, t);
}

/* What would refuse but did not, in monitor mode or before the scope is known:
 * the handshake as a whole is no better. */
static void keep_findings(const sg_peer *p, sg_transcript *t)
{
    if (!slicegate_findings_pass(&p->findings))
        sg_connection_refuse(t->connection, &p->findings);
}

static bool client_refuses(sg_state *state, sg_transcript *t)
{
    const sg_side *side = &state->sides.side[SG_SIDE_SERVER];
    sg_peer p;

    atomic_fetch_or(&t->connection->roles, SG_WE_ARE_SERVER);
    if (sg_in_scope(state, &t->server)) {
        sg_peer_judge(state, side, SLICEGATE_ROLE_CLIENT, &t->client, &p);
        judge_late(&p, t);
        atomic_store(&t->connection->peer_not_after, p.not_after);
        if (refuses(&p, t))
            return true;
        keep_findings(&p, t);
    }
    note_judged(state, SLICEGATE_ROLE_CLIENT, t);
    return false;
}

/*
 * We in a scope cannot know yet whether we will present a certificate of it:
 * what is found of the server is told where the handshake is decided.
 */
static bool server_refuses(const sg_verification *v, sg_transcript *t)
{
    const sg_side *side = &v->state->sides.side[SG_SIDE_CLIENT];
    sg_peer p;

    sg_peer_judge(v->state, side, SLICEGATE_ROLE_SERVER, &t->server, &p);
    if (!is_of_leaf(v, &p)) {
        find(&p, SLICEGATE_RULE_GATE_3);
        return refuses(&p, t);
    }
    atomic_fetch_or(&t->connection->roles, SG_WE_ARE_CLIENT);
    atomic_store(&t->connection->peer_not_after, p.not_after);
    if (v->state->policy->scope_count == 0 && refuses(&p, t))
        return true;
    keep_findings(&p, t);
    note_judged(v->state, SLICEGATE_ROLE_SERVER, t);
    return false;
}

/* TLS 1.2: the signed messages hold the leaf. Only a server verifies a
 * CertificateVerify there, so the peer is a client. */
static sg_transcript *tls12_transcript(const sg_verification *v)
{
    return sg_transcript_of(v->data.p, v->data.n);
}

/* TLS 1.3: the content ends with the transcript hash up to the Certificate. */
static sg_transcript *tls13_transcript(const sg_verification *v)
{
    return sg_transcripts_take(v->state->transcripts,
                               v->data.p + SG_TLS13_PREFIX,
                               v->data.n - SG_TLS13_PREFIX);
}

int sg_gate_certificate_verify(const sg_verification *v, sg_signed kind)
{
    bool tls13 = kind == SG_SIGNED_TLS13;
    slicegate_role role =
        tls13 ? sg_gate_tls13_role(v->data) : SLICEGATE_ROLE_CLIENT;
    int ret = v->verify(v->arg);
    sg_transcript *t;
    bool refused;

    if (ret != 1)
        return ret;
    t = tls13 ? tls13_transcript(v) : tls12_transcript(v);
    if (t == NULL)
        refused = no_transcript_refuses(
            v->state,
            &v->state->sides
                 .side[role == SLICEGATE_ROLE_CLIENT ? SG_SIDE_SERVER
                                                     : SG_SIDE_CLIENT],
            role, tls13 ? SLICEGATE_RULE_GATE_1 : SLICEGATE_RULE_GATE_2);
    else
        refused = role == SLICEGATE_ROLE_CLIENT ? client_refuses(v->state, t)
                                                : server_refuses(v, t);
    sg_transcript_release(t);
    return refused ? 0 : ret;
}

/* ---- ServerKeyExchange ------------------------------------------------- */

/*
 * The leaf it was signed for is judged where the handshake is decided, by the
 * transcript. A key that nobody can tell from others is no passed leaf's.
 */
int sg_gate_key_exchange(const sg_verification *v)
{
    int ret = v->verify(v->arg);

    if (ret != 1)
        return ret;
    sg_key_exchanges_verified(v->state->key_exchanges, v->data, v->key);
    if (!v->key->identified && v->state->policy->scope_count == 0 &&
        no_transcript_refuses(v->state, &v->state->sides.side[SG_SIDE_CLIENT],
                              SLICEGATE_ROLE_SERVER, SLICEGATE_RULE_GATE_3))
        return 0;
    return ret;
}
