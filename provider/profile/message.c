/* SPDX-License-Identifier: Apache-2.0 */
/* Framing: TLS (RFC 8446 4) and DTLS 1.2 (RFC 6347 4.2.2). */
#include "cursor.h"
#include "slicegate/handshake.h"

/* message_seq, fragment_offset, fragment_length: one fragment, the whole. */
static bool take_fragment(slicegate_bytes *rest, uint32_t length)
{
    uint32_t sequence, offset, fragment;

    return sg_take_number(rest, 2, &sequence) &&
           sg_take_number(rest, 3, &offset) &&
           sg_take_number(rest, 3, &fragment) && offset == 0 &&
           fragment == length;
}

bool slicegate_message_next(slicegate_bytes *rest, slicegate_framing framing,
                            slicegate_message *out)
{
    slicegate_bytes at = *rest, body;
    uint32_t length;
    uint8_t type;

    if (!sg_take_u8(&at, &type) || !sg_take_number(&at, 3, &length) ||
        (framing == SLICEGATE_FRAMING_DTLS && !take_fragment(&at, length)) ||
        !sg_take_bytes(&at, length, &body))
        return false;
    out->type = type;
    out->body = body;
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
    if (data.n == 0 || (data.p[0] != SLICEGATE_MSG_CLIENT_HELLO &&
                        data.p[0] != SLICEGATE_MSG_MESSAGE_HASH))
        return false;
    /*
     * DTLS first: what a client writes at the end of its ClientHello can make
     * whole messages of TLS out of DTLS, but never the other way round.
     */
    *framing = data.p[0] == SLICEGATE_MSG_CLIENT_HELLO &&
                       whole(data, SLICEGATE_FRAMING_DTLS)
                   ? SLICEGATE_FRAMING_DTLS
                   : SLICEGATE_FRAMING_TLS;
    return *framing == SLICEGATE_FRAMING_DTLS ||
           whole(data, SLICEGATE_FRAMING_TLS);
}
