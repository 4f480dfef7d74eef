/* SPDX-License-Identifier: Apache-2.0 */
/* Two ends with pre-shared keys, by each of libssl's interfaces. */
#ifndef SLICEGATE_TEST_PSK_H
#define SLICEGATE_TEST_PSK_H

#include "wire.h"

typedef struct shared_key {
    const char *identity;
    const void *key;
    size_t n;
} shared_key;

/* Key bytes from random; the same within one process. */
const void *psk_random(size_t n);

/* psk_server_callback and psk_client_callback: TLS 1.2, and TLS 1.3 with
 * SHA-256. The keys stay the caller's and have to outlive the context. */
void psk_serve(SSL_CTX *server, const shared_key *key);
void psk_use(SSL_CTX *client, const shared_key *key);

/* psk_find_session and psk_use_session: TLS 1.3 with the hash of SUITE. */
void psk_serve_session(SSL_CTX *server, const shared_key *key, uint16_t suite);
void psk_use_session(SSL_CTX *client, const shared_key *key, uint16_t suite);

#endif
