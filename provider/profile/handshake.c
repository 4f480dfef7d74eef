/* SPDX-License-Identifier: Apache-2.0 */
#include "handshake.h"

#define TLS_HEADER 4
#define DTLS_HEADER 12

/* The integer of N bytes at the front, taken off *rest. */
static bool take_number(slicegate_bytes *rest, size_t n, size_t *out)
{
    if (rest->n < n)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out = *out << 8 | rest->p[i];
    rest->p += n;
    rest->n -= n;
    return true;
}

static bool take_bytes(slicegate_bytes *rest, size_t n, slicegate_bytes *out)
{
    if (rest->n < n)
        return false;
    out->p = rest->p;
    out->n = n;
    rest->p += n;
    rest->n -= n;
    return true;
}

/* A vector: N bytes of length, then that many bytes. */
static bool take_vector(slicegate_bytes *rest, size_t n, slicegate_bytes *out)
{
    size_t length;

    return take_number(rest, n, &length) && take_bytes(rest, length, out);
}

bool slicegate_message_next(slicegate_bytes *rest, slicegate_framing framing,
                            slicegate_message *out)
{
    slicegate_bytes at = *rest;
    size_t type, length, sequence, offset, fragment;

    if (!take_number(&at, 1, &type) || !take_number(&at, 3, &length))
        return false;
    if (framing == SLICEGATE_FRAMING_DTLS &&
        (!take_number(&at, 2, &sequence) || !take_number(&at, 3, &offset) ||
         !take_number(&at, 3, &fragment) || offset != 0 || fragment != length))
        return false;
    if (!take_bytes(&at, length, &out->body))
        return false;
    out->type = (uint8_t)type;
    *rest = at;
    return true;
}

static bool whole(slicegate_bytes data, slicegate_framing framing)
{
    slicegate_message message;

    while (data.n > 0)
        if (!slicegate_message_next(&data, framing, &message))
            return false;
    return true;
}

bool slicegate_transcript_begins(slicegate_bytes data,
                                 slicegate_framing *framing)
{
    if (data.n < TLS_HEADER || (data.p[0] != SLICEGATE_MSG_CLIENT_HELLO &&
                                data.p[0] != SLICEGATE_MSG_MESSAGE_HASH))
        return false;
    *framing = SLICEGATE_FRAMING_TLS;
    if (whole(data, SLICEGATE_FRAMING_TLS))
        return true;
    *framing = SLICEGATE_FRAMING_DTLS;
    return data.n >= DTLS_HEADER && whole(data, SLICEGATE_FRAMING_DTLS);
}

bool slicegate_leaf_tls13(slicegate_bytes body, slicegate_bytes *leaf)
{
    slicegate_bytes context, list, extensions;

    *leaf = (slicegate_bytes){NULL, 0};
    if (!take_vector(&body, 1, &context) || !take_vector(&body, 3, &list) ||
        body.n != 0)
        return false;
    if (list.n == 0)
        return true;
    return take_vector(&list, 3, leaf) && leaf->n > 0 &&
           take_vector(&list, 2, &extensions);
}

static bool leaf_tls12(slicegate_bytes body, slicegate_bytes *leaf)
{
    slicegate_bytes list;

    *leaf = (slicegate_bytes){NULL, 0};
    if (!take_vector(&body, 3, &list) || body.n != 0)
        return false;
    if (list.n == 0)
        return true;
    return take_vector(&list, 3, leaf) && leaf->n > 0;
}

bool slicegate_client_leaf_tls12(slicegate_bytes messages,
                                 slicegate_bytes *leaf)
{
    slicegate_framing framing;
    slicegate_message message;
    bool server_done = false, found = false;

    *leaf = (slicegate_bytes){NULL, 0};
    if (!slicegate_transcript_begins(messages, &framing))
        return false;
    while (slicegate_message_next(&messages, framing, &message)) {
        if (message.type == SLICEGATE_MSG_SERVER_HELLO_DONE)
            server_done = true;
        if (message.type != SLICEGATE_MSG_CERTIFICATE || !server_done)
            continue;
        if (found || !leaf_tls12(message.body, leaf))
            return false;
        found = true;
    }
    return found;
}
