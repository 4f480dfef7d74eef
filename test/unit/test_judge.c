/* SPDX-License-Identifier: Apache-2.0 */
/* How the judges go about it: levels, overflow, what fails closed. */
#include <string.h>

#include "rule_case.h"
#include "suite.h"

static slicegate_profile mgmt;
static slicegate_findings found;

static const slicegate_cert_facts *facts_of(kind k, edit first, edit second)
{
    static slicegate_cert_facts facts;
    rule_case c = {.kind = k, .edit = {first, second}};
    tbs_reset();
    slicegate_cert_parse(rule_case_tbs(&c), &facts);
    return &facts;
}

static void judge(const slicegate_cert_facts *facts, slicegate_role role)
{
    memset(&found, 0, sizeof found);
    slicegate_judge_cert(facts, role, &mgmt, TBS_NOW, &found);
}

static void judge_changed(kind k, op what, const char *a, const char *b)
{
    judge(facts_of(k, (edit){what, a, b}, (edit){KEEP, NULL, NULL}),
          kind_role(k));
}

static bool has(slicegate_rule rule)
{
    for (unsigned i = 0; i < found.count; i++)
        if (found.item[i].rule == rule)
            return true;
    return false;
}

static void level(slicegate_rule rule, slicegate_level to)
{
    CU_ASSERT_TRUE(slicegate_profile_set(&mgmt, rule, to));
}

static void fresh(void)
{
    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &mgmt));
}

