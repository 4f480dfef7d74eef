/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stranger between a server and a client of one process, in TLS 1.2: he
 * passes the client's hello on to the server and the server's flight back to
 * the client, which verifies it, and goes on with the server himself, without
 * a certificate.
 */
#ifndef SLICEGATE_TEST_RELAY_H
#define SLICEGATE_TEST_RELAY_H

#include "wire.h"

typedef struct relayed {
    bool lured;     /* the client verified what the server signed */
    bool served;    /* the server completed the handshake with the stranger */
    char why[4096]; /* texts of the server's error queue */
} relayed;

/*
 * SERVER presents a P-256 key and does not ask for a certificate. Before the
 * client has the server's flight, KNOCKS others say hello to the server and
 * leave.
 */
relayed relay(SSL_CTX *server, SSL_CTX *client, unsigned knocks);

#endif
