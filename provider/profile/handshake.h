/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshake messages as bytes: enough of TLS 1.2 (RFC 5246 7.4), TLS 1.3
 * (RFC 8446 4) and DTLS 1.2 (RFC 6347 4.2.2) framing to find the leaf that a
 * handshake presented. Pure and bounded; owns nothing.
 */
#ifndef SLICEGATE_HANDSHAKE_H
#define SLICEGATE_HANDSHAKE_H

#include "slicegate/profile.h"

typedef enum slicegate_framing {
    SLICEGATE_FRAMING_TLS, /* 4 bytes of header */
    SLICEGATE_FRAMING_DTLS /* 12 bytes of header, whole messages only */
} slicegate_framing;

enum {
    SLICEGATE_MSG_CLIENT_HELLO = 1,
    SLICEGATE_MSG_SERVER_HELLO = 2,
    SLICEGATE_MSG_CERTIFICATE = 11,
    SLICEGATE_MSG_SERVER_HELLO_DONE = 14,
    SLICEGATE_MSG_COMPRESSED_CERTIFICATE = 25,
    SLICEGATE_MSG_MESSAGE_HASH = 254
};

typedef struct slicegate_message {
    uint8_t type;
    slicegate_bytes body;
} slicegate_message;

/* Takes the next whole message off *rest. False where there is none whole. */
bool slicegate_message_next(slicegate_bytes *rest, slicegate_framing framing,
                            slicegate_message *out);

/*
 * Do these bytes begin a transcript: a ClientHello, or the message_hash that
 * stands for it after a HelloRetryRequest (RFC 8446 4.4.1), and nothing but
 * whole messages after it? Sets *framing.
 */
bool slicegate_transcript_begins(slicegate_bytes data,
                                 slicegate_framing *framing);

/*
 * The first certificate of a TLS 1.3 Certificate message; an empty list gives a
 * leaf of length 0. False where the message is malformed.
 */
bool slicegate_leaf_tls13(slicegate_bytes body, slicegate_bytes *leaf);

/*
 * The client's leaf in the messages that a TLS 1.2 CertificateVerify signs:
 * the Certificate after ServerHelloDone. A leaf of length 0 where the client
 * sent none; false where the messages cannot be read.
 */
bool slicegate_client_leaf_tls12(slicegate_bytes messages,
                                 slicegate_bytes *leaf);

#endif
