/* SPDX-License-Identifier: Apache-2.0 */
#include "lint_judge.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "profile/der.h"

/* ---- Reading ----------------------------------------------------------- */

/* What was expected where a Certificate stops to be strict DER. */
static void breaks_at(lint_cert *c, const uint8_t *p, const char *expected)
{
    c->facts.unreadable = c->broken;
    c->facts.unreadable_at = (size_t)(p - c->der.p);
    (void)snprintf(c->broken, sizeof(c->broken), "%s", expected);
}

static void ends_late(lint_cert *c, const sg_der *in, const char *of)
{
    char expected[sizeof(c->broken)];

    (void)snprintf(expected, sizeof(expected), "end of %s, but %zu bytes more,",
                   of, (size_t)(in->end - in->p));
    breaks_at(c, in->p, expected);
}

/* slicegate_cert_split says only whether; this walks the same way again. */
static void say_where_it_breaks(lint_cert *c)
{
    sg_der in = sg_der_over(c->der), inside;
    slicegate_bytes oid, parameters, signature;
    sg_tlv part;

    if (!sg_der_enter(&in, SG_SEQUENCE, &inside))
        breaks_at(c, in.p, "whole SEQUENCE in DER");
    else if (!sg_der_done(&in))
        ends_late(c, &in, "the certificate");
    else if (!sg_der_next_is(&inside, SG_SEQUENCE) ||
             !sg_der_any(&inside, &part))
        breaks_at(c, inside.p, "TBSCertificate in DER");
    else if (!sg_der_algorithm(&inside, &oid, &parameters))
        breaks_at(c, inside.p, "AlgorithmIdentifier in DER");
    else if (!sg_der_bit_octets(&inside, &signature))
        breaks_at(c, inside.p, "signature of whole octets in DER");
    else
        ends_late(c, &inside, "the signature");
}

static void read_one(const lint_context *context, slicegate_bytes der,
                     lint_cert *c)
{
    const unsigned char *p = der.p;
    slicegate_bytes signature;

    c->der = der;
    c->split = slicegate_cert_split(der, &c->tbs, &c->algorithm, &signature);
    if (!c->split)
        say_where_it_breaks(c);
    else if (!slicegate_cert_parse(c->tbs, &c->facts))
        c->facts.unreadable_at += (size_t)(c->tbs.p - der.p);
    c->x509 = X509_new_ex(context->libctx, NULL);
    if (c->x509 != NULL && d2i_X509(&c->x509, &p, (long)der.n) == NULL)
        c->x509 = NULL; /* freed by d2i_X509 */
    ERR_clear_error();
}

static bool same(const lint_cert *a, const lint_cert *b)
{
    return a->der.n == b->der.n && memcmp(a->der.p, b->der.p, a->der.n) == 0;
}

/* Names as libcrypto compares them: CERT-NAME-3 asks for more. */
static bool named_issuer(const lint_cert *c, const lint_cert *issuer)
{
    return c->x509 != NULL && issuer->x509 != NULL &&
           X509_NAME_cmp(X509_get_issuer_name(c->x509),
                         X509_get_subject_name(issuer->x509)) == 0;
}

static bool issued(const lint_cert *c, const lint_cert *issuer)
{
    EVP_PKEY *key =
        named_issuer(c, issuer) ? X509_get0_pubkey(issuer->x509) : NULL;
    bool verified = key != NULL && X509_verify(c->x509, key) == 1;

    ERR_clear_error();
    return verified;
}

static lint_cert *find_issuer(lint_cert *among, size_t count,
                              const lint_cert *c)
{
    for (size_t i = 0; i < count; i++)
        if (!same(&among[i], c) && issued(c, &among[i]))
            return &among[i];
    return NULL;
}

/* ---- Roles ------------------------------------------------------------- */

static void add_role(lint_cert *c, slicegate_role role)
{
    c->judged[c->roles++].role = role;
}

/* --role binds the first certificate of a file and all others of its kind. */
static bool role_binds(const lint_context *context, const lint_cert *c)
{
    bool of_ca = (context->role & SLICEGATE_ROLES_CA) != 0;

    return context->role != 0 && (c->index == 1 || c->facts.is_ca == of_ca);
}

