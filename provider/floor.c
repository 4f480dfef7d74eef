/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#include "digest_name.h"
#include "report.h"

slicegate_rule sg_floor(const sg_pubkey *key, const char *digest)
{
    if (sg_digest_is_broken(digest))
        return SLICEGATE_RULE_CERT_HASH_3;
    if (key->type == SLICEGATE_KEY_RSA && key->bits < 2048)
        return SLICEGATE_RULE_CERT_PK_2;
    if (key->type == SLICEGATE_KEY_EC && !key->named_group)
        return SLICEGATE_RULE_CERT_EC_3;
    return SLICEGATE_RULE_COUNT;
}

bool sg_floor_refuses(sg_state *state, slicegate_rule rule)
{
    slicegate_findings findings = {.count = 0};
    sg_event event = {.stage = "algorithm", .role = "", .findings = &findings};

    slicegate_findings_add(&findings, &state->sides.floor.profile, rule);
    return findings.count > 0 && sg_report(state, &state->sides.floor, &event,
                                           SG_R_ALGORITHM_REFUSED);
}
