/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes TBSCertificates by hand, so that a test can break any octet. All bytes
 * live in one arena until tbs_reset().
 */
#ifndef SLICEGATE_TEST_TBS_BUILDER_H
#define SLICEGATE_TEST_TBS_BUILDER_H

#include "slicegate/profile.h"

#define TBS_EXTENSIONS_MAX 40

/* 2026-11-23T00:00:00Z, within the validity of what the builder makes. */
#define TBS_NOW INT64_C(1795392000)

/* Identifiers of extensions, as tbs_add() and the like want them. */
#define EXT_KU "551d0f"
#define EXT_BC "551d13"
#define EXT_EKU "551d25"
#define EXT_SAN "551d11"
#define EXT_CDP "551d1f"
#define EXT_AKI "551d23"
#define EXT_SKI "551d0e"
#define EXT_AIA "2b06010505070101"
#define EXT_POLICIES "551d20"
#define EXT_NAMES "551d1e"
#define EXT_POLICY_CONSTRAINTS "551d24"
#define EXT_MAPPINGS "551d21"
#define EXT_INHIBIT "551d36"
#define EXT_IAN "551d12"
#define EXT_DIRECTORY "551d09"
#define EXT_FRESHEST "551d2e"
#define EXT_SIA "2b0601050507010b"
#define EXT_NFT "2b06010505070122"

typedef struct tbs_extension {
    const char *oid;          /* content octets in hexadecimal */
    slicegate_bytes critical; /* the BOOLEAN element, or nothing */
    slicegate_bytes value;    /* content of the OCTET STRING */
} tbs_extension;

/* Each field is a whole element, or empty to leave it out. */
typedef struct tbs {
    slicegate_bytes version, serial, signature, issuer, validity, subject, spki;
    slicegate_bytes unique, wrapped; /* wrapped: in place of the extensions */
    unsigned count;
    tbs_extension extension[TBS_EXTENSIONS_MAX];
} tbs;

void tbs_reset(void);

/* Bytes: from hexadecimal (blanks are skipped), one element, several joined,
 * N octets alike. */
slicegate_bytes hex(const char *digits);
slicegate_bytes tlv(uint8_t tag, slicegate_bytes content);
slicegate_bytes str(uint8_t tag, const char *text);
slicegate_bytes cat(slicegate_bytes a, slicegate_bytes b);
slicegate_bytes fill(uint8_t octet, size_t n);

/* "C=SE,O=Operator,CN=host": one RDN for each part; C, O, CN, OU, DC, ST with
 * the string types of the profile. "" is the empty Name. */
slicegate_bytes name(const char *text);
slicegate_bytes attribute(const char *oid, uint8_t tag, const char *text);

slicegate_bytes validity(uint8_t tag_before, const char *before,
                         uint8_t tag_after, const char *after);
slicegate_bytes rsa_key(slicegate_bytes modulus, slicegate_bytes exponent);
slicegate_bytes rsa_key_bits(unsigned bits);
slicegate_bytes ec_key(const char *curve_oid, const char *point);
slicegate_bytes p256_key(void);
slicegate_bytes p384_key(void);

/* Compliant certificates, on P-256 and signed with ecdsa-with-SHA256. */
tbs tbs_client(void);
tbs tbs_server(void);
tbs tbs_ca(void);    /* pathLenConstraint 0, issuer of the end entities */
tbs tbs_upper(void); /* no pathLenConstraint, issuer of tbs_ca() */
tbs tbs_sba(void);   /* a client of the profile sba */

void tbs_add(tbs *t, const char *oid, bool critical, slicegate_bytes value);
void tbs_drop(tbs *t, const char *oid);
void tbs_value(tbs *t, const char *oid, slicegate_bytes value);
void tbs_critical(tbs *t, const char *oid, bool critical);

/* The TBSCertificate. */
slicegate_bytes tbs_der(const tbs *t);

#endif
