/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the base says it can do in TLS, less what the profile would refuse
 * anyway: libssl then neither offers it nor picks it.
 *
 * A group outside the profile keeps its name but is of no TLS version, so that
 * an application that lists it starts as before. A signature scheme is left
 * out.
 */
#ifndef SG_CAPABILITY_H
#define SG_CAPABILITY_H

#include "state.h"

/* OSSL_FUNC_provider_get_capabilities of the base through the filter: groups
 * (TLS-GROUP) and signature schemes (TLS-SIGALG). */
int sg_capabilities(const sg_state *state, const char *capability,
                    OSSL_CALLBACK *cb, void *arg);

#endif
