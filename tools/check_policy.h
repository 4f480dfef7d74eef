/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_POLICY_H
#define CLI_CHECK_POLICY_H

#include <stdbool.h>

/* Says what a policy lets through; reads it from HOST, the path below another
 * root, where that is not SHOWN itself. False where the gate would not load. */
bool check_policy(const char *host, const char *shown, bool allow_monitor);

#endif
