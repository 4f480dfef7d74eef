/* SPDX-License-Identifier: Apache-2.0 */
/* For every rule of handshakes one that it lets pass and one that it refuses,
 * with the text of the finding. */
#include <stdio.h>
#include <string.h>

#include "handshake_case.h"
#include "suite.h"

static const handshake_cases *const tables[] = {&tls13_cases, &tls12_cases,
                                                &psk_cases};

static bool accepted[SLICEGATE_RULE_COUNT], refused[SLICEGATE_RULE_COUNT];

static void report(const char *of, size_t row, const char *fault,
                   const slicegate_findings *f)
{
    char expected[256], presented[256];

    printf("\n%s, row %zu: %s\n", of, row, fault);
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

static bool has_text(const slicegate_finding *f, const handshake_case *c)
{
    char expected[256], presented[256];

    return slicegate_finding_text(f, expected, sizeof expected, presented,
                                  sizeof presented) &&
           strcmp(expected, c->expected) == 0 &&
           strcmp(presented, c->presented) == 0;
}

/* Exactly one finding, of any level, or none. */
static const char *fault_of(const handshake_case *c,
                            const slicegate_findings *f)
{
    slicegate_level level = c->level != SLICEGATE_LEVEL_OFF
                                ? c->level
                                : slicegate_rule_get(c->rule)->level;

    if (c->expected == NULL)
        return f->count == 0 ? NULL : "accepting case with a finding";
    if (f->count != 1 || f->item[0].rule != c->rule)
        return "not one finding, and of this rule";
    if (level != SLICEGATE_LEVEL_OFF && f->item[0].level != level)
        return "another level";
    if (f->enforced != (f->item[0].level == SLICEGATE_LEVEL_ENFORCE))
        return "refusals counted otherwise";
    return has_text(&f->item[0], c) ? NULL : "another text";
}

static void every_case(void)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            const handshake_case *c = &tables[t]->item[i];
            handshake h;
            slicegate_findings f;

            handshake_make(&h, c);
            handshake_judge(&h, &f);
            const char *fault = fault_of(c, &f);
            if (fault != NULL)
                report(slicegate_rule_get(c->rule)->id, i, fault, &f);
            (c->expected != NULL ? refused : accepted)[c->rule] = true;
        }
}

static void every_rule_has_both(void)
{
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const slicegate_rule_info *i = slicegate_rule_get((slicegate_rule)r);

        if (i->applies != SLICEGATE_ROLES_HANDSHAKE)
            continue;
        CU_ASSERT_FALSE(i->made_by_gate);
        if (!accepted[r] || !refused[r])
            printf("\n%s lacks a case\n", i->id);
        CU_ASSERT_TRUE(accepted[r] && refused[r]);
    }
}

static void compliant_handshakes_have_no_finding(void)
{
    for (const char *const *n = slicegate_profile_names(); *n != NULL; n++)
        for (unsigned kind = 0; kind < HANDSHAKE_KINDS; kind++) {
            handshake h;
            slicegate_findings f;

            handshake_begin(&h, (handshake_kind)kind, *n);
            handshake_judge(&h, &f);
            CU_ASSERT_EQUAL(f.count, 0);
            if (f.count != 0)
                report(*n, kind, "a compliant handshake has a finding", &f);
        }
}

/* Whatever is broken, the profile "none" says nothing, and "sba" says what
 * "mgmt" says. */
static void profiles(void)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            handshake_case c = tables[t]->item[i];
            handshake h;
            slicegate_findings f, sba;

            if (c.profile != NULL)
                continue;
            handshake_make(&h, &c);
            handshake_judge(&h, &f);
            c.profile = "sba";
            handshake_make(&h, &c);
            handshake_judge(&h, &sba);
            CU_ASSERT_EQUAL(f.count, sba.count);
            CU_ASSERT_EQUAL(f.enforced, sba.enforced);
            memset(h.profile.level, 0, sizeof h.profile.level);
            handshake_judge(&h, &f);
            CU_ASSERT_EQUAL(f.count, 0);
        }
}

/* Which identity is judged, where the messages and the key schedule both have
 * one, or only the first offers were kept. */
