/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates made on the fly: a CA, a compliant end entity below it, and
 * its twin that breaks one rule which stock OpenSSL does not look at.
 */
#ifndef CLI_TWIN_H
#define CLI_TWIN_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "slicegate/profile.h"

typedef enum twin_fault {
    TWIN_GOOD,
    TWIN_NO_CDP,       /* CERT-CDP-1 */
    TWIN_KU_PLAIN,     /* CERT-KU-1: keyUsage not critical */
    TWIN_EKU_CRITICAL, /* CERT-EKU-4 */
    TWIN_EXPIRED,      /* CERT-VAL-1 */
    TWIN_FAULTS
} twin_fault;

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

/* SBA: with the mandatory fields of the profile sba. */
bool twin_make(const twin_ca *ca, bool server, bool sba, twin_fault fault,
               twin *out);
void twin_free(twin *t);

#endif
