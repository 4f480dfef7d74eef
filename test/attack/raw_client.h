/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TLS 1.2 client made by hand, with RSA key exchange and AES128-GCM-SHA256,
 * for hellos that libssl would never send: RFC 5246 7.4 and appendix E.2.
 */
#ifndef SLICEGATE_TEST_RAW_CLIENT_H
#define SLICEGATE_TEST_RAW_CLIENT_H

#include "wire.h"

typedef enum raw_hello {
    RAW_HELLO_TLS,     /* the ordinary form */
    RAW_HELLO_TLS_NEW, /* the same, of client_version 0x0404 */
    RAW_HELLO_TLS_TOP, /* the same, of client_version 0xffff */
    RAW_HELLO_SSL2,    /* the form of SSL 2.0, of version 0x0303 */
    RAW_HELLO_SSL2_NEW /* the same, of version 0x03ff */
} raw_hello;

/*
 * Does the whole handshake with SERVER (a fresh SSL without BIOs, whose own
 * key is RSA) as the client WHO, who without a leaf sends no Certificate: the
 * server is not to ask then. True where the server completed it; *errors are
 * the texts of its error queue.
 */
bool raw_handshake(SSL *server, raw_hello hello, identity who, char *errors,
                   size_t size);

#endif