static void identities_as_kept(void)
{
    static const uint8_t line[] = "csmf\n";
    slicegate_findings f;
    handshake h;

    handshake_begin(&h, TLS13_PSK, "mgmt");
    memset(h.facts.psk[0].identity, 'x', SLICEGATE_PSK_IDENTITY_MAX);
    h.facts.psk[0].length = SLICEGATE_PSK_IDENTITY_MAX;
    handshake_judge(&h, &f);
    CU_ASSERT_EQUAL(f.count, 0);
    h.keying.identity = (slicegate_bytes){line, sizeof line - 1};
    handshake_judge(&h, &f);
    CU_ASSERT_EQUAL(f.count, 1);
    CU_ASSERT_EQUAL(f.item[0].rule, SLICEGATE_RULE_PSK_ID_4);
    h.facts.psk_offered = SLICEGATE_PSK_OFFERS_MAX + 1;
    for (unsigned i = 0; i < SLICEGATE_PSK_OFFERS_MAX; i++)
        h.facts.psk[i].length = 1;
    h.facts.psk_selected = SLICEGATE_PSK_OFFERS_MAX;
    handshake_judge(&h, &f);
    CU_ASSERT_EQUAL(f.count, 1);
    h.keying.identity.n = 0;
    handshake_judge(&h, &f);
    CU_ASSERT_EQUAL(f.count, 0);
}

/* Where an ECDHE_PSK handshake did not show an identity, none is judged. */
static void no_identity(void)
{
    slicegate_findings f;
    handshake h;

    handshake_begin(&h, TLS12_PSK, "mgmt");
    h.facts.psk_identity_sent = false;
    h.facts.psk[0].length = 0;
    handshake_judge(&h, &f);
    CU_ASSERT_EQUAL(f.count, 0);
}

/* No profile that has rules lets a zeroed handshake pass. */
static void zeros_are_refused(void)
{
    static const handshake zeros;
    slicegate_findings f;
    handshake h = zeros;

    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &h.profile));
    handshake_judge(&h, &f);
    CU_ASSERT_FALSE(slicegate_findings_pass(&f));
    h.profile.level[SLICEGATE_RULE_GATE_2] = SLICEGATE_LEVEL_WARN;
    handshake_judge(&h, &f);
    CU_ASSERT_FALSE(slicegate_findings_pass(&f));
}

/* What a gate finds by itself, before there is a handshake to judge. */
static void gates_say_what_they_mean(void)
{
    static const struct {
        slicegate_rule rule;
        const char *presented;
    } said[] = {
        {SLICEGATE_RULE_RES_1, "session that nobody knows here"},
        {SLICEGATE_RULE_RES_2, "session of a certificate that has expired"},
        {SLICEGATE_RULE_T13_0RTT_1, "early data"},
        {SLICEGATE_RULE_PSK_0RTT_1, "early data"},
        {SLICEGATE_RULE_TLS_MA_1, "otherwise, in the handshake"}};
    slicegate_profile mgmt;
    char expected[256], presented[256];

    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &mgmt));
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        slicegate_findings f = {0};

        slicegate_findings_add(&f, &mgmt, said[i].rule);
        CU_ASSERT_TRUE(slicegate_finding_text(&f.item[0], expected,
                                              sizeof expected, presented,
                                              sizeof presented));
        CU_ASSERT_STRING_EQUAL(expected,
                               slicegate_rule_get(said[i].rule)->expected);
        CU_ASSERT_STRING_EQUAL(presented, said[i].presented);
    }
}

int main(void)
{
    static const suite_test tests[] = {
        {"compliant handshakes have no finding",
         compliant_handshakes_have_no_finding},
        {"each case gives its finding and no other", every_case},
        {"each rule has an accepting and a refusing case", every_rule_has_both},
        {"profiles none and sba", profiles},
        {"identities as kept", identities_as_kept},
        {"no identity", no_identity},
        {"zeros are refused", zeros_are_refused},
        {"gates say what they mean", gates_say_what_they_mean}};
    return SUITE_RUN("handshake rules", tests);
}
