/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "audit.h"

bool sg_report(sg_state *state, const sg_side *side, sg_event *event,
               sg_reason reason)
{
    char line[SG_EVENT_TEXT_MAX];
    bool pass = slicegate_findings_pass(event->findings);
    bool refuse = !pass && side->mode == SLICEGATE_MODE_ENFORCE;

    event->mode = side->mode;
    if (pass)
        event->verdict =
            event->findings->count > 0 ? SG_VERDICT_WARN : SG_VERDICT_ACCEPT;
    else
        event->verdict = refuse ? SG_VERDICT_REFUSE : SG_VERDICT_WOULD_REFUSE;
    sg_audit_event(state->audit, event);
    if (refuse) {
        sg_event_line(event, line, sizeof(line));
        sg_raise(&state->core, reason, "%s", line);
    }
    return refuse;
}

void sg_add_once(slicegate_findings *f, const slicegate_profile *profile,
                 slicegate_rule rule)
{
    for (unsigned i = 0; i < f->count; i++)
        if (f->item[i].rule == rule)
            return;
    slicegate_findings_add(f, profile, rule);
}
