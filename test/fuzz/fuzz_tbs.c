/* SPDX-License-Identifier: Apache-2.0 */
/* The reader and the judges of certificates: nothing is read outside the
 * input, what cannot be read is refused, and every text is printable. */
#include "slicegate/profile.h"

#include "check.h"

static const slicegate_role roles[] = {SLICEGATE_ROLE_CLIENT,
                                       SLICEGATE_ROLE_SERVER, SLICEGATE_ROLE_CA,
                                       SLICEGATE_ROLE_UPPER_CA};
#define ROLES (sizeof roles / sizeof roles[0])
#define NOW 1800000000

static void check_within(slicegate_bytes part, slicegate_bytes whole)
{
    if (part.n == 0)
        return;
    CHECK(part.p >= whole.p && part.n <= whole.n);
    CHECK((size_t)(part.p - whole.p) <= whole.n - part.n);
}

static void check_name(slicegate_bytes name, size_t size)
{
    char *text = malloc(size);

    CHECK(text != NULL);
    slicegate_name_text(name, text, size);
    check_text(text, size);
    free(text);
}

static void check_facts(const slicegate_cert_facts *f, slicegate_bytes tbs)
{
    const slicegate_bytes parts[] = {f->serial,         f->signature_algorithm,
                                     f->issuer,         f->subject,
                                     f->spki,           f->key.oid,
                                     f->key.n,          f->key.e,
                                     f->key.point,      f->key.curve_oid,
                                     f->subject_key_id, f->authority_key_id};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        check_within(parts[i], tbs);
    CHECK(f->extension_count <= SLICEGATE_EXTENSIONS_MAX);
    for (unsigned i = 0; i < f->extension_count; i++) {
        check_within(f->extension[i].oid, tbs);
        check_within(f->extension[i].value, tbs);
    }
    check_name(f->issuer, 8);
    check_name(f->subject, 300);
}

/* In buffers of their exact size, so that a byte too many is seen. */
static void check_finding(const slicegate_finding *finding, size_t size)
{
    char *expected = malloc(size), *presented = malloc(size);

    CHECK(expected != NULL && presented != NULL);
    CHECK(finding->rule < SLICEGATE_RULE_COUNT);
    CHECK(finding->level == SLICEGATE_LEVEL_WARN ||
          finding->level == SLICEGATE_LEVEL_ENFORCE);
    CHECK(slicegate_finding_text(finding, expected, size, presented, size));
    check_text(expected, size);
    check_text(presented, size);
    free(expected);
    free(presented);
}

static void check_findings(const slicegate_findings *f, size_t size)
{
    unsigned enforced = 0;

    CHECK(f->count <= SLICEGATE_FINDINGS_MAX);
    for (unsigned i = 0; i < f->count; i++) {
        enforced += f->item[i].level == SLICEGATE_LEVEL_ENFORCE;
        check_finding(&f->item[i], size);
    }
    CHECK(f->enforced >= enforced);
    CHECK(slicegate_findings_pass(f) == (f->enforced == 0));
}

static void judge(const slicegate_cert_facts *f, slicegate_role role,
                  const slicegate_profile *profile,
                  const slicegate_issuer *issuer)
{
    static const size_t text_sizes[] = {256, 16};
    slicegate_findings found = {0};

    slicegate_judge_cert(f, role, profile, NOW, &found);
    if (f->unreadable != NULL && strcmp(profile->name, "none") != 0)
        CHECK(!slicegate_findings_pass(&found));
    slicegate_judge_issued(f, role, issuer, profile, &found);
    if (strcmp(profile->name, "none") == 0)
        CHECK(found.count == 0);
    for (size_t i = 0; i < sizeof text_sizes / sizeof text_sizes[0]; i++)
        check_findings(&found, text_sizes[i]);
}

/* The certificate as its own issuer, with what a caller adds to it. */
static void make_issuer(const slicegate_cert_facts *f, unsigned variant,
                        slicegate_issuer *issuer)
{
    slicegate_issuer_keep(f, issuer);
    CHECK(!issuer->passed && !issuer->is_anchor);
    issuer->passed = (variant & 1) != 0;
    issuer->is_anchor = (variant & 2) != 0;
    issuer->depth = variant;
}

static void judge_all(const slicegate_cert_facts *f)
{
    const char *const *names = slicegate_profile_names();

    for (unsigned i = 0; names[i] != NULL; i++) {
        slicegate_profile profile;
        slicegate_issuer issuer;

        CHECK(slicegate_profile_builtin(names[i], &profile));
        make_issuer(f, i, &issuer);
        for (size_t k = 0; k < ROLES; k++)
            judge(f, roles[k], &profile, &issuer);
    }
}

static void check_split(slicegate_bytes input)
{
    slicegate_bytes tbs, algorithm, signature;
    slicegate_cert_facts facts;
    slicegate_findings found = {0};
    slicegate_profile mgmt;

    if (!slicegate_cert_split(input, &tbs, &algorithm, &signature))
        return;
    check_within(tbs, input);
    check_within(algorithm, input);
    check_within(signature, input);
    CHECK(slicegate_profile_builtin("mgmt", &mgmt));
    slicegate_cert_parse(tbs, &facts);
    slicegate_judge_outer(&facts, algorithm, &mgmt, &found);
    check_findings(&found, 256);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    slicegate_bytes input = {data, size};
    slicegate_cert_facts facts;
    bool readable;

    memset(&facts, 0xAA, sizeof facts);
    readable = slicegate_cert_parse(input, &facts);
    CHECK(readable == (facts.unreadable == NULL));
    if (!readable)
        CHECK(facts.unreadable_at <= size);
    /* What the strict reader takes, the lenient one must not let past. */
    if (slicegate_is_tbs_certificate(input) == false)
        CHECK(!readable);
    check_facts(&facts, input);
    judge_all(&facts);
    check_split(input);
    check_name(input, 64);
    return 0;
}
