/* SPDX-License-Identifier: Apache-2.0 */
/* The handshake messages of a TLS 1.3 connection as its client hashes them. */
#ifndef SLICEGATE_TEST_OVERHEARD_H
#define SLICEGATE_TEST_OVERHEARD_H

#include "raw_tls12.h"
#include "wire.h"

typedef struct overheard {
    bool server; /* which CertificateVerify they end before */
    bool ended;
    raw_buffer messages; /* from ClientHello on */
} overheard;

/* The connections of CLIENT tell *O, which has to outlive it, what they say:
 * up to the server's CertificateVerify where O->server, else the client's. */
void overhear(SSL_CTX *client, overheard *o);

#endif