static void choose_roles(const lint_context *context, lint_cert *c)
{
    if (c->place == LINT_ANCHOR || c->place == LINT_ROOT) {
        add_role(c, SLICEGATE_ROLE_ANCHOR);
    } else if (role_binds(context, c)) {
        add_role(c, context->role);
    } else if (c->facts.is_ca) {
        add_role(c, SLICEGATE_ROLE_CA);
    } else {
        add_role(c, SLICEGATE_ROLE_CLIENT);
        add_role(c, SLICEGATE_ROLE_SERVER);
    }
    /* A CA that does not say so: what it lacks is to be named. */
    if (c->issues && !c->facts.is_ca &&
        (c->judged[0].role & SLICEGATE_ROLES_CA) == 0)
        add_role(c, SLICEGATE_ROLE_CA);
}

/* ---- Place in the path ------------------------------------------------- */

static bool is_anchor(const lint_context *context, const lint_cert *c)
{
    for (size_t i = 0; i < context->anchors; i++)
        if (same(&context->anchor[i], c))
            return true;
    return false;
}

static lint_place place_of(const lint_context *context, const lint_cert *c)
{
    if (is_anchor(context, c))
        return LINT_ANCHOR;
    if (c->issuer != NULL)
        return LINT_BELOW;
    if (issued(c, c))
        return c->facts.is_ca ? LINT_ROOT : LINT_SELF_SIGNED;
    return LINT_ALONE;
}

static bool listed(const lint_context *context, const lint_cert *c)
{
    const slicegate_policy *policy =
        context->policy == NULL ? NULL : &context->policy->policy;
    uint8_t hash[32];

    if (policy == NULL || policy->leaf_count == 0 ||
        EVP_Q_digest(context->libctx, "SHA256", NULL, c->der.p, c->der.n, hash,
                     NULL) != 1)
        return false;
    for (unsigned i = 0; i < policy->leaf_count; i++)
        if (memcmp(policy->leaf[i], hash, sizeof(hash)) == 0)
            return true;
    return false;
}

static void add_to_all(const lint_context *context, lint_cert *c,
                       slicegate_rule rule)
{
    for (unsigned i = 0; i < c->roles; i++)
        slicegate_findings_add(&c->judged[i].findings, &context->profile, rule);
}

static void judge_issued(const lint_context *context, lint_cert *c)
{
    const lint_cert *above = c->issuer;
    slicegate_issuer issuer;

    slicegate_issuer_keep(&above->facts, &issuer);
    issuer.is_anchor = above->place == LINT_ANCHOR || above->place == LINT_ROOT;
    issuer.passed = above->facts.is_ca && lint_passes(above);
    issuer.depth = above->depth;
    c->depth = above->depth + 1;
    for (unsigned i = 0; i < c->roles; i++)
        slicegate_judge_issued(&c->facts, c->judged[i].role, &issuer,
                               &context->profile, &c->judged[i].findings);
    if (context->anchors > 0 && above->place == LINT_ROOT)
        add_to_all(context, c, SLICEGATE_RULE_CHAIN_7);
}

static void judge_place(const lint_context *context, lint_cert *c)
{
    if (listed(context, c))
        return;
    switch (c->place) {
    case LINT_BELOW:
        judge_issued(context, c);
        break;
    case LINT_SELF_SIGNED:
        add_to_all(context, c, SLICEGATE_RULE_CHAIN_8);
        break;
    case LINT_ALONE:
        c->depth = 1; /* below an anchor that is not here */
        break;
    case LINT_ANCHOR:
    case LINT_ROOT:
        break;
    }
}

/* ---- Judging ----------------------------------------------------------- */

static void judge_alone(const lint_context *context, lint_cert *c,
                        lint_judged *judged)
{
    slicegate_judge_cert(&c->facts, judged->role, &context->profile,
                         context->now, &judged->findings);
    if (c->split && judged->role != SLICEGATE_ROLE_ANCHOR)
        slicegate_judge_outer(&c->facts, c->algorithm, &context->profile,
                              &judged->findings);
}