/* A rule that the policy lowers hides no other. */
static void lowered_rules_hide_nothing(void)
{
    static const struct {
        slicegate_rule lowered, then;
        kind kind;
        op op;
        const char *a, *b;
    } cases[] = {
        {SLICEGATE_RULE_CERT_KU_1, SLICEGATE_RULE_CERT_KU_2, CLIENT, DROP,
         EXT_KU, NULL},
        {SLICEGATE_RULE_CERT_KU_1, SLICEGATE_RULE_CA_KU_1, CA, DROP, EXT_KU,
         NULL},
        {SLICEGATE_RULE_CERT_EXT_3, SLICEGATE_RULE_CERT_KU_2, CLIENT, VALUE,
         EXT_KU, "0500"},
        {SLICEGATE_RULE_CERT_EXT_3, SLICEGATE_RULE_CERT_EKU_2, CLIENT, VALUE,
         EXT_EKU, "0500"},
        {SLICEGATE_RULE_CERT_EXT_3, SLICEGATE_RULE_CERT_BC_1, CLIENT, ADD,
         EXT_BC, "0500"},
        {SLICEGATE_RULE_CERT_EXT_3, SLICEGATE_RULE_CA_BC_1, CA, VALUE, EXT_BC,
         "3008 0101ff 020100 0500"},
        {SLICEGATE_RULE_CERT_EXT_3, SLICEGATE_RULE_CERT_CDP_1, CLIENT, VALUE,
         EXT_CDP, "0500"},
        {SLICEGATE_RULE_CERT_CDP_2, SLICEGATE_RULE_CERT_CDP_1, CLIENT, VALUE,
         EXT_CDP, "3000"},
        {SLICEGATE_RULE_CERT_CDP_1, SLICEGATE_RULE_CERT_EXT_1, CLIENT, CRITICAL,
         EXT_CDP, NULL},
        {SLICEGATE_RULE_CERT_VER_1, SLICEGATE_RULE_CERT_KU_1, CLIENT, BARE,
         NULL, NULL},
        {SLICEGATE_RULE_CERT_SER_1, SLICEGATE_RULE_CERT_DER_1, CLIENT, SERIAL,
         "02020001", NULL},
        {SLICEGATE_RULE_CERT_VAL_1, SLICEGATE_RULE_CERT_DER_1, CLIENT, VALID,
         "2601010000Z", "270101000000Z"},
        {SLICEGATE_RULE_CERT_VAL_1, SLICEGATE_RULE_CERT_DER_1, CLIENT, VALID,
         "260101000000Z", "2701010000Z"},
        {SLICEGATE_RULE_CERT_HASH_3, SLICEGATE_RULE_CERT_SIG_3, CLIENT,
         SIGNATURE, "300d 06092a864886f70d010105 0500", NULL},
        {SLICEGATE_RULE_CERT_HASH_3, SLICEGATE_RULE_CERT_SIG_4, CLIENT,
         SIGNATURE, "300d 06092a864886f70d01010a 3000", NULL},
        {SLICEGATE_RULE_CERT_PK_2, SLICEGATE_RULE_CERT_PK_4, CLIENT, RSA,
         "2047", NULL},
        {SLICEGATE_RULE_CERT_NAME_3, SLICEGATE_RULE_CERT_NAME_1, CA, SUBJECT,
         "", NULL},
        {SLICEGATE_RULE_CERT_NAME_3, SLICEGATE_RULE_CERT_NAME_1, CLIENT, ISSUER,
         "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fresh();
        level(cases[i].lowered, SLICEGATE_LEVEL_WARN);
        judge_changed(cases[i].kind, cases[i].op, cases[i].a, cases[i].b);
        CU_ASSERT_TRUE(has(cases[i].then));
        CU_ASSERT_FALSE(slicegate_findings_pass(&found));
        level(cases[i].lowered, SLICEGATE_LEVEL_OFF);
        judge_changed(cases[i].kind, cases[i].op, cases[i].a, cases[i].b);
        CU_ASSERT_TRUE(has(cases[i].then));
        CU_ASSERT_FALSE(has(cases[i].lowered));
    }
}

static void warnings_do_not_refuse(void)
{
    fresh();
    level(SLICEGATE_RULE_CERT_EC_4, SLICEGATE_LEVEL_WARN);
    judge_changed(CLIENT, KEY,
                  "3018 3010 06072a8648ce3d0201 06052b81040023 0304 00 040000",
                  NULL);
    CU_ASSERT_TRUE(has(SLICEGATE_RULE_CERT_EC_4));
    CU_ASSERT_TRUE(slicegate_findings_pass(&found));
    CU_ASSERT_EQUAL(found.item[0].level, SLICEGATE_LEVEL_WARN);
}

static void unreadable_is_refused(void)
{
    slicegate_cert_facts never = {0};
    slicegate_issuer issuer;
    static const slicegate_role roles[] = {
        SLICEGATE_ROLE_CLIENT,   SLICEGATE_ROLE_SERVER, SLICEGATE_ROLE_CA,
        SLICEGATE_ROLE_UPPER_CA, SLICEGATE_ROLE_ANCHOR, (slicegate_role)0,
        (slicegate_role)1024};
    fresh();
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        judge(&never, roles[i]);
        CU_ASSERT_TRUE(has(SLICEGATE_RULE_CERT_DER_1));
        CU_ASSERT_EQUAL(found.enforced, 1);
    }
    const slicegate_cert_facts *cut =
        facts_of(CA, (edit){VERSION, "a0", NULL}, (edit){KEEP, NULL, NULL});
    judge(cut, SLICEGATE_ROLE_CA);
    CU_ASSERT_EQUAL(found.enforced, 1);
    slicegate_issuer_keep(cut, &issuer);
    CU_ASSERT_FALSE(issuer.is_ca);
    CU_ASSERT_EQUAL(issuer.path_len, -1);
    /* Said once, though both judges see it. */
    issuer.is_ca = issuer.passed = true;
    slicegate_judge_issued(cut, SLICEGATE_ROLE_CA, &issuer, &mgmt, &found);
    CU_ASSERT_EQUAL(found.enforced, 1);
    memset(&found, 0, sizeof found);
    slicegate_judge_issued(cut, SLICEGATE_ROLE_CA, &issuer, &mgmt, &found);
    CU_ASSERT_EQUAL(found.enforced, 1);
    slicegate_judge_outer(cut, hex("3000"), &mgmt, &found);
    CU_ASSERT_EQUAL(found.enforced, 1);
}

/* A role that is none is judged as all of them, so nobody passes. */
static void unknown_role_is_refused(void)
{
    fresh();
    judge(facts_of(CLIENT, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL}),
          (slicegate_role)0);
    CU_ASSERT_FALSE(slicegate_findings_pass(&found));
    judge(facts_of(CA, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL}),
          (slicegate_role)1024);
    CU_ASSERT_FALSE(slicegate_findings_pass(&found));
    slicegate_issuer zero = {0};
    memset(&found, 0, sizeof found);
    slicegate_judge_issued(
        facts_of(CLIENT, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL}),
        (slicegate_role)0, &zero, &mgmt, &found);
    CU_ASSERT_TRUE(has(SLICEGATE_RULE_CHAIN_9));
}

