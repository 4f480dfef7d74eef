/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_text.h"

#include "slicegate/profile.h"

bool cli_profile_text(FILE *out, const char *name)
{
    slicegate_profile profile;

    if (!slicegate_profile_builtin(name, &profile))
        return false;
    fprintf(out, "profile: %s\nsources: %s\n", name,
            slicegate_profile_sources(name));
    fprintf(out,
            "keyEncipherment in place of digitalSignature on RSA servers: "
            "%s\n\n",
            profile.rsa_key_encipherment ? "allowed" : "not allowed");
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        const slicegate_rule_info *rule = slicegate_rule_get((slicegate_rule)i);

        fprintf(out, "%-8s %-11s %-9s %s: %s\n",
                slicegate_level_name((slicegate_level)profile.level[i]),
                rule->id, slicegate_basis_name(rule->basis), rule->clause,
                rule->text);
    }
    return true;
}
