/* SPDX-License-Identifier: Apache-2.0 */
/* X509_verify_cert of a chain, by itself: what an application does that looks
 * at certificates without a handshake, or before it. */
#ifndef SLICEGATE_TEST_PATH_CHECK_H
#define SLICEGATE_TEST_PATH_CHECK_H

#include "gate.h"

/*
 * Verifies LEAF with the certificates SENT beside it, for a store of TRUSTED
 * (both NULL-terminated, may be NULL), in G. WAIVING: every error is waived.
 * The result is the last error's code, X509_V_OK where there was none.
 */
int path_check(const gate *g, const pki_cert *leaf, const pki_cert *const *sent,
               const pki_cert *const *trusted, bool waiving);

/* Does CERT's signature verify with the public key of ISSUER, in G? */
bool path_signed_by(const gate *g, const pki_cert *cert,
                    const pki_cert *issuer);

#endif
