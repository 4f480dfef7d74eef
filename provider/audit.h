/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit log: each decision is an event with an id of its own, which is
 * also in the OpenSSL error text, so that the server's error line (which has
 * the peer's address) joins with it.
 */
#ifndef SG_AUDIT_H
#define SG_AUDIT_H

#include "event.h"

/* NULL with *error set where a file sink cannot be opened, and *blamed its path
 * then, or where memory is out. */
sg_audit *sg_audit_open(const slicegate_policy *policy, const char **blamed,
                        slicegate_policy_error *error);
void sg_audit_close(sg_audit *audit);

/*
 * Gives the event its id and writes it, within the rate of its rule. The
 * first event of a (rule, certificate) is never suppressed; acceptances are
 * written where the policy says so, warnings once per certificate and rule.
 */
void sg_audit_event(sg_audit *audit, sg_event *event);

/* Tells something that is no decision, of printable ASCII, to every sink. */
void sg_audit_notice(sg_audit *audit, const char *text);

void sg_audit_lock(sg_audit *audit);
void sg_audit_unlock(sg_audit *audit);

#endif
