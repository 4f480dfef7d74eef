/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor: what no signature of the process may go below, whatever it is
 * over. No more than that: tokens signed with ES512 or EdDSA go on working;
 * the profile's own lists bind certificates and handshakes.
 */
#ifndef SG_FLOOR_H
#define SG_FLOOR_H

#include "pubkey.h"
#include "state.h"

/*
 * The rule that a key or digest breaks, or SLICEGATE_RULE_COUNT: CERT-HASH-3
 * (MD5, SHA-1), CERT-PK-2 (RSA below 2048 bits), CERT-EC-3 (no named group).
 */
slicegate_rule sg_floor(const sg_pubkey *key, const char *digest);

/* Reports the broken rule. True where it refuses. */
bool sg_floor_refuses(sg_state *state, slicegate_rule rule);

#endif
