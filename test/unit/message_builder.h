/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes handshake messages by hand, so that a test can break any octet. All
 * bytes live in the arena of tbs_builder.h until tbs_reset().
 */
#ifndef SLICEGATE_TEST_MESSAGE_BUILDER_H
#define SLICEGATE_TEST_MESSAGE_BUILDER_H

#include "slicegate/handshake.h"
#include "tbs_builder.h"

#define MSG_LIST_MAX 24

typedef struct msg_list {
    unsigned count;
    slicegate_message at[MSG_LIST_MAX];
} msg_list;

void msg_add(msg_list *list, uint8_t type, slicegate_bytes body);

/* The first message of that TYPE at FROM or later; one has to be there. */
slicegate_message *msg_find(msg_list *list, uint8_t type, unsigned from);
void msg_drop(msg_list *list, unsigned at);

/* The messages as they are hashed. */
slicegate_bytes msg_frame(const msg_list *list, slicegate_framing framing);

/* Reads all of LIST, each body in memory of its exact size. */
void msg_read(const msg_list *list, slicegate_framing framing,
              slicegate_handshake *facts);

slicegate_bytes msg_number(size_t width, uint32_t n);
slicegate_bytes msg_vector(size_t width, slicegate_bytes content);
slicegate_bytes msg_extension(uint16_t type, slicegate_bytes content);

/* ---- Hellos ------------------------------------------------------------ */

typedef struct msg_hello {
    uint16_t version;
    uint8_t random; /* all octets of it */
    bool retry;     /* ServerHello: the random of a HelloRetryRequest */
    bool dtls;      /* ClientHello: with a cookie */
    slicegate_bytes session_id;
    slicegate_bytes suites;      /* ServerHello: the one */
    slicegate_bytes compression; /* methods; ServerHello: the one */
    bool bare;                   /* without a vector of extensions */
    slicegate_bytes extensions;
} msg_hello;

/* Compliant ones; random 0xc1 and 0x5e. */
msg_hello msg_client_12(void), msg_client_13(void);
msg_hello msg_server_12(uint16_t suite), msg_server_13(uint16_t group);

slicegate_bytes msg_client_hello(const msg_hello *hello);
slicegate_bytes msg_server_hello(const msg_hello *hello);

/* pre_shared_key, to come last: COUNT identities of LENGTH octets of 'i'. */
slicegate_bytes msg_offered_psks(unsigned count, size_t length);

/* ---- Bodies ------------------------------------------------------------ */

/* COUNT certificates of four octets. */
slicegate_bytes msg_certificate(unsigned count, bool tls13);
slicegate_bytes msg_certificate_verify(uint16_t scheme);
slicegate_bytes msg_request_12(void);
slicegate_bytes msg_request_13(slicegate_bytes context);
slicegate_bytes msg_ec_params(uint16_t group);
slicegate_bytes msg_dh_params(slicegate_bytes p);
slicegate_bytes msg_signature(uint16_t scheme);
slicegate_bytes msg_finished(bool tls13);

/* ---- Whole handshakes -------------------------------------------------- */

/* TLS 1.3 with both certificates; after a HelloRetryRequest; by the second of
 * two offered PSKs; and with a request after the handshake. */
msg_list msg_tls13(void), msg_tls13_retry(void), msg_tls13_psk(void),
    msg_tls13_post(void);

/* TLS 1.2: ECDHE with both certificates and a ticket; resumed by ticket or
 * session_id. */
msg_list msg_tls12(void), msg_tls12_resumed(bool ticket);

/* TLS 1.2 of any suite, without a client certificate. PARAMS is the body of
 * ServerKeyExchange and SHARE that of ClientKeyExchange; PARAMS of no octets
 * leaves the message out. */
msg_list msg_tls12_of(uint16_t suite, bool certificate, slicegate_bytes params,
                      slicegate_bytes share);

#endif
