/* SPDX-License-Identifier: Apache-2.0 */
/* The gate at chain verification: each TBSCertificate whose signature holds. */
#include <string.h>
#include <time.h>

#include "anchors.h"
#include "certificate_hash.h"
#include "floor.h"
#include "gate.h"
#include "passlist.h"
#include "path.h"
#include "report.h"
#include "sigcache.h"

typedef struct subject {
    const sg_verification *v;
    sg_state *state;
    const slicegate_profile *profile;
    slicegate_cert_facts facts;
    uint8_t tbs[SG_SHA256_SIZE];
    bool identified; /* key_id is set */
    uint8_t key_id[SG_SHA256_SIZE];
    int64_t now;
    int64_t not_after;       /* of the path up to and with this certificate */
    unsigned depth;          /* CAs between the anchor and this certificate */
    slicegate_findings own;  /* rules of the certificate */
    slicegate_findings path; /* rules of its place in the path */
} subject;

/* An issuer nobody showed us: a root that the application trusts. What its
 * key says is judged, what its certificate might say is not held against it. */
static void unseen_issuer(const subject *s, slicegate_issuer *issuer)
{
    memset(issuer, 0, sizeof(*issuer));
    issuer->key_type = s->v->key->type;
    issuer->curve = s->v->key->curve;
    issuer->key_bits = s->v->key->bits;
    issuer->strength = s->v->key->strength;
    issuer->is_ca = issuer->passed = issuer->is_anchor = true;
    issuer->path_len = s->facts.is_ca ? -1 : 0;
    if (s->facts.issuer.n <= SLICEGATE_NAME_MAX)
        memcpy(issuer->subject, s->facts.issuer.p, s->facts.issuer.n);
    issuer->subject_len = s->facts.issuer.n;
}

static bool names(const slicegate_issuer *issuer, slicegate_bytes name)
{
    return issuer->subject_len == name.n && name.n <= SLICEGATE_NAME_MAX &&
           memcmp(issuer->subject, name.p, name.n) == 0;
}

/* Is the certificate that this thread verified last the issuer? Of one that
 * could not be read nobody knows the key: it counts as the issuer. */
static bool link_issues(const sg_link *link, const sg_pubkey *key)
{
    return link->set && (!link->identified ||
                         (key->identified &&
                          memcmp(link->key_id, key->id, SG_SHA256_SIZE) == 0));
}

static void judge_below(subject *s, const slicegate_issuer *issuer,
                        int64_t not_after)
{
    slicegate_judge_issued(
        &s->facts, s->facts.is_ca ? SLICEGATE_ROLE_CA : SLICEGATE_ROLE_CLIENT,
        issuer, s->profile, &s->path);
    s->depth = issuer->depth + 1;
    if (not_after < s->not_after)
        s->not_after = not_after;
}

/*
 * Finds the issuer and judges the certificate against it. An anchor with the
 * right name comes first: what a stranger's path left on this thread cannot
 * be held against a path that ends at an anchor.
 */
static void judge_place(subject *s, const sg_link *link)
{
    const sg_pubkey *key = s->v->key;
    sg_anchor_match match = {NULL, 0, false};
    slicegate_issuer unseen;
    bool anchored =
        key->identified &&
        sg_anchors_find(s->state->anchors, key->id, s->facts.issuer, &match);
    bool linked = link_issues(link, key);

    if (anchored && match.named)
        judge_below(s, match.issuer, match.not_after);
    else if (linked && (!anchored || names(&link->issuer, s->facts.issuer)))
        judge_below(s, &link->issuer, link->not_after);
    else if (anchored)
        judge_below(s, match.issuer, match.not_after);
    else if (s->state->anchors != NULL)
        sg_add_once(&s->path, s->profile, SLICEGATE_RULE_CHAIN_7);
    else {
        unseen_issuer(s, &unseen);
        judge_below(s, &unseen, INT64_MAX);
    }
}

/* A leaf passes here if it would as client or as server: which of the two it
 * is shows at CertificateVerify, and is judged again there. */
static void judge_end_entity(subject *s)
{
    slicegate_findings server = {.count = 0};

    slicegate_judge_cert(&s->facts, SLICEGATE_ROLE_CLIENT, s->profile, s->now,
                         &s->own);
    if (slicegate_findings_pass(&s->own))
        return;
    slicegate_judge_cert(&s->facts, SLICEGATE_ROLE_SERVER, s->profile, s->now,
                         &server);
    if (slicegate_findings_pass(&server))
        s->own = server;
}

static void judge_certificate(subject *s, const sg_link *link)
{
    slicegate_rule floor = sg_floor(s->v->key, s->v->digest);

    if (s->facts.is_ca)
        slicegate_judge_cert(&s->facts, SLICEGATE_ROLE_CA, s->profile, s->now,
                             &s->own);
    else
        judge_end_entity(s);
    if (floor != SLICEGATE_RULE_COUNT)
        sg_add_once(&s->path, s->profile, floor);
    judge_place(s, link);
}

/* ---- What is remembered ------------------------------------------------ */

