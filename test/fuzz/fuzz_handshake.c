/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of handshake messages, over a whole transcript in either framing:
 * nothing is read outside a message, a fault is never taken back, and what is
 * kept stays within its bounds. */
#include "slicegate/handshake.h"

#include "check.h"

static void check_leaf(slicegate_bytes body)
{
    for (int tls13 = 0; tls13 < 2; tls13++) {
        slicegate_bytes leaf;

        if (!slicegate_leaf(body, tls13 != 0, &leaf) || leaf.n == 0)
            continue;
        CHECK(leaf.p > body.p && leaf.n < body.n);
        CHECK((size_t)(leaf.p - body.p) <= body.n - leaf.n);
    }
}

static void check_facts(const slicegate_handshake *f)
{
    CHECK(f->psk_selected == SLICEGATE_PSK_NOT_SELECTED ||
          (f->psk_selected >= 0 && f->psk_selected <= UINT16_MAX));
    if (f->psk_selected != SLICEGATE_PSK_NOT_SELECTED)
        CHECK(slicegate_is_tls13(f) &&
              (unsigned)f->psk_selected < f->psk_offered);
    for (unsigned i = f->psk_offered; i < SLICEGATE_PSK_OFFERS_MAX; i++)
        CHECK(f->psk_offered == 1 || f->psk[i].length == 0);
    for (unsigned i = 0; i < SLICEGATE_PSK_OFFERS_MAX; i++)
        for (size_t k = f->psk[i].length; k < SLICEGATE_PSK_IDENTITY_MAX; k++)
            CHECK(f->psk[i].identity[k] == 0);
    for (size_t k = f->sni_length; k < SLICEGATE_SNI_MAX; k++)
        CHECK(f->sni[k] == 0);
    if (f->done)
        CHECK(f->server.finished && (f->client.finished || f->post_handshake));
    if (f->fault != NULL)
        return;
    if (f->client.proved)
        CHECK(f->client.presented == SLICEGATE_PRESENTED_LEAF ||
              f->client.compressed);
    if (f->done && slicegate_is_tls13(f))
        CHECK(f->server.proved || f->psk_selected >= 0);
    if (f->client.finished && f->client.presented == SLICEGATE_PRESENTED_LEAF)
        CHECK(f->client.proved);
}

/* In memory of its exact size, so that an octet too many is seen. */
static void read_copy(slicegate_handshake *facts, slicegate_message message)
{
    uint8_t *copy = malloc(message.body.n + (message.body.n == 0));

    CHECK(copy != NULL);
    if (message.body.n > 0)
        memcpy(copy, message.body.p, message.body.n);
    message.body.p = copy;
    check_leaf(message.body);
    slicegate_handshake_read(facts, &message);
    /* What is expanded is a part of the message here: any bytes will do. */
    if (message.type == SLICEGATE_MSG_COMPRESSED_CERTIFICATE &&
        message.body.n > 8)
        slicegate_handshake_expanded(
            facts, (slicegate_bytes){copy + 8, message.body.n - 8});
    free(copy);
}

static void read_next(slicegate_handshake *facts, slicegate_message message)
{
    slicegate_handshake before;

    memcpy(&before, facts, sizeof before);
    read_copy(facts, message);
    CHECK(facts->last == message.type);
    check_facts(facts);
    if (before.done && facts->fault == NULL)
        CHECK(facts->done && facts->post_handshake);
    if (before.fault == NULL)
        return;
    before.last = facts->last;
    CHECK(memcmp(&before, facts, sizeof before) == 0);
}

static void read_all(slicegate_bytes rest, slicegate_framing framing)
{
    slicegate_handshake facts;
    slicegate_message message;
    slicegate_bytes before = rest;

    slicegate_handshake_begin(&facts, framing);
    while (slicegate_message_next(&rest, framing, &message)) {
        CHECK(rest.n < before.n && message.body.n < before.n - rest.n);
        CHECK(message.body.p + message.body.n == rest.p);
        before = rest;
        read_next(&facts, message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const slicegate_bytes input = {data, size};
    slicegate_framing framing;

    if (slicegate_transcript_begins(input, &framing))
        CHECK(size >= (framing == SLICEGATE_FRAMING_TLS ? 4u : 12u));
    read_all(input, SLICEGATE_FRAMING_TLS);
    read_all(input, SLICEGATE_FRAMING_DTLS);
    return 0;
}
