/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From findings to an answer: audit event, error text, refusal. The one place
 * where a decision is made and told, so that none is silent.
 */
#ifndef SG_REPORT_H
#define SG_REPORT_H

#include "event.h"
#include "raise.h"

/*
 * Decides over event->findings, sets the verdict, writes the audit event and,
 * where it refuses, puts the line on the error queue under REASON. True where
 * the answer is to refuse; never where SIDE is in monitor mode.
 */
bool sg_report(sg_state *state, const sg_side *side, sg_event *event,
               sg_reason reason);

/* Adds a finding of RULE unless there is one. */
void sg_add_once(slicegate_findings *f, const slicegate_profile *profile,
                 slicegate_rule rule);

#endif
