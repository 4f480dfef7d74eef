/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates made on the fly: a CA, a compliant end entity below it, and
 * its twin that breaks rules which stock OpenSSL does not look at.
 */
#ifndef CLI_TWIN_H
#define CLI_TWIN_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "slicegate/profile.h"

typedef enum twin_fault {
    TWIN_NO_CDP,       /* CERT-CDP-1 */
    TWIN_KU_PLAIN,     /* CERT-KU-1: keyUsage not critical */
    TWIN_EKU_CRITICAL, /* CERT-EKU-4 */
    TWIN_KU_ENCIPHER,  /* CERT-KU-5: of an EC key */
    TWIN_NAME_PLACE,   /* CERT-NAME-1: a subject with L */
    TWIN_EXPIRED,      /* CERT-VAL-1 */
    TWIN_FAULTS
} twin_fault;

/* Sets of faults. All that stock OpenSSL passes over show that it was the gate
 * which refused, whichever of those rules a policy lowers. */
#define TWIN_GOOD 0U
#define TWIN_FAULT(fault) (1U << (unsigned)(fault))
#define TWIN_ALL_QUIET (TWIN_FAULT(TWIN_EXPIRED) - 1)

typedef struct twin_ca {
    OSSL_LIB_CTX *libctx;
    EVP_PKEY *key;
    X509 *cert;
} twin_ca;

typedef struct twin {
    EVP_PKEY *key;
    X509 *cert;
} twin;

/* The rule that a fault breaks. */
slicegate_rule twin_rule(twin_fault fault);

/* False where libcrypto fails. LIBCTX is to be one without a gate. */
bool twin_ca_make(OSSL_LIB_CTX *libctx, twin_ca *ca);
void twin_ca_free(twin_ca *ca);

/* FAULTS: a set of them. SBA: with the mandatory fields of the profile sba. */
bool twin_make(const twin_ca *ca, bool server, bool sba, unsigned faults,
               twin *out);
void twin_free(twin *t);

#endif
