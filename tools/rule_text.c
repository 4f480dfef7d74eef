/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_text.h"

#include <stdio.h>
#include <string.h>

bool cli_is_of_handshake(const slicegate_rule_info *rule)
{
    return rule->applies == SLICEGATE_ROLES_HANDSHAKE;
}

void cli_applies(unsigned roles, char out[CLI_APPLIES_SIZE])
{
    static const slicegate_role order[] = {
        SLICEGATE_ROLE_CLIENT, SLICEGATE_ROLE_SERVER,
        SLICEGATE_ROLE_CA,     SLICEGATE_ROLE_UPPER_CA,
        SLICEGATE_ROLE_ANCHOR, SLICEGATE_ROLE_HANDSHAKE};
    size_t n = 0;

    if (roles == SLICEGATE_ROLES_ANY) {
        memcpy(out, "any", sizeof("any"));
        return;
    }
    out[0] = '\0';
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if ((roles & (unsigned)order[i]) != 0)
            n += (size_t)snprintf(out + n, CLI_APPLIES_SIZE - n, "%s%s",
                                  n > 0 ? ", " : "",
                                  slicegate_role_name(order[i]));
}
