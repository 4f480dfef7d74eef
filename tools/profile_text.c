/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_text.h"

#include "slicegate/profile.h"

bool cli_profile_text(FILE *out, const char *name)
{
    slicegate_profile profile;

    if (!slicegate_profile_builtin(name, &profile))
        return false;
    fprintf(out,
            "profile %s\nsources %s\nrsa_key_encipherment %s\ndhe_psk %s\n\n",
            name, slicegate_profile_sources(name),
            profile.rsa_key_encipherment ? "yes" : "no",
            profile.dhe_psk ? "yes" : "no");
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        const slicegate_rule_info *rule = slicegate_rule_get((slicegate_rule)i);

        fprintf(out, "%-11s %-7s %-9s %s\n", rule->id,
                slicegate_level_name((slicegate_level)profile.level[i]),
                slicegate_basis_name(rule->basis), rule->text);
    }
    return true;
}
