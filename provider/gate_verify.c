/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate at CertificateVerify: the refusal that no application can waive.
 * Only a leaf that passed may prove possession of its key.
 */
#include <string.h>
#include <time.h>

#include "gate.h"
#include "passlist.h"
#include "report.h"
#include "transcript.h"

typedef struct peer {
    sg_state *state;
    const slicegate_profile *profile;
    slicegate_role role;
    sg_leaf_status status;
    slicegate_bytes der;
    slicegate_cert_facts facts;
    bool readable; /* der split into its parts, facts are set */
    uint8_t tbs[SG_SHA256_SIZE];
    uint8_t certificate[SG_SHA256_SIZE];
    slicegate_findings findings;
} peer;

static void find(peer *p, slicegate_rule rule)
{
    sg_add_once(&p->findings, p->profile, rule);
}

/* Trusted directly, by the operator's own list. */
static bool listed(const peer *p)
{
    const slicegate_policy *policy = p->state->policy;

    for (unsigned i = 0; i < policy->leaf_count; i++)
        if (memcmp(policy->leaf[i], p->certificate, SG_SHA256_SIZE) == 0)
            return true;
    return false;
}

static bool self_issued(const peer *p)
{
    return p->facts.issuer.n == p->facts.subject.n &&
           memcmp(p->facts.issuer.p, p->facts.subject.p, p->facts.issuer.n) ==
               0;
}

/* What the verification of its path gave. */
static void judge_path(peer *p, int64_t now)
{
    sg_pass pass;

    if (listed(p))
        return;
    if (!sg_passlist_get(p->state->passlist, p->tbs, &pass)) {
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
}

static void judge_leaf(peer *p)
{
    int64_t now = (int64_t)time(NULL);
    slicegate_bytes tbs, algorithm, signature;

    p->readable = slicegate_cert_split(p->der, &tbs, &algorithm, &signature);
    if (!p->readable) {
        find(p, SLICEGATE_RULE_CERT_DER_1);
        return;
    }
    (void)slicegate_cert_parse(tbs, &p->facts);
    sg_sha256_bytes(tbs.p, tbs.n, p->tbs);
    sg_sha256_bytes(p->der.p, p->der.n, p->certificate);
    slicegate_judge_cert(&p->facts, p->role, p->profile, now, &p->findings);
    slicegate_judge_outer(&p->facts, algorithm, p->profile, &p->findings);
    judge_path(p, now);
}

static void judge_peer(peer *p)
{
    switch (p->status) {
    case SG_LEAF_PRESENT:
        judge_leaf(p);
        break;
    case SG_LEAF_COMPRESSED:
        find(p, SLICEGATE_RULE_GATE_4);
        break;
    case SG_LEAF_NONE:
    case SG_LEAF_UNREADABLE:
        find(p, SLICEGATE_RULE_GATE_2);
        break;
    }
}

static bool refuses(peer *p)
{
    sg_event event = {.stage = "handshake",
                      .role = slicegate_role_name(p->role),
                      .findings = &p->findings};

    if (p->readable) {
        event.facts = &p->facts;
        event.tbs_sha256 = p->tbs;
        event.certificate_sha256 = p->certificate;
    }
    return sg_report(p->state, &event, SG_R_PEER_REFUSED);
}

/* TLS 1.2: the signed messages hold the leaf. Only a server verifies a
 * CertificateVerify there, so the peer is a client. */
static bool tls12_refuses(peer *p, const sg_verification *v)
{
    p->role = SLICEGATE_ROLE_CLIENT;
    p->status = slicegate_client_leaf_tls12(v->data, &p->der) && p->der.n > 0
                    ? SG_LEAF_PRESENT
                    : SG_LEAF_UNREADABLE;
    judge_peer(p);
    return refuses(p);
}

/* TLS 1.3: the content ends with the transcript hash up to the Certificate. */
static bool tls13_refuses(peer *p, const sg_verification *v)
{
    sg_leaf *leaf;
    bool refused;

    p->role = sg_gate_tls13_role(v->data);
    if (sg_transcripts_take(p->state->transcripts, v->data.p + SG_TLS13_PREFIX,
                            v->data.n - SG_TLS13_PREFIX, &p->status, &leaf)) {
        if (leaf != NULL) {
            p->der.p = leaf->der;
            p->der.n = leaf->n;
        }
        judge_peer(p);
    } else {
        find(p, SLICEGATE_RULE_GATE_1);
    }
    refused = refuses(p);
    sg_leaf_release(leaf);
    return refused;
}

int sg_gate_certificate_verify(const sg_verification *v, sg_signed kind)
{
    int ret = v->verify(v->arg);
    peer p;
    bool refused;

    if (ret != 1)
        return ret;
    memset(&p, 0, sizeof(p));
    p.state = v->state;
    p.profile = &v->state->policy->profile;
    refused =
        kind == SG_SIGNED_TLS13 ? tls13_refuses(&p, v) : tls12_refuses(&p, v);
    return refused ? 0 : ret;
}
