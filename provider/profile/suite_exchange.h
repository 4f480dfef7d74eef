/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key exchange that a TLS 1.2 suite stands for: which messages its
 * handshake has, and what they look like (RFC 5246 7.4, 4279, 5489, 8422).
 */
#ifndef SLICEGATE_PROFILE_SUITE_EXCHANGE_H
#define SLICEGATE_PROFILE_SUITE_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum sg_exchange_secret {
    SG_SECRET_NONE, /* the pre-shared key alone */
    SG_SECRET_RSA,  /* encrypted to the certificate's key */
    SG_SECRET_DH,
    SG_SECRET_EC
} sg_exchange_secret;

typedef struct sg_exchange {
    sg_exchange_secret secret;
    bool psk;
    bool certificate; /* the server has one */
    bool is_signed;   /* ServerKeyExchange is */
} sg_exchange;

/* NULL for a suite that is none of TLS 1.2, or that is not known. */
const sg_exchange *sg_suite_exchange(uint16_t suite);

/* Must, or at least may, a ServerKeyExchange be there? No to both for NULL. */
bool sg_exchange_ephemeral(const sg_exchange *exchange);
bool sg_exchange_has_params(const sg_exchange *exchange);

#endif
