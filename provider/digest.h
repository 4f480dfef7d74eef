/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The DIGEST wrapper: watches the handshake messages that libssl hashes and
 * remembers which leaf belongs to which transcript hash. It only observes: a
 * digest never fails, and never gives another value, because of it.
 */
#ifndef SG_DIGEST_H
#define SG_DIGEST_H

#include "state.h"

/* SHA2-256 and SHA2-384, the transcript hashes of TLS 1.2 and 1.3; and SHA-1,
 * by which a new path is told from the last one (see digest.c). */
bool sg_digest_wraps(const char *names);

/* Makes a slot; the dispatch table lives as long as the state. */
const OSSL_DISPATCH *sg_digest_wrap(sg_state *state, const OSSL_ALGORITHM *alg);

#endif