static void zeroed_issuer_is_refused(void)
{
    slicegate_issuer zero = {0};
    fresh();
    memset(&found, 0, sizeof found);
    slicegate_judge_issued(
        facts_of(CLIENT, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL}),
        SLICEGATE_ROLE_CLIENT, &zero, &mgmt, &found);
    CU_ASSERT_TRUE(has(SLICEGATE_RULE_CHAIN_9));
    CU_ASSERT_FALSE(has(SLICEGATE_RULE_CA_BC_2));
    CU_ASSERT_FALSE(has(SLICEGATE_RULE_CERT_STR_1));
}

static void long_subject_equals_nothing(void)
{
    slicegate_issuer issuer = {.is_ca = true, .passed = true, .strength = 256};
    const slicegate_cert_facts *f =
        facts_of(CLIENT, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL});
    fresh();
    memcpy(issuer.subject, f->issuer.p, f->issuer.n);
    issuer.subject_len = f->issuer.n;
    memset(&found, 0, sizeof found);
    slicegate_judge_issued(f, SLICEGATE_ROLE_CLIENT, &issuer, &mgmt, &found);
    CU_ASSERT_FALSE(has(SLICEGATE_RULE_CERT_NAME_3));
    issuer.subject_len = SLICEGATE_NAME_MAX + 1;
    slicegate_judge_issued(f, SLICEGATE_ROLE_CLIENT, &issuer, &mgmt, &found);
    CU_ASSERT_TRUE(has(SLICEGATE_RULE_CERT_NAME_3));

    slicegate_cert_facts big = *f;
    slicegate_issuer kept;
    big.subject = fill('x', SLICEGATE_NAME_MAX + 1);
    big.subject_key_id = fill('x', SLICEGATE_KEYID_MAX + 1);
    slicegate_issuer_keep(&big, &kept);
    CU_ASSERT_EQUAL(kept.subject_len, SLICEGATE_NAME_MAX + 1);
    CU_ASSERT_EQUAL(kept.ski_len, SLICEGATE_KEYID_MAX + 1);
    CU_ASSERT_EQUAL(kept.subject[0], 0);
}

static void findings_of_a_gate(void)
{
    char expected[256], presented[256];
    fresh();
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const slicegate_rule_info *i = slicegate_rule_get((slicegate_rule)r);
        if (!i->made_by_gate)
            continue;
        memset(&found, 0, sizeof found);
        slicegate_findings_add(&found, &mgmt, (slicegate_rule)r);
        CU_ASSERT_EQUAL(found.count, 1);
        CU_ASSERT_EQUAL(found.enforced, 1);
        CU_ASSERT_TRUE(slicegate_finding_text(&found.item[0], expected,
                                              sizeof expected, presented,
                                              sizeof presented));
        CU_ASSERT_STRING_EQUAL(expected, i->expected);
        CU_ASSERT_STRING_NOT_EQUAL(presented, "something else");
    }
    memset(&found, 0, sizeof found);
    level(SLICEGATE_RULE_GATE_1, SLICEGATE_LEVEL_OFF);
    slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_GATE_1);
    CU_ASSERT_EQUAL(found.count, 0);
    level(SLICEGATE_RULE_GATE_1, SLICEGATE_LEVEL_WARN);
    slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_GATE_1);
    CU_ASSERT_EQUAL(found.count, 1);
    CU_ASSERT_TRUE(slicegate_findings_pass(&found));
    slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_COUNT);
    CU_ASSERT_FALSE(slicegate_findings_pass(&found));
}

static void overflow_is_no_pass(void)
{
    fresh();
    memset(&found, 0, sizeof found);
    level(SLICEGATE_RULE_GATE_1, SLICEGATE_LEVEL_WARN);
    for (unsigned i = 0; i < SLICEGATE_FINDINGS_MAX; i++)
        slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_GATE_1);
    CU_ASSERT_TRUE(slicegate_findings_pass(&found));
    slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_GATE_2);
    CU_ASSERT_EQUAL(found.count, SLICEGATE_FINDINGS_MAX);
    CU_ASSERT_EQUAL(found.enforced, 1);
    CU_ASSERT_EQUAL(found.item[SLICEGATE_FINDINGS_MAX - 1].rule,
                    SLICEGATE_RULE_GATE_2);
    slicegate_findings_add(&found, &mgmt, SLICEGATE_RULE_GATE_1);
    CU_ASSERT_EQUAL(found.enforced, 1);
    CU_ASSERT_FALSE(slicegate_findings_pass(&found));
}

