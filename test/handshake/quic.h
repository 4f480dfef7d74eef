/* SPDX-License-Identifier: Apache-2.0 */
/* QUIC handshakes in one process, over UDP on loopback, where libssl has a
 * QUIC server: from OpenSSL 3.5 on. */
#ifndef SLICEGATE_TEST_QUIC_H
#define SLICEGATE_TEST_QUIC_H

#include "wire.h"

/* False: nothing else here can be used. */
bool quic_has_server(void);

/* As wire_server and wire_client. A server makes tickets. */
SSL_CTX *quic_server(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode);
SSL_CTX *quic_client(const gate *g, identity who,
                     const pki_cert *const *trusted, verify_mode mode);

typedef struct quic_end {
    outcome o;
    bool reused;          /* by what the client says */
    SSL_SESSION *session; /* NULL for none. The caller's. */
} quic_end;

/* One handshake of contexts that stay the caller's; SESSION may be NULL. */
quic_end quic_meet(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session);

/* The same, and the contexts are freed. */
outcome quic_once(SSL_CTX *server, SSL_CTX *client);

#endif
