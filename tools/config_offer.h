/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libssl is to offer and to take by itself under a gate policy, in the
 * words of ssl_conf. The gate lets through at least this.
 */
#ifndef CLI_CONFIG_OFFER_H
#define CLI_CONFIG_OFFER_H

#include "slicegate/policy.h"

/* The lines of libssl whose words differ; one counts for all newer ones. */
typedef enum offer_openssl { OFFER_OPENSSL_30, OFFER_OPENSSL_35 } offer_openssl;

/* Values of ssl_conf, to be freed with offer_free. */
typedef struct offer {
    char *ciphers;      /* CipherString: TLS 1.2 */
    char *ciphersuites; /* Ciphersuites: TLS 1.3 */
    char *groups, *schemes, *options;
} offer;

void offer_make(const slicegate_policy *policy, offer_openssl openssl,
                offer *out);
void offer_free(offer *o);

/*
 * ssl_conf binds every handshake of a process. NULL where the policy does too;
 * else the part of it that leaves some of them alone, such as
 * "[client] profile = none".
 */
const char *offer_unbound(const slicegate_policy *policy);

#endif
