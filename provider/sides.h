/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What binds a handshake, by the role that this process plays in it.
 *
 * Where the role cannot be known the stricter of both holds. Certificates are
 * verified before the role is known: they are judged once for each profile
 * that the sides have, and a chain is refused on the spot only where every
 * side would refuse it.
 */
#ifndef SG_SIDES_H
#define SG_SIDES_H

#include "slicegate/policy.h"

typedef enum sg_side_of {
    SG_SIDE_SERVER = SLICEGATE_SIDE_SERVER,
    SG_SIDE_CLIENT = SLICEGATE_SIDE_CLIENT,
    SG_SIDE_UNKNOWN,
    SG_SIDE_COUNT
} sg_side_of;

#define SG_READINGS 2 /* as many as there can be different profiles */

typedef struct sg_side {
    slicegate_profile profile;
    slicegate_mode mode;
    slicegate_tls_policy tls;
    slicegate_level own_certificate;
    bool open;        /* profile none: nothing is judged */
    unsigned reading; /* which of the readings of certificates is this side's */
} sg_side;

typedef struct sg_sides {
    sg_side side[SG_SIDE_COUNT];
    sg_side floor;     /* the laxest of both: binds what is of no role */
    unsigned readings; /* 1, or 2 where the sides have different profiles */
    const slicegate_profile *reading[SG_READINGS];
    bool early; /* a chain may be refused before the role is known */
} sg_sides;

/* Keeps pointers into *out: it is filled in place and not copied. */
void sg_sides_set(const slicegate_policy *policy, sg_sides *out);

#endif