static void remember_pass(const subject *s)
{
    sg_pass pass = {.not_after = s->not_after};

    pass.passed = slicegate_findings_pass(&s->path);
    for (unsigned i = 0; i < s->path.count; i++)
        if (s->path.item[i].level == SLICEGATE_LEVEL_ENFORCE)
            pass.refused[s->path.item[i].rule / 64] |=
                (uint64_t)1 << (s->path.item[i].rule % 64);
    sg_passlist_put(s->state->passlist, s->tbs, &pass);
}

static void remember_link(const subject *s, sg_link *link, bool passed)
{
    /* An end entity of unknown key can be nobody's issuer by mistake. */
    link->set = s->identified || s->facts.is_ca || s->facts.unreadable != NULL;
    link->identified = s->identified;
    memcpy(link->key_id, s->key_id, SG_SHA256_SIZE);
    link->not_after = s->not_after;
    slicegate_issuer_keep(&s->facts, &link->issuer);
    link->issuer.passed = passed && s->facts.is_ca;
    link->issuer.depth = s->depth;
}

/* ---- The decision ------------------------------------------------------ */

/* A certificate that its own key signed is the end of a path: an anchor, or
 * what the application trusts. It is no link of the path below it. */
static bool signs_itself(const subject *s)
{
    return s->identified && s->v->key->identified &&
           memcmp(s->key_id, s->v->key->id, SG_SHA256_SIZE) == 0 &&
           s->facts.issuer.n == s->facts.subject.n &&
           memcmp(s->facts.issuer.p, s->facts.subject.p, s->facts.issuer.n) ==
               0;
}

static bool listed_leaf(const subject *s,
                        const uint8_t certificate[SG_SHA256_SIZE])
{
    const slicegate_policy *policy = s->state->policy;

    for (unsigned i = 0; !s->facts.is_ca && i < policy->leaf_count; i++)
        if (memcmp(policy->leaf[i], certificate, SG_SHA256_SIZE) == 0)
            return true;
    return false;
}

static bool has(const slicegate_findings *f, unsigned rule)
{
    for (unsigned i = 0; i < f->count; i++)
        if (f->item[i].rule == rule)
            return true;
    return false;
}

/* Own findings and those of the path as one list, for the report. */
static void join(slicegate_findings *to, const slicegate_findings *more)
{
    for (unsigned i = 0; i < more->count; i++)
        if (to->count < SLICEGATE_FINDINGS_MAX && !has(to, more->item[i].rule))
            to->item[to->count++] = more->item[i];
    to->enforced += more->enforced;
}

static bool refuses(subject *s)
{
    uint8_t certificate[SG_SHA256_SIZE];
    sg_event event = {.stage = "chain",
                      .role = s->facts.is_ca ? "ca" : "",
                      .findings = &s->own,
                      .facts = &s->facts,
                      .tbs_sha256 = s->tbs,
                      .certificate_sha256 = certificate};

    join(&s->own, &s->path);
    if (s->own.count == 0)
        return false;
    /* A leaf's acceptance, with its warnings, is told at the handshake. */
    if (!s->facts.is_ca && slicegate_findings_pass(&s->own))
        return false;
    sg_certificate_hash(s->v->data, s->facts.signature_algorithm,
                        s->v->signature, certificate);
    return sg_report(s->state, &event, SG_R_CERTIFICATE_REFUSED);
}

static bool is_listed(const subject *s)
{
    uint8_t certificate[SG_SHA256_SIZE];

    if (s->state->policy->leaf_count == 0)
        return false;
    sg_certificate_hash(s->v->data, s->facts.signature_algorithm,
                        s->v->signature, certificate);
    return listed_leaf(s, certificate);
}

static int judge_verified(subject *s, sg_link *link, int verified)
{
    bool passed;

    judge_certificate(s, link);
    if (is_listed(s))
        memset(&s->path, 0, sizeof(s->path));
    passed =
        slicegate_findings_pass(&s->own) && slicegate_findings_pass(&s->path);
    remember_pass(s);
    remember_link(s, link, passed);
    return refuses(s) ? 0 : verified;
}

int sg_gate_certificate(const sg_verification *v)
{
    sg_state *state = v->state;
    sg_link *link = sg_path_link(state);
    subject s;
    int ret;

    memset(&s, 0, sizeof(s));
    s.v = v;
    s.state = state;
    s.profile = &state->policy->profile;
    s.now = (int64_t)time(NULL);
    sg_sha256_bytes(v->data.p, v->data.n, s.tbs);
    ret = sg_sigcache_verify(state->sigcache, v, s.tbs);
    if (link == NULL) {
        sg_raise(&state->core, SG_R_INTERNAL,
                 "out of memory while a path was verified");
        return sg_monitoring(state) ? ret : 0;
    }
    (void)slicegate_cert_parse(v->data, &s.facts);
    s.not_after = s.facts.not_after;
    s.identified =
        s.facts.unreadable == NULL && sg_pubkey_id_of(&s.facts.key, s.key_id);
    if (ret != 1) {
        /* An application may go on below a signature that does not hold. */
        remember_link(&s, link, false);
        return ret;
    }
    if (signs_itself(&s)) {
        link->set = false;
        return ret;
    }
    return judge_verified(&s, link, ret);
}
