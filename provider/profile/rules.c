/* SPDX-License-Identifier: Apache-2.0 */
/* What the list of rules says about itself. */
#include <string.h>

#include "judge.h"

#define PHRASE_CLAUSE(clause) "violates " clause
#define PHRASE_SECONDARY(clause) clause " as restated elsewhere"
#define PHRASE_RECALLED(clause) clause " as generally known, not re-read"
#define PHRASE_RFC(clause) clause
#define PHRASE_POLICY(clause) "slicegate policy"

static const slicegate_rule_info rules[SLICEGATE_RULE_COUNT] = {
#define SLICEGATE_RULE(sym, id, clause, source, basis, level, applies, text,   \
                       advice, stage, check, expected)                         \
    {id,                                                                       \
     clause,                                                                   \
     source,                                                                   \
     SLICEGATE_BASIS_##basis,                                                  \
     SLICEGATE_LEVEL_##level,                                                  \
     SLICEGATE_ROLES_##applies,                                                \
     text,                                                                     \
     advice,                                                                   \
     expected,                                                                 \
     PHRASE_##basis(clause),                                                   \
     SG_STAGE_##stage == SG_STAGE_GATE},
#include "slicegate/rules.inc"
#undef SLICEGATE_RULE
};

const slicegate_rule_info *slicegate_rule_get(slicegate_rule rule)
{
    return (unsigned)rule < SLICEGATE_RULE_COUNT ? &rules[rule] : NULL;
}

slicegate_rule slicegate_rule_find(const char *id)
{
    unsigned i = 0;
    while (i < SLICEGATE_RULE_COUNT && strcmp(rules[i].id, id) != 0)
        i++;
    return (slicegate_rule)i;
}

const char *slicegate_basis_name(slicegate_basis basis)
{
    static const char *const names[] = {"clause", "secondary", "recalled",
                                        "rfc", "policy"};
    return (unsigned)basis < sizeof names / sizeof names[0] ? names[basis]
                                                            : "unknown";
}

const char *slicegate_level_name(slicegate_level level)
{
    static const char *const names[] = {"off", "warn", "enforce"};
    return (unsigned)level < sizeof names / sizeof names[0] ? names[level]
                                                            : "unknown";
}

const char *slicegate_role_name(slicegate_role role)
{
    switch (role) {
    case SLICEGATE_ROLE_CLIENT:
        return "client";
    case SLICEGATE_ROLE_SERVER:
        return "server";
    case SLICEGATE_ROLE_CA:
        return "ca";
    case SLICEGATE_ROLE_UPPER_CA:
        return "upper-ca";
    case SLICEGATE_ROLE_ANCHOR:
        return "anchor";
    case SLICEGATE_ROLE_HANDSHAKE:
        return "handshake";
    }
    return "unknown";
}

const char *slicegate_basis_phrase(slicegate_basis basis)
{
    static const char *const phrases[] = {
        "violates", "as restated elsewhere", "as generally known, not re-read",
        "according to the RFC", "slicegate policy"};
    return (unsigned)basis < sizeof phrases / sizeof phrases[0]
               ? phrases[basis]
               : "slicegate policy";
}
