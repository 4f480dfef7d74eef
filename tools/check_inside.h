/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_INSIDE_H
#define CLI_CHECK_INSIDE_H

#include "slicegate/policy.h"

/*
 * In a process that runs under the configuration in question: proves by
 * fetches and handshakes that the gate is there, and says so. POLICY is what
 * that configuration names.
 */
void check_inside(const slicegate_policy *policy);

#endif
