/* SPDX-License-Identifier: Apache-2.0 */
/* The judges: one loop over the list of rules. */
#include "judge.h"

#include <string.h>

#include "check_tls.h"

static const struct {
    sg_check *check;
    uint8_t stages, roles;
} rules[SLICEGATE_RULE_COUNT] = {
#define SLICEGATE_RULE(sym, id, clause, source, basis, level, applies, text,   \
                       advice, stage, check, expected)                         \
    {(check), SG_STAGE_##stage, SLICEGATE_ROLES_##applies},
#include "slicegate/rules.inc"
#undef SLICEGATE_RULE
};

static const slicegate_bytes no_bytes = {NULL, 0};

void sg_found_all(sg_judge *j, sg_text text, slicegate_bytes bytes,
                  uint32_t number)
{
    slicegate_level level = (slicegate_level)j->profile->level[j->rule];
    sg_finding_append(j->out, j->rule, level, text, bytes, number);
    if (level != SLICEGATE_LEVEL_WARN)
        j->enforced[j->rule / 64] |= UINT64_C(1) << j->rule % 64;
}

void sg_found_number(sg_judge *j, sg_text text, uint32_t number)
{
    sg_found_all(j, text, no_bytes, number);
}

void sg_warned_all(sg_judge *j, sg_text text, slicegate_bytes bytes,
                   uint32_t number)
{
    sg_finding_append(j->out, j->rule, SLICEGATE_LEVEL_WARN, text, bytes,
                      number);
}

void sg_found(sg_judge *j, sg_text text)
{
    sg_found_number(j, text, 0);
}

void sg_found_bytes(sg_judge *j, sg_text text, slicegate_bytes bytes)
{
    sg_found_all(j, text, bytes, 0);
}

slicegate_bytes sg_word(const char *word)
{
    slicegate_bytes bytes = {(const uint8_t *)word, strlen(word)};
    return bytes;
}

bool sg_refused(const sg_judge *j, slicegate_rule rule)
{
    return (j->enforced[rule / 64] >> rule % 64 & 1) != 0;
}

bool sg_enforces(const sg_judge *j, slicegate_rule rule)
{
    return j->profile->level[rule] == SLICEGATE_LEVEL_ENFORCE;
}

bool sg_refused_malformed(const sg_judge *j, sg_extension ext)
{
    return (j->facts->detail.malformed & SG_EXT_BIT(ext)) != 0 &&
           sg_refused(j, SLICEGATE_RULE_CERT_EXT_3);
}

bool sg_refused_version(const sg_judge *j)
{
    return j->facts->extension_count == 0 &&
           sg_refused(j, SLICEGATE_RULE_CERT_VER_1);
}

/* Of a certificate that cannot be read, this is all that there is to say. */
static unsigned rules_to_judge(const sg_judge *j)
{
    bool readable = j->facts == NULL ||
                    (j->facts->unreadable == NULL && j->facts->tbs.p != NULL);
    return readable ? SLICEGATE_RULE_COUNT : SLICEGATE_RULE_CERT_DER_1 + 1;
}

/* A rule about two certificates binds either; its check looks at the role of
 * the lower one by itself. */
static bool binds(unsigned rule, const sg_judge *j)
{
    return j->stage == SG_STAGE_ISSUED || (rules[rule].roles & j->role) != 0;
}

static unsigned roles_of(slicegate_role role)
{
    unsigned roles = (unsigned)role & SLICEGATE_ROLES_ANY;
    return roles != 0 ? roles : SLICEGATE_ROLES_ANY;
}

void sg_judge_all(sg_judge *j)
{
    unsigned count = rules_to_judge(j);
    for (unsigned i = 0; i < count; i++) {
        if (j->profile->level[i] == SLICEGATE_LEVEL_OFF ||
            (rules[i].stages & j->stage) == 0 || !binds(i, j))
            continue;
        j->rule = (slicegate_rule)i;
        rules[i].check(j);
    }
}

_Static_assert(SLICEGATE_RULE_CERT_DER_1 == 0, "CERT-DER-1 is judged first");

void slicegate_judge_cert(const slicegate_cert_facts *facts,
                          slicegate_role role, const slicegate_profile *profile,
                          int64_t now, slicegate_findings *out)
{
    sg_judge j = {.facts = facts,
                  .profile = profile,
                  .stage = SG_STAGE_CERT,
                  .role = roles_of(role),
                  .now = now,
                  .out = out};
    sg_judge_all(&j);
}

void slicegate_judge_outer(const slicegate_cert_facts *facts,
                           slicegate_bytes algorithm,
                           const slicegate_profile *profile,
                           slicegate_findings *out)
{
    sg_judge j = {.facts = facts,
                  .profile = profile,
                  .algorithm = algorithm,
                  .stage = SG_STAGE_WHOLE,
                  .role = SLICEGATE_ROLES_ANY,
                  .out = out};
    if (facts->unreadable == NULL)
        sg_judge_all(&j);
}

void slicegate_judge_issued(const slicegate_cert_facts *facts,
                            slicegate_role role, const slicegate_issuer *issuer,
                            const slicegate_profile *profile,
                            slicegate_findings *out)
{
    sg_judge j = {.facts = facts,
                  .profile = profile,
                  .issuer = issuer,
                  .stage = SG_STAGE_ISSUED,
                  .role = roles_of(role),
                  .out = out};
    sg_judge_all(&j);
}
