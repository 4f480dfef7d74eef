/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SIGNATURE wrapper: hands TBSCertificates and CertificateVerify contents
 * to the gate, keeps the floor, and otherwise returns exactly what the base
 * returned.
 */
#ifndef SG_SIGNATURE_H
#define SG_SIGNATURE_H

#include "state.h"

/* Every signature algorithm but the MACs that also live in this operation. */
bool sg_signature_wraps(const char *names);

/* Makes a slot; the dispatch table lives as long as the state. */
const OSSL_DISPATCH *sg_signature_wrap(sg_state *state,
                                       const OSSL_ALGORITHM *alg);

#endif
