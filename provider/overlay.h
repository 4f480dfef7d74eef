/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The overlay: the base provider's algorithm tables, exported again with a
 * few entries wrapped.
 *
 * The base lives in a private library context. Its provider context is ours
 * too, so that every entry that is not wrapped works unchanged. The base's
 * properties are kept and slicegate.policy=yes is appended, so that queries
 * such as provider=default or fips=no still find the wrapped algorithm.
 */
#ifndef SG_OVERLAY_H
#define SG_OVERLAY_H

#include "state.h"

/* Loads the base into a private library context; sets state->provctx. */
bool sg_overlay_load_base(sg_state *state, const char *name);

/* Builds state->table from the base's tables. False on any failure. */
bool sg_overlay_build(sg_state *state);

/* Frees tables, slots and the base. Safe on a half-built state. */
void sg_overlay_free(sg_state *state);

/* The base's dispatch table for one algorithm, found by one of its names. */
const OSSL_DISPATCH *sg_overlay_base_dispatch(const sg_state *state,
                                              int operation, const char *name);

/* One function of a dispatch table, NULL where it is not there. */
void (*sg_dispatch_function(const OSSL_DISPATCH *table, int id))(void);

/* Is NAME one of the colon-separated NAMES? Case does not matter. */
bool sg_names_contain(const char *names, const char *name);

#endif
