/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The KDF wrapper: TLS13-KDF and TLS1-PRF, where a handshake is decided.
 *
 * Every TLS secret is derived from a transcript hash, a pre-shared key or
 * both, under a label that says what it is for (RFC 8446 7.1, RFC 5246 8.1
 * and 7.4.9, RFC 7627 4). A secret that the gate refuses is never handed out:
 * libssl has nothing to go on with, whatever an application waives.
 */
#ifndef SG_KDF_H
#define SG_KDF_H

#include "state.h"

/* TLS13-KDF and TLS1-PRF. */
bool sg_kdf_wraps(const char *names);

/* Makes a slot; the dispatch table lives as long as the state. */
const OSSL_DISPATCH *sg_kdf_wrap(sg_state *state, const OSSL_ALGORITHM *alg);

#endif
