/* SPDX-License-Identifier: Apache-2.0 */
/* Framing, how a transcript begins, and the leaf of a Certificate message. */
#include <stdlib.h>
#include <string.h>

#include "message_builder.h"
#include "suite.h"

static const slicegate_framing framings[] = {SLICEGATE_FRAMING_TLS,
                                             SLICEGATE_FRAMING_DTLS};

/* Over an exact copy, so that a read past the end is seen by a sanitizer. */
static bool begins(slicegate_bytes data, slicegate_framing *framing)
{
    uint8_t *copy = malloc(data.n + (data.n == 0));
    bool said;

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    if (data.n > 0)
        memcpy(copy, data.p, data.n);
    said =
        slicegate_transcript_begins((slicegate_bytes){copy, data.n}, framing);
    free(copy);
    return said;
}

static void messages_are_taken_one_by_one(void)
{
    for (size_t k = 0; k < 2; k++) {
        const msg_list list = msg_tls12();
        slicegate_bytes rest = msg_frame(&list, framings[k]);
        slicegate_message m;

        for (unsigned i = 0; i < list.count; i++) {
            CU_ASSERT_TRUE_FATAL(
                slicegate_message_next(&rest, framings[k], &m));
            CU_ASSERT_EQUAL(m.type, list.at[i].type);
            CU_ASSERT_EQUAL_FATAL(m.body.n, list.at[i].body.n);
            if (m.body.n > 0)
                CU_ASSERT_EQUAL(memcmp(m.body.p, list.at[i].body.p, m.body.n),
                                0);
        }
        CU_ASSERT_EQUAL(rest.n, 0);
        CU_ASSERT_FALSE(slicegate_message_next(&rest, framings[k], &m));
    }
}

static void a_message_cut_anywhere_is_none(void)
{
    for (size_t k = 0; k < 2; k++) {
        msg_list one = {0};
        slicegate_bytes whole;

        msg_add(&one, SLICEGATE_MSG_FINISHED, fill(1, 12));
        whole = msg_frame(&one, framings[k]);
        for (size_t n = 0; n < whole.n; n++) {
            slicegate_bytes rest = {whole.p, n};
            slicegate_message m = {99, {NULL, 7}};

            CU_ASSERT_FALSE(slicegate_message_next(&rest, framings[k], &m));
            CU_ASSERT_EQUAL(rest.n, n);
            CU_ASSERT_EQUAL(m.type, 99);
        }
    }
}

static void a_fragment_of_dtls_is_no_message(void)
{
    slicegate_message m;
    slicegate_bytes whole = hex("14 000002 0005 000000 000002 aabb");
    slicegate_bytes later = hex("14 000002 0005 000001 000002 aabb");
    slicegate_bytes part = hex("14 000002 0005 000000 000001 aabb");

    CU_ASSERT_TRUE(slicegate_message_next(&whole, SLICEGATE_FRAMING_DTLS, &m));
    CU_ASSERT_FALSE(slicegate_message_next(&later, SLICEGATE_FRAMING_DTLS, &m));
    CU_ASSERT_FALSE(slicegate_message_next(&part, SLICEGATE_FRAMING_DTLS, &m));
}

static void a_transcript_is_told_with_its_framing(void)
{
    for (size_t k = 0; k < 2; k++) {
        msg_list list = msg_tls12();
        slicegate_framing framing = framings[1 - k];

        CU_ASSERT_TRUE(begins(msg_frame(&list, framings[k]), &framing));
        CU_ASSERT_EQUAL(framing, framings[k]);
        list.count = 1;
        CU_ASSERT_TRUE(begins(msg_frame(&list, framings[k]), &framing));
        CU_ASSERT_EQUAL(framing, framings[k]);
    }
}

static void after_a_retry_it_begins_with_message_hash(void)
{
    const msg_list list = msg_tls13_retry();
    slicegate_framing framing = SLICEGATE_FRAMING_DTLS;

    CU_ASSERT_TRUE(begins(msg_frame(&list, SLICEGATE_FRAMING_TLS), &framing));
    CU_ASSERT_EQUAL(framing, SLICEGATE_FRAMING_TLS);
}

