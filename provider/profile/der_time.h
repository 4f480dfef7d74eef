/* SPDX-License-Identifier: Apache-2.0 */
/* Times of a certificate (RFC 5280 4.1.2.5). */
#ifndef SLICEGATE_PROFILE_DER_TIME_H
#define SLICEGATE_PROFILE_DER_TIME_H

#include "der.h"

/*
 * TEXT as UTCTime (YYMMDDHHMMSSZ, 1950 to 2049) or GeneralizedTime
 * (YYYYMMDDHHMMSSZ) by TAG; nothing else, no fraction, no offset. *when is in
 * seconds since 1970 UTC. False where it is not a time of that form.
 */
bool sg_time_read(uint8_t tag, slicegate_bytes text, int64_t *when);

/* 2050-01-01T00:00:00Z: from here on GeneralizedTime. */
#define SG_TIME_2050 INT64_C(2524608000)

#endif
