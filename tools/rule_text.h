/* SPDX-License-Identifier: Apache-2.0 */
/* What several subcommands say of a rule. */
#ifndef CLI_RULE_TEXT_H
#define CLI_RULE_TEXT_H

#include "slicegate/profile.h"

#define CLI_APPLIES_SIZE 64

/* "client, server, ca" of a set of roles; "any" where it is any certificate. */
void cli_applies(unsigned roles, char out[CLI_APPLIES_SIZE]);

/* Is it no rule of certificates, so that no CA can do anything about it? */
bool cli_is_of_handshake(const slicegate_rule_info *rule);

#endif