static void other_bytes_begin_none(void)
{
    slicegate_framing framing;
    const slicegate_bytes others[] = {
        {NULL, 0},
        hex("01"),
        hex("01 000001"),
        hex("01 000001 aa bb"),
        hex("02 000000"),
        hex("16 030300 04 01000000"),
        /* a ClientHello in the form of SSL 2.0 */
        hex("01 0303 0003 0000 0010 00002f 00112233445566778899aabbccddeeff")};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CU_ASSERT_FALSE(begins(others[i], &framing));
}

/* The last eight octets of a ClientHello are the client's to choose. */
static void dtls_is_not_read_as_tls(void)
{
    slicegate_framing framing;
    slicegate_bytes body = cat(fill(0x11, 40), hex("02 000004 aabbccdd"));
    msg_list list = {0};

    msg_add(&list, SLICEGATE_MSG_CLIENT_HELLO, body);
    CU_ASSERT_TRUE(begins(msg_frame(&list, SLICEGATE_FRAMING_DTLS), &framing));
    CU_ASSERT_EQUAL(framing, SLICEGATE_FRAMING_DTLS);
}

static void the_leaf_comes_first(void)
{
    for (int tls13 = 0; tls13 < 2; tls13++) {
        slicegate_bytes leaf;

        CU_ASSERT_TRUE(slicegate_leaf(msg_certificate(3, tls13), tls13, &leaf));
        CU_ASSERT_EQUAL_FATAL(leaf.n, 4);
        CU_ASSERT_EQUAL(leaf.p[0], 0x30);
        CU_ASSERT_TRUE(slicegate_leaf(msg_certificate(0, tls13), tls13, &leaf));
        CU_ASSERT_EQUAL(leaf.n, 0);
    }
}

static void a_certificate_message_cut_anywhere_has_no_leaf(void)
{
    for (int tls13 = 0; tls13 < 2; tls13++) {
        slicegate_bytes all = msg_certificate(2, tls13), leaf;

        for (size_t n = 0; n < all.n; n++) {
            CU_ASSERT_FALSE(
                slicegate_leaf((slicegate_bytes){all.p, n}, tls13, &leaf));
            CU_ASSERT_EQUAL(leaf.n, 0);
        }
        CU_ASSERT_FALSE(slicegate_leaf(cat(all, hex("00")), tls13, &leaf));
    }
}

static void every_certificate_of_the_list_is_whole(void)
{
    slicegate_bytes leaf;

    CU_ASSERT_FALSE(slicegate_leaf(hex("000003 000000"), false, &leaf));
    CU_ASSERT_FALSE(
        slicegate_leaf(hex("000007 000001 30 000001"), false, &leaf));
    CU_ASSERT_FALSE(
        slicegate_leaf(hex("00 000007 000001 30 0000 00"), true, &leaf));
    CU_ASSERT_FALSE(
        slicegate_leaf(hex("00 000006 000001 30 0001"), true, &leaf));
}

int main(void)
{
    static const suite_test tests[] = {
        {"messages are taken one by one", messages_are_taken_one_by_one},
        {"a message cut anywhere is none", a_message_cut_anywhere_is_none},
        {"a fragment of DTLS is no message", a_fragment_of_dtls_is_no_message},
        {"a transcript is told with its framing",
         a_transcript_is_told_with_its_framing},
        {"after a retry it begins with message_hash",
         after_a_retry_it_begins_with_message_hash},
        {"other bytes begin none", other_bytes_begin_none},
        {"DTLS is not read as TLS", dtls_is_not_read_as_tls},
        {"the leaf comes first", the_leaf_comes_first},
        {"a Certificate message cut anywhere has no leaf",
         a_certificate_message_cut_anywhere_has_no_leaf},
        {"every certificate of the list is whole",
         every_certificate_of_the_list_is_whole},
    };

    return SUITE_RUN("message", tests);
}