/* Issuers first, since what is below depends on whether they passed. */
static void judge_one(const lint_context *context, lint_cert *file,
                      size_t count, lint_cert *c)
{
    lint_cert *issuer;

    if (c->done || c->judging)
        return;
    c->judging = true;
    issuer = find_issuer(context->anchor, context->anchors, c);
    if (issuer == NULL)
        issuer = find_issuer(file, count, c);
    if (issuer != NULL)
        judge_one(context, file, count, issuer);
    /* An issuer that is still being judged would be its own ancestor. */
    c->issuer = issuer != NULL && issuer->done ? issuer : NULL;
    c->place = place_of(context, c);
    if (c->place != LINT_BELOW)
        c->issuer = NULL;
    choose_roles(context, c);
    for (unsigned i = 0; i < c->roles; i++)
        judge_alone(context, c, &c->judged[i]);
    judge_place(context, c);
    c->done = true;
}

lint_cert *lint_judge_file(const lint_context *context,
                           const cli_cert_file *file)
{
    lint_cert *cert = cli_alloc(file->count * sizeof(*cert));

    for (size_t i = 0; i < file->count; i++) {
        cert[i].index = i + 1;
        read_one(context, file->cert[i], &cert[i]);
    }
    for (size_t i = 0; i < file->count; i++) {
        lint_cert *issuer = find_issuer(cert, file->count, &cert[i]);

        if (issuer != NULL)
            issuer->issues = true;
    }
    for (size_t i = 0; i < file->count; i++)
        judge_one(context, cert, file->count, &cert[i]);
    return cert;
}

void lint_free(lint_cert *cert, size_t count)
{
    for (size_t i = 0; i < count; i++)
        X509_free(cert[i].x509);
    free(cert);
}

void lint_take_anchors(lint_context *context)
{
    size_t count = 0;
    lint_cert *anchor;

    for (size_t f = 0; f < context->policy->anchor_files; f++)
        count += context->policy->anchor[f].count;
    anchor = cli_alloc(count * sizeof(*anchor));
    context->anchor = anchor;
    context->anchors = count;
    for (size_t f = 0; f < context->policy->anchor_files; f++)
        for (size_t i = 0; i < context->policy->anchor[f].count; i++)
            read_one(context, context->policy->anchor[f].cert[i], anchor++);
    for (size_t i = 0; i < count; i++) {
        lint_cert *a = &context->anchor[i];

        a->place = LINT_ANCHOR;
        choose_roles(context, a);
        judge_alone(context, a, &a->judged[0]);
        a->done = true;
    }
}

void lint_drop_anchors(lint_context *context)
{
    lint_free(context->anchor, context->anchors);
    context->anchor = NULL;
    context->anchors = 0;
}

/* ---- Reading the result ------------------------------------------------ */

bool lint_passes(const lint_cert *cert)
{
    for (unsigned i = 0; i < cert->roles; i++)
        if (slicegate_findings_pass(&cert->judged[i].findings))
            return true;
    return false;
}

bool lint_warns(const lint_cert *cert)
{
    for (unsigned i = 0; i < cert->roles; i++)
        if (cert->judged[i].findings.count == 0)
            return false;
    return true;
}

static const struct {
    const char *name, *text;
} places[] = {
    [LINT_ALONE] = {"incomplete",
                    "its issuer is not in this file: what binds the two is not "
                    "judged"},
    [LINT_BELOW] = {"issued", "judged below its issuer, whose signature holds"},
    [LINT_ANCHOR] = {"anchor", "an anchor of the policy: its own signature is "
                               "not judged"},
    [LINT_ROOT] = {"root", "signed by itself, taken as an anchor: its own "
                           "signature is not judged"},
    [LINT_SELF_SIGNED] = {"self-signed", "an end entity signed by itself"},
};

const char *lint_place_text(const lint_cert *cert)
{
    return places[cert->place].text;
}

const char *lint_place_name(const lint_cert *cert)
{
    return places[cert->place].name;
}
