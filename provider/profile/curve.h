/* SPDX-License-Identifier: Apache-2.0 */
/* Is a point on its curve (RFC 5480 2.2, SEC 1 3.2.2.1)? */
#ifndef SLICEGATE_PROFILE_CURVE_H
#define SLICEGATE_PROFILE_CURVE_H

#include "slicegate/profile.h"

/* XY is x and y, big-endian, each of the length of the field. Public data:
 * the running time depends on it. False for a curve other than P-256, P-384. */
bool sg_curve_has_point(slicegate_curve curve, slicegate_bytes xy);

#endif
