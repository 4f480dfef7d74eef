/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own certificate: what a compliant peer would refuse us for.
 *
 * It never stands in the pass list, and its path is not looked at: the peer
 * decides about that.
 */
#ifndef SG_OWN_H
#define SG_OWN_H

#include "transcript.h"

sg_own *sg_own_new(void);
void sg_own_free(sg_own *own);

/* Judges what this process presented in ROLE, on SIDE. True where the policy
 * enforces it and it is refused. Told once for each certificate and role. */
bool sg_own_refuses(sg_state *state, const sg_side *side, slicegate_role role,
                    const sg_transcript *transcript);

void sg_own_lock(sg_own *own);
void sg_own_unlock(sg_own *own);

#endif
