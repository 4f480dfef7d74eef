/* SPDX-License-Identifier: Apache-2.0 */
/* The gate at chain verification: each TBSCertificate whose signature holds. */
#include <string.h>
#include <time.h>

#include "anchors.h"
#include "certificate_hash.h"
#include "gate.h"
#include "issuers.h"
#include "passlist.h"
#include "report.h"
#include "sigcache.h"
#include "thread.h"

typedef struct subject {
    const sg_verification *v;
    sg_state *state;
    unsigned reading; /* by whose profile (sides.h) */
    const slicegate_profile *profile;
    slicegate_cert_facts facts;
    uint8_t tbs[SG_SHA256_SIZE];
    bool identified; /* key_id is set */
    uint8_t key_id[SG_SHA256_SIZE];
    int64_t now;
    int64_t not_after;       /* of the path up to and with this certificate */
    unsigned depth;          /* CAs between the anchor and this certificate */
    slicegate_role role;     /* that it was read in; 0 before */
    slicegate_findings own;  /* rules of the certificate */
    slicegate_findings path; /* rules of its place in the path */
} subject;

/* An issuer nobody showed us: a root that the application trusts. What its
 * key says is judged, what its certificate might say is not held against it. */
static void unseen_issuer(const subject *s, slicegate_role role,
                          slicegate_issuer *issuer)
{
    memset(issuer, 0, sizeof(*issuer));
    issuer->key_type = s->v->key->type;
    issuer->curve = s->v->key->curve;
    issuer->key_bits = s->v->key->bits;
    issuer->strength = s->v->key->strength;
    issuer->is_ca = issuer->passed = issuer->is_anchor = true;
    issuer->path_len = role == SLICEGATE_ROLE_CA ? -1 : 0;
    if (s->facts.issuer.n <= SLICEGATE_NAME_MAX)
        memcpy(issuer->subject, s->facts.issuer.p, s->facts.issuer.n);
    issuer->subject_len = s->facts.issuer.n;
}