static void facts_are_read(void)
{
    const slicegate_cert_facts *f =
        facts_of(CA, (edit){P384, NULL, NULL}, (edit){KEEP, NULL, NULL});
    CU_ASSERT_PTR_NULL(f->unreadable);
    CU_ASSERT_EQUAL(f->version, 3);
    CU_ASSERT_TRUE(f->is_ca);
    CU_ASSERT_EQUAL(f->path_len, 0);
    CU_ASSERT_EQUAL(f->key.type, SLICEGATE_KEY_EC);
    CU_ASSERT_EQUAL(f->key.curve, SLICEGATE_CURVE_P384);
    CU_ASSERT_EQUAL(f->key.bits, 384);
    CU_ASSERT_EQUAL(f->key.strength, 192);
    CU_ASSERT_EQUAL(f->not_before, INT64_C(1767225600));
    CU_ASSERT_EQUAL(f->not_after, INT64_C(1798761600));
    CU_ASSERT_EQUAL(f->extension_count, 4);
    CU_ASSERT_EQUAL(f->subject_key_id.n, 4);
    CU_ASSERT_EQUAL(f->key_usage, 1u << 5 | 1u << 6);
    f = facts_of(CLIENT, (edit){RSA, "4096", NULL}, (edit){KEEP, NULL, NULL});
    CU_ASSERT_EQUAL(f->key.type, SLICEGATE_KEY_RSA);
    CU_ASSERT_EQUAL(f->key.bits, 4096);
    CU_ASSERT_EQUAL(f->key.strength, 128);
    CU_ASSERT_EQUAL(f->path_len, -1);
}

/* The limits of slicegate/profile.h are the last that pass. */
static void limits_pass(void)
{
    slicegate_cert_facts f =
        *facts_of(CLIENT, (edit){KEEP, NULL, NULL}, (edit){KEEP, NULL, NULL});
    slicegate_issuer issuer = {.is_ca = true,
                               .passed = true,
                               .strength = 128,
                               .ski_len = SLICEGATE_KEYID_MAX,
                               .subject_len = SLICEGATE_NAME_MAX};
    fresh();
    f.tbs.n = SLICEGATE_CERT_MAX;
    judge(&f, SLICEGATE_ROLE_CLIENT);
    CU_ASSERT_FALSE(has(SLICEGATE_RULE_CHAIN_3));
    f.tbs.n = SLICEGATE_CERT_MAX + 1;
    judge(&f, SLICEGATE_ROLE_CLIENT);
    CU_ASSERT_TRUE(has(SLICEGATE_RULE_CHAIN_3));

    memset(issuer.ski, 'k', sizeof issuer.ski);
    memset(issuer.subject, 's', sizeof issuer.subject);
    f.authority_key_id = fill('k', SLICEGATE_KEYID_MAX);
    f.issuer = fill('s', SLICEGATE_NAME_MAX);
    memset(&found, 0, sizeof found);
    slicegate_judge_issued(&f, SLICEGATE_ROLE_CLIENT, &issuer, &mgmt, &found);
    CU_ASSERT_EQUAL(found.count, 0);
}

/* A malformed basicConstraints makes no CA, wherever it is asked. */
static void malformed_makes_no_ca(void)
{
    const slicegate_cert_facts *f = facts_of(
        CA, (edit){VALUE, EXT_BC, "3003 0101ff 00"}, (edit){KEEP, NULL, NULL});
    slicegate_issuer issuer;
    slicegate_issuer_keep(f, &issuer);
    CU_ASSERT_FALSE(issuer.is_ca);
}

int main(void)
{
    static const suite_test tests[] = {
        {"facts are read", facts_are_read},
        {"a lowered rule hides no other", lowered_rules_hide_nothing},
        {"warnings do not refuse", warnings_do_not_refuse},
        {"what cannot be read is refused", unreadable_is_refused},
        {"an unknown role is refused", unknown_role_is_refused},
        {"a zeroed issuer is refused", zeroed_issuer_is_refused},
        {"a long subject equals nothing", long_subject_equals_nothing},
        {"the limits pass", limits_pass},
        {"malformed basicConstraints makes no CA", malformed_makes_no_ca},
        {"findings of a gate", findings_of_a_gate},
        {"overflow is no pass", overflow_is_no_pass}};
    return SUITE_RUN("judge", tests);
}
