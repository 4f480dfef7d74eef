/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_TWINS_H
#define CLI_CHECK_TWINS_H

#include "slicegate/policy.h"

/* Proves by handshakes in this process that a compliant client is let in and
 * its broken twin is refused, and says so. */
void check_twins(const slicegate_policy *policy);

#endif
