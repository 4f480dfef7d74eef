/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate_finding.format: which text of findings.inc. */
#ifndef SLICEGATE_PROFILE_FINDING_H
#define SLICEGATE_PROFILE_FINDING_H

#include "slicegate/profile.h"

typedef enum sg_text {
    SG_TEXT_NONE = 0, /* a zeroed finding has no text */
#define SG_TEXT(sym, expected, presented) SG_TEXT_##sym,
#include "findings.inc"
#undef SG_TEXT
    SG_TEXT_COUNT
} sg_text;

_Static_assert(SG_TEXT_COUNT <= UINT8_MAX, "a text fits into a finding");

/* Appends; a full list keeps its count and loses its last entry. */
void sg_finding_append(slicegate_findings *f, slicegate_rule rule,
                       slicegate_level level, sg_text text,
                       slicegate_bytes bytes, uint32_t number);

#endif
