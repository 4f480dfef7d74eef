/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers of message bodies. Each takes the whole body and gives NULL, or
 * what it expected where it broke; the facts of a broken message are not to be
 * relied on. A reader is only called where its message may stand.
 */
#ifndef SLICEGATE_PROFILE_HANDSHAKE_READER_H
#define SLICEGATE_PROFILE_HANDSHAKE_READER_H

#include "slicegate/handshake.h"

typedef const char *sg_reader(slicegate_handshake *facts, slicegate_bytes body);

sg_reader sg_read_client_hello, sg_read_server_hello, sg_read_hello_retry,
    sg_read_encrypted_extensions;
sg_reader sg_read_certificate, sg_read_compressed_certificate,
    sg_read_certificate_verify;
sg_reader sg_read_request_tls12, sg_read_request_tls13,
    sg_read_request_post_handshake;
sg_reader sg_read_server_key_exchange, sg_read_client_key_exchange;

/* Whose message is being read. */
static inline slicegate_end *sg_reading_end(slicegate_handshake *facts)
{
    return facts->last_from_server ? &facts->server : &facts->client;
}

/* TLS 1.2 and later name the scheme of a signature (RFC 5246 4.7). */
static inline bool sg_names_schemes(const slicegate_handshake *facts)
{
    return facts->version != 0x0300 && facts->version != 0x0301 &&
           facts->version != 0x0302 && facts->version != 0xfeff;
}

#endif
