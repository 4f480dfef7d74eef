/* SPDX-License-Identifier: Apache-2.0 */
/* The signature algorithm of a certificate, classified by the profile. */
#ifndef SLICEGATE_PROFILE_SIGNATURE_ALGORITHM_H
#define SLICEGATE_PROFILE_SIGNATURE_ALGORITHM_H

#include "der.h"

/* slicegate_cert_detail.signature */
typedef enum sg_signature {
    SG_SIGNATURE_UNKNOWN = 0,
    SG_SIGNATURE_RSA,          /* PKCS#1 v1.5 with SHA-256 or SHA-384 */
    SG_SIGNATURE_ECDSA,        /* with SHA-256 or SHA-384 */
    SG_SIGNATURE_RSA_SHA512,   /* stronger than the profile names */
    SG_SIGNATURE_ECDSA_SHA512, /* stronger than the profile names */
    SG_SIGNATURE_PSS,
    SG_SIGNATURE_BROKEN_HASH, /* MD2, MD4, MD5, SHA-1 */
    SG_SIGNATURE_OUTSIDE      /* known, and outside the profile */
} sg_signature;

/* slicegate_cert_detail.pss */
typedef enum sg_pss_fault {
    SG_PSS_WELL = 0,
    SG_PSS_UNREADABLE,
    SG_PSS_BROKEN_HASH, /* SHA-1, also where left out, or MD5 */
    SG_PSS_HASH,        /* neither SHA-256 nor SHA-384 */
    SG_PSS_MGF,         /* not MGF1 of the same hash */
    SG_PSS_SALT,        /* not of the length of the hash */
    SG_PSS_TRAILER      /* trailerField written */
} sg_pss_fault;

/* Fills signature, pss, signature_oid and signature_parameters from the
 * AlgorithmIdentifier at IN; *whole includes tag and length. */
bool sg_signature_read(sg_der *in, slicegate_bytes *whole,
                       slicegate_cert_detail *detail);

#endif