/* A key outside the profile signs no certificate, whoever holds it. */
static void judge_unseen_key(const subject *s, slicegate_findings *out)
{
    const sg_pubkey *key = s->v->key;

    if (!key->cacheable && key->type == SLICEGATE_KEY_RSA)
        sg_add_once(out, s->profile, SLICEGATE_RULE_CERT_PK_4);
    if (!key->cacheable && key->type == SLICEGATE_KEY_EC)
        sg_add_once(out, s->profile, SLICEGATE_RULE_CERT_EC_4);
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

static void judge_below(subject *s, slicegate_role role,
                        const slicegate_issuer *issuer, int64_t not_after,
                        slicegate_findings *out)
{
    slicegate_judge_issued(&s->facts, role, issuer, s->profile, out);
    s->depth = issuer->depth + 1;
    if (not_after < s->not_after)
        s->not_after = not_after;
}

/*
 * Finds the issuer and judges the certificate against it. An anchor with the
 * right name comes first: what a stranger's path left on this thread cannot
 * be held against a path that ends at an anchor.
 */
static void judge_place(subject *s, slicegate_role role, const sg_link *link,
                        slicegate_findings *out)
{
    const sg_pubkey *key = s->v->key;
    sg_anchor_match match = {NULL, 0, false};
    slicegate_issuer unseen;
    sg_issuer known;
    bool anchored =
        key->identified &&
        sg_anchors_find(s->state->anchors, key->id, s->facts.issuer, &match);
    bool linked = link_issues(link, key);

    if (anchored && match.named)
        judge_below(s, role, match.issuer, match.not_after, out);
    else if (linked && (!anchored || names(&link->issuer, s->facts.issuer)))
        judge_below(s, role, &link->issuer, link->not_after, out);
    else if (anchored)
        judge_below(s, role, match.issuer, match.not_after, out);
    else if (s->state->anchors != NULL && key->identified &&
             sg_issuers_get(s->state->issuers[s->reading], key->id,
                            s->facts.issuer, &known))
        judge_below(s, role, &known.facts, known.not_after, out);
    else if (s->state->anchors != NULL)
        sg_add_once(out, s->profile, SLICEGATE_RULE_CHAIN_7);
    else {
        unseen_issuer(s, role, &unseen);
        judge_below(s, role, &unseen, INT64_MAX, out);
        judge_unseen_key(s, out);
    }
}

static void judge_floor(const subject *s, slicegate_findings *out)
{
    if (s->v->floor != SLICEGATE_RULE_COUNT)
        sg_add_once(out, s->profile, s->v->floor);
}

/* A certificate read in one role: what it and its place would be refused for.
 */
typedef struct reading {
    slicegate_role role;
    slicegate_findings own, path;
} reading;

static bool passes(const slicegate_findings *own,
                   const slicegate_findings *path)
{
    return slicegate_findings_pass(own) && slicegate_findings_pass(path);
}

static void read_as(subject *s, slicegate_role role, const sg_link *link)
{
    reading r = {.role = role};

    slicegate_judge_cert(&s->facts, role, s->profile, s->now, &r.own);
    judge_place(s, role, link, &r.path);
    if (s->role == 0 ||
        r.own.enforced + r.path.enforced < s->own.enforced + s->path.enforced) {
        s->role = r.role;
        s->own = r.own;
        s->path = r.path;
    }
}

/*
 * Which of its roles a certificate plays is not known here, so it passes if
 * it would in one of them; as a leaf it is judged again, in its role, at
 * CertificateVerify. Of several readings that refuse, the one that finds the
 * least is told: a leaf with cA TRUE is a faulty leaf, not a hopeless CA.
 */
static void judge_certificate(subject *s, const sg_link *link)
{
    static const slicegate_role as_ca[] = {
        SLICEGATE_ROLE_CA, SLICEGATE_ROLE_CLIENT, SLICEGATE_ROLE_SERVER};
    static const slicegate_role as_leaf[] = {
        SLICEGATE_ROLE_CLIENT, SLICEGATE_ROLE_SERVER, SLICEGATE_ROLE_CA};
    const slicegate_role *roles = s->facts.is_ca ? as_ca : as_leaf;

    for (int i = 0; i < 3; i++) {
        read_as(s, roles[i], link);
        if (passes(&s->own, &s->path))
            break;
    }
    /* Where the certificate breaks a rule itself, that says more. */
    if (slicegate_findings_pass(&s->own))
        judge_floor(s, &s->path);
}

/* ---- What is remembered ------------------------------------------------ */

/*
 * The verdict of the path for a leaf, whatever the certificate was read as. A
 * floor that is broken counts here in any case: what refuses the certificate
 * itself at this moment, its time say, may have passed by CertificateVerify.
 */
static void remember_pass(subject *s, const sg_link *link)
{
    slicegate_findings path = s->path, with_floor;
    sg_pass pass = {.not_after = s->not_after};

    if (s->role == SLICEGATE_ROLE_CA) {
        memset(&path, 0, sizeof(path));
        judge_place(s, SLICEGATE_ROLE_CLIENT, link, &path);
    }
    with_floor = path;
    judge_floor(s, &with_floor);
    pass.passed = slicegate_findings_pass(&with_floor);
    for (unsigned i = 0; i < path.count; i++)
        if (path.item[i].level == SLICEGATE_LEVEL_ENFORCE)
            pass.refused[path.item[i].rule / 64] |= (uint64_t)1
                                                    << (path.item[i].rule % 64);
    sg_passlist_put(s->state->passlist[s->reading], s->tbs, &pass);
}

static void remember_link(const subject *s, sg_link *link, bool passed)
{
    /* An end entity of unknown key can be nobody's issuer by mistake. */
    link->set = s->identified || s->facts.is_ca || s->facts.unreadable != NULL;
    link->identified = s->identified;
    memcpy(link->key_id, s->key_id, SG_SHA256_SIZE);
    link->not_after = s->not_after;
    slicegate_issuer_keep(&s->facts, &link->issuer);
    /* Of unknown key it counts as the issuer of anything: never as a good one
     */
    link->issuer.passed =
        passed && s->identified && s->role == SLICEGATE_ROLE_CA;
    link->issuer.depth = s->depth;
    if (link->issuer.passed) {
        const sg_issuer issuer = {link->not_after, link->issuer};

        sg_issuers_put(s->state->issuers[s->reading], link->key_id, &issuer);
    }
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

/* Of a leaf that passes only its place is told here: its own warnings belong
 * to the handshake, where its role is known. */
static bool refuses(subject *s)
{
    uint8_t certificate[SG_SHA256_SIZE];
    bool leaf_passes =
        s->role != SLICEGATE_ROLE_CA && passes(&s->own, &s->path);
    sg_event event = {.stage = "chain",
                      .role = s->role == SLICEGATE_ROLE_CA ? "ca" : "",
                      .findings = leaf_passes ? &s->path : &s->own,
                      .facts = &s->facts,
                      .tbs_sha256 = s->tbs,
                      .certificate_sha256 = certificate};

    if (!leaf_passes)
        join(&s->own, &s->path);
    if (event.findings->count == 0)
        return false;
    sg_certificate_hash(s->v->data, s->facts.signature_algorithm,
                        s->v->signature, certificate);
    return sg_report(s->state, &s->state->sides.side[SG_SIDE_SERVER], &event,
                     SG_R_CERTIFICATE_REFUSED);
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

/* One reading of the certificate. True where it passes. */
static bool read_by(subject *s, unsigned index, sg_link *link, bool listed)
{
    bool passed;

    s->reading = index;
    s->profile = s->state->sides.reading[index];
    s->role = 0;
    s->depth = 0;
    s->not_after = s->facts.not_after;
    memset(&s->own, 0, sizeof(s->own));
    memset(&s->path, 0, sizeof(s->path));
    judge_certificate(s, link);
    if (listed)
        memset(&s->path, 0, sizeof(s->path));
    passed = passes(&s->own, &s->path);
    remember_pass(s, link);
    remember_link(s, link, passed);
    return passed;
}

/*
 * Which side will meet this certificate is not known yet. It is refused here
 * only where that does not matter; what one side alone refuses is refused in
 * the handshake. The first reading comes last: it is the one that is told.
 */
static int judge_verified(subject *s, sg_link *links, int verified)
{
    const sg_sides *sides = &s->state->sides;
    bool listed = is_listed(s), passed_by_any = false, passed = false;

    for (unsigned i = sides->readings; i-- > 0;) {
        passed = read_by(s, i, &links[i], listed);
        passed_by_any |= passed;
    }
    if (!passed && (passed_by_any || !sides->early))
        return verified;
    return refuses(s) ? 0 : verified;
}

static void end_links(const sg_state *state, sg_link *links)
{
    for (unsigned i = 0; i < state->sides.readings; i++)
        links[i].set = false;
}

/* An application may go on below a signature that does not hold. */
static void remember_unverified(subject *s, sg_link *links)
{
    for (unsigned i = 0; i < s->state->sides.readings; i++) {
        s->reading = i;
        remember_link(s, &links[i], false);
    }
}

int sg_gate_certificate(const sg_verification *v)
{
    sg_state *state = v->state;
    sg_link *links = sg_path_links(state);
    subject s;
    int ret;

    memset(&s, 0, sizeof(s));
    s.v = v;
    s.state = state;
    s.now = (int64_t)time(NULL);
    sg_sha256_bytes(v->data.p, v->data.n, s.tbs);
    ret = sg_sigcache_verify(state->sigcache, v, s.tbs);
    if (links == NULL) {
        if (state->sides.side[SG_SIDE_UNKNOWN].mode == SLICEGATE_MODE_MONITOR)
            return ret;
        sg_raise(&state->core, SG_R_INTERNAL,
                 "out of memory while a path was verified");
        return 0;
    }
    (void)slicegate_cert_parse(v->data, &s.facts);
    s.not_after = s.facts.not_after;
    s.identified =
        s.facts.unreadable == NULL && sg_pubkey_id_of(&s.facts.key, s.key_id);
    if (ret != 1) {
        remember_unverified(&s, links);
        return ret;
    }
    if (signs_itself(&s)) {
        end_links(state, links);
        return ret;
    }
    return judge_verified(&s, links, ret);
}
