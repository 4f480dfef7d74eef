/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of an identity of a pre-shared key, PSK-ID-4. */
#ifndef SLICEGATE_PROFILE_PSK_IDENTITY_H
#define SLICEGATE_PROFILE_PSK_IDENTITY_H

#include "slicegate/profile.h"

typedef enum sg_identity_fault {
    SG_IDENTITY_FINE = 0,
    SG_IDENTITY_NOT_UTF8,
    SG_IDENTITY_CONTROL, /* C0, DEL, C1; NUL is one of them */
    SG_IDENTITY_BLANK    /* at the front or at the end */
} sg_identity_fault;

/*
 * The first fault. Whether text is in normal form C is not looked at: that
 * takes the tables of Unicode, and of a wrong guess a compliant peer would be
 * refused. Blanks are U+0020; others are control characters or ordinary text.
 */
sg_identity_fault sg_identity_look(slicegate_bytes identity);

#endif
