/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SHA-256 fingerprint of a Certificate of which only the parts are at
 * hand: what a verification sees is the TBSCertificate and the signature, and
 * libcrypto has made sure that the outer algorithm equals the inner one.
 */
#ifndef SG_CERTIFICATE_HASH_H
#define SG_CERTIFICATE_HASH_H

#include "sha256.h"
#include "slicegate/profile.h"

/* TBS and ALGORITHM with tag and length, SIGNATURE the bare octets. */
void sg_certificate_hash(slicegate_bytes tbs, slicegate_bytes algorithm,
                         slicegate_bytes signature,
                         uint8_t out[SG_SHA256_SIZE]);

#endif
