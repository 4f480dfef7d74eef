/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CompressedCertificate (RFC 8879): libssl 3.2 and later sends and takes it by
 * default where libcrypto was built with a compression library. It is expanded
 * by that same libcrypto; on one that cannot, nothing is expanded.
 */
#ifndef SG_EXPAND_H
#define SG_EXPAND_H

#include "slicegate/profile.h"

/* A whole Certificate message, with room for one leaf of the largest size and
 * the rest of its chain. */
#define SG_EXPANDED_MAX 131072

/*
 * Expands the BODY of a CompressedCertificate message into the body of the
 * Certificate message. True: out->p is the caller's to free with OPENSSL_free.
 * False where it is malformed, longer than SG_EXPANDED_MAX, of another length
 * than it says, or of an algorithm that libcrypto does not have.
 */
bool sg_expand(slicegate_bytes body, slicegate_bytes *out);

#endif
