/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one message after another into facts. */
#include <string.h>

#include "handshake_order.h"

void slicegate_handshake_begin(slicegate_handshake *facts,
                               slicegate_framing framing)
{
    memset(facts, 0, sizeof *facts);
    facts->dtls = framing == SLICEGATE_FRAMING_DTLS;
    facts->psk_selected = SLICEGATE_PSK_NOT_SELECTED;
}

static void keep_fault(slicegate_handshake *facts, uint8_t type,
                       const char *fault)
{
    if (fault == NULL)
        return;
    facts->fault = fault;
    facts->fault_message = type;
}

void slicegate_handshake_read(slicegate_handshake *facts,
                              const slicegate_message *message)
{
    const sg_step *step;

    facts->last = message->type;
    if (facts->fault != NULL)
        return;
    step = sg_order_find(facts, message->type);
    if (step == NULL) {
        keep_fault(facts, message->type, sg_order_expected(facts));
        return;
    }
    facts->last_from_server = step->from_server;
    facts->stage = (uint8_t)step->next;
    if (step->read != NULL)
        keep_fault(facts, message->type, step->read(facts, message->body));
}

void slicegate_handshake_expanded(slicegate_handshake *facts,
                                  slicegate_bytes body)
{
    const slicegate_end *end = sg_reading_end(facts);

    if (facts->fault != NULL || body.p == NULL)
        return;
    if (facts->last != SLICEGATE_MSG_COMPRESSED_CERTIFICATE ||
        end->presented != SLICEGATE_PRESENTED_NOTHING) {
        keep_fault(facts, facts->last, "CompressedCertificate, expanded once");
        return;
    }
    keep_fault(facts, facts->last, sg_read_certificate(facts, body));
}
