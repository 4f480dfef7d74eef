/* SPDX-License-Identifier: Apache-2.0 */
/* For every rule certificates that it lets pass and certificates that it
 * refuses, with the text of the finding. */
#include "rule_case.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/* Rules without a check: a gate makes their findings. */
static const slicegate_rule made_by_gate[] = {
    SLICEGATE_RULE_CHAIN_4, SLICEGATE_RULE_CHAIN_7, SLICEGATE_RULE_CHAIN_8,
    SLICEGATE_RULE_GATE_1,  SLICEGATE_RULE_GATE_2,  SLICEGATE_RULE_GATE_3,
    SLICEGATE_RULE_GATE_4};

static const rule_cases *const tables[] = {&field_cases, &algorithm_cases,
                                           &usage_cases, &extension_cases,
                                           &path_cases};

static bool accepted[SLICEGATE_RULE_COUNT], refused[SLICEGATE_RULE_COUNT];

static void report(const rule_case *c, size_t row, const char *fault,
                   const slicegate_findings *f)
{
    char expected[256], presented[256];
    printf("\n%s, row %zu of its table: %s\n", slicegate_rule_get(c->rule)->id,
           row, fault);
    for (unsigned i = 0; i < f->count; i++) {
        slicegate_finding_text(&f->item[i], expected, sizeof expected,
                               presented, sizeof presented);
        printf("  %s %s: expected [%s] presented [%s]\n",
               slicegate_rule_get((slicegate_rule)f->item[i].rule)->id,
               slicegate_level_name((slicegate_level)f->item[i].level),
               expected, presented);
    }
    CU_FAIL("a rule said something else");
}

static void judge_above(const rule_case *c, const slicegate_cert_facts *facts,
                        const slicegate_profile *profile,
                        slicegate_findings *out)
{
    slicegate_cert_facts ca;
    slicegate_issuer issuer;
    slicegate_cert_parse(rule_case_above(c->above), &ca);
    slicegate_issuer_keep(&ca, &issuer);
    issuer.passed = !c->above->refused;
    issuer.is_anchor = c->above->is_anchor;
    issuer.depth = c->above->depth;
    slicegate_judge_issued(facts, kind_role(c->kind), &issuer, profile, out);
}

static void judge_case(const rule_case *c, slicegate_findings *out)
{
    slicegate_profile profile;
    slicegate_cert_facts facts;
    const char *name = c->profile != NULL ? c->profile : "mgmt";
    CU_ASSERT_TRUE_FATAL(slicegate_profile_builtin(name, &profile));
    memset(out, 0, sizeof *out);
    slicegate_cert_parse(rule_case_tbs(c), &facts);
    slicegate_judge_cert(&facts, kind_role(c->kind), &profile, TBS_NOW, out);
    if (c->above != NULL)
        judge_above(c, &facts, &profile, out);
    if (c->outer != NULL)
        slicegate_judge_outer(&facts, hex(c->outer), &profile, out);
}

static bool has_text(const slicegate_finding *f, const rule_case *c)
{
    char expected[256], presented[256];
    return slicegate_finding_text(f, expected, sizeof expected, presented,
                                  sizeof presented) &&
           strcmp(expected, c->expected) == 0 &&
           strcmp(presented, c->presented) == 0;
}

/* One finding of the rule, with its text, and nothing else that refuses. */
static const char *fault_of(const rule_case *c, const slicegate_findings *f)
{
    unsigned of_rule = 0, refusing = 0;
    bool text = false;
    for (unsigned i = 0; i < f->count; i++) {
        bool same = f->item[i].rule == c->rule;
        bool refuses = f->item[i].level == SLICEGATE_LEVEL_ENFORCE;
        of_rule += same;
        refusing += refuses && !same;
        text =
            text || (same && c->expected != NULL && has_text(&f->item[i], c));
    }
    if (refusing != c->more)
        return "other rules refuse";
    if (c->expected == NULL)
        return of_rule == 0 ? NULL : "accepting case with a finding";
    if (of_rule != 1)
        return "not one finding of this rule";
    return text ? NULL : "another text";
}

static void every_case(void)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            const rule_case *c = &tables[t]->item[i];
            slicegate_findings f;
            tbs_reset();
            judge_case(c, &f);
            const char *fault = fault_of(c, &f);
            if (fault != NULL)
                report(c, i, fault, &f);
            (c->expected != NULL ? refused : accepted)[c->rule] = true;
        }
}

static void every_rule_has_both(void)
{
    for (size_t i = 0; i < sizeof made_by_gate / sizeof made_by_gate[0]; i++) {
        CU_ASSERT_TRUE(slicegate_rule_get(made_by_gate[i])->made_by_gate);
        accepted[made_by_gate[i]] = refused[made_by_gate[i]] = true;
    }
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        /* test_handshake_rules.c has those. */
        if (slicegate_rule_get((slicegate_rule)r)->applies ==
            SLICEGATE_ROLES_HANDSHAKE)
            continue;
        if (!accepted[r] || !refused[r])
            printf("\n%s lacks a case\n",
                   slicegate_rule_get((slicegate_rule)r)->id);
        CU_ASSERT_TRUE(accepted[r]);
        CU_ASSERT_TRUE(refused[r]);
    }
}

static void compliant_certificates_have_no_finding(void)
{
    static const kind kinds[] = {CLIENT, SERVER, CA, UPPER, ANCHOR};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        rule_case c = {.kind = kinds[i]};
        slicegate_findings f;
        tbs_reset();
        judge_case(&c, &f);
        CU_ASSERT_EQUAL(f.count, 0);
        if (f.count != 0)
            report(&c, i, "a compliant certificate has a finding", &f);
    }
}

int main(void)
{
    static const suite_test tests[] = {
        {"compliant certificates have no finding",
         compliant_certificates_have_no_finding},
        {"each case gives its finding", every_case},
        {"each rule has an accepting and a refusing case",
         every_rule_has_both}};
    return SUITE_RUN("rules", tests);
}
