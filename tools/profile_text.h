/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a built-in profile. The golden files are this text, so a change
 * of policy shows as a change of them. */
#ifndef CLI_PROFILE_TEXT_H
#define CLI_PROFILE_TEXT_H

#include <stdbool.h>
#include <stdio.h>

/* False, and nothing printed, where there is no such profile. */
bool cli_profile_text(FILE *out, const char *name);

#endif
