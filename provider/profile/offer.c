/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile lets a process offer. */
#include "tls_name.h"

static bool enforces(const slicegate_profile *profile, slicegate_rule rule)
{
    return profile->level[rule] == SLICEGATE_LEVEL_ENFORCE;
}

bool slicegate_group_allowed(const slicegate_profile *profile, uint16_t group)
{
    switch (sg_group_kind_of(group)) {
    case SG_GROUP_NAMED:
        return true;
    case SG_GROUP_HYBRID:
        return !enforces(profile, SLICEGATE_RULE_T13_GRP_4);
    case SG_GROUP_FINITE:
        return !enforces(profile, SLICEGATE_RULE_T13_GRP_3) &&
               !enforces(profile, SLICEGATE_RULE_TLS_GRP_1);
    case SG_GROUP_OTHER:
        break;
    }
    return !enforces(profile, SLICEGATE_RULE_TLS_GRP_1);
}

static bool fits(const slicegate_profile *profile, uint16_t scheme, bool tls13)
{
    slicegate_rule broken =
        tls13 ? SLICEGATE_RULE_T13_SIG_3 : SLICEGATE_RULE_T12_SIG_1;

    switch (sg_scheme_kind_of(scheme, tls13)) {
    case SG_SCHEME_NAMED:
    case SG_SCHEME_STRONGER:
        return true;
    case SG_SCHEME_BROKEN:
        return !enforces(profile, broken) &&
               !enforces(profile, SLICEGATE_RULE_TLS_SIG_1);
    case SG_SCHEME_OTHER:
        break;
    }
    return !enforces(profile, SLICEGATE_RULE_TLS_SIG_1);
}

/* A list of schemes is one for both versions, so either will do. */
bool slicegate_scheme_allowed(const slicegate_profile *profile, uint16_t scheme)
{
    return fits(profile, scheme, false) || fits(profile, scheme, true);
}
