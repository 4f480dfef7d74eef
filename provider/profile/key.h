/* SPDX-License-Identifier: Apache-2.0 */
/* SubjectPublicKeyInfo (RFC 5280 4.1.2.7, RFC 8017 A.1.1, RFC 5480 2). */
#ifndef SLICEGATE_PROFILE_KEY_H
#define SLICEGATE_PROFILE_KEY_H

#include "der.h"

/* slicegate_cert_detail.ec */
typedef enum sg_ec_fault {
    SG_EC_WELL = 0,
    SG_EC_EXPLICIT,     /* explicit parameters */
    SG_EC_UNNAMED,      /* parameters absent or NULL */
    SG_EC_COMPRESSED,   /* compressed or hybrid point */
    SG_EC_INFINITY,     /* the point at infinity */
    SG_EC_POINT_LENGTH, /* not 1 + 2 field lengths */
    SG_EC_OFF_CURVE
} sg_ec_fault;

/*
 * Reads a SubjectPublicKeyInfo; *whole includes tag and length. *rsa_null says
 * whether rsaEncryption has its NULL parameters; *ec what is odd about an EC
 * key. False where it cannot be read.
 */
bool sg_key_read(sg_der *in, slicegate_bytes *whole, slicegate_key *key,
                 bool *rsa_null, uint8_t *ec);

#endif
