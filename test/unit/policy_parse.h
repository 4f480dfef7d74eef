/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing a policy in a test: on the heap, and with the contract checked. */
#ifndef SLICEGATE_UNIT_POLICY_PARSE_H
#define SLICEGATE_UNIT_POLICY_PARSE_H

#include "slicegate/policy.h"

/* A policy for the caller to free; NULL with *error where it is refused. */
slicegate_policy *policy_parse_bytes(const char *text, size_t size,
                                     slicegate_policy_error *error);

/* The same of a string that must be accepted. */
slicegate_policy *policy_parse(const char *text);

/* TEXT must be refused at LINE with the error EXPECTED. */
void policy_refused_bytes(const char *text, size_t size, unsigned line,
                          const char *expected);
void policy_refused(const char *text, unsigned line, const char *expected);

#endif
