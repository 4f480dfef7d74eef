/* SPDX-License-Identifier: Apache-2.0 */
/* Following handshake messages to the leaf, and never past one's bounds. */
#include <string.h>

#include "suite.h"
#include "transcript.h"

static const uint8_t client_hello[] = {1, 0, 0, 2, 3, 3};
static const uint8_t server_hello[] = {2, 0, 0, 2, 3, 3};
/* context "", list of 8 bytes: a certificate of 3 bytes, no extensions */
static const uint8_t certificate[] = {11, 0, 0, 12,  0,   0,   0, 8,
                                      0,  0, 3, 'd', 'e', 'r', 0, 0};
static const uint8_t empty[] = {11, 0, 0, 4, 0, 0, 0, 0};
static const uint8_t compressed[] = {25, 0, 0, 1, 0};
static const uint8_t hash[32] = {42};

static void feed(sg_follower *f, const void *data, size_t n)
{
    sg_follower_update(f, data, n);
}

static void begin(sg_follower *f)
{
    memset(f, 0, sizeof(*f));
    feed(f, client_hello, sizeof(client_hello));
    feed(f, server_hello, sizeof(server_hello));
}

/* What the table gives for HASH after F: the status, or -1 for nothing. */
static int noted(const sg_follower *f, sg_leaf **leaf)
{
    sg_transcripts *t = sg_transcripts_new();
    sg_leaf_status status;
    bool known;

    sg_transcripts_note(t, f, hash, sizeof(hash));
    known = sg_transcripts_take(t, hash, sizeof(hash), &status, leaf);
    CU_ASSERT_FALSE(!known && *leaf != NULL);
    sg_transcripts_free(t);
    return known ? (int)status : -1;
}

static void the_leaf_of_a_handshake_is_found(void)
{
    sg_follower f;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, certificate, sizeof(certificate));
    CU_ASSERT_EQUAL(noted(&f, &leaf), SG_LEAF_PRESENT);
    CU_ASSERT_EQUAL_FATAL(leaf->n, 3);
    CU_ASSERT_EQUAL(memcmp(leaf->der, "der", 3), 0);
    sg_leaf_release(leaf);
    sg_follower_reset(&f);
}

static void several_messages_in_one_update(void)
{
    uint8_t all[sizeof(client_hello) + sizeof(certificate)];
    sg_follower f = {.state = SG_FOLLOW_FRESH};
    sg_leaf *leaf;

    memcpy(all, client_hello, sizeof(client_hello));
    memcpy(all + sizeof(client_hello), certificate, sizeof(certificate));
    feed(&f, all, sizeof(all));
    CU_ASSERT_EQUAL(noted(&f, &leaf), SG_LEAF_PRESENT);
    sg_leaf_release(leaf);
    sg_follower_reset(&f);
}

static void a_hash_taken_later_is_not_the_certificates(void)
{
    sg_follower f;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, certificate, sizeof(certificate));
    feed(&f, server_hello, sizeof(server_hello));
    CU_ASSERT_EQUAL(noted(&f, &leaf), -1);
    sg_follower_reset(&f);
}

static void the_last_certificate_counts(void)
{
    uint8_t other[sizeof(certificate)];
    sg_follower f;
    sg_leaf *leaf;

    memcpy(other, certificate, sizeof(certificate));
    other[11] = 'X';
    begin(&f);
    feed(&f, certificate, sizeof(certificate));
    feed(&f, other, sizeof(other));
    CU_ASSERT_EQUAL(noted(&f, &leaf), SG_LEAF_PRESENT);
    CU_ASSERT_EQUAL(leaf->der[0], 'X');
    sg_leaf_release(leaf);
    sg_follower_reset(&f);
}

static void a_copy_lives_on_by_itself(void)
{
    sg_follower f, copy;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, certificate, sizeof(certificate));
    sg_follower_copy(&copy, &f);
    sg_follower_reset(&f);
    CU_ASSERT_EQUAL(noted(&copy, &leaf), SG_LEAF_PRESENT);
    sg_leaf_release(leaf);
    sg_follower_reset(&copy);
}

static void an_empty_certificate_is_no_leaf(void)
{
    sg_follower f;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, empty, sizeof(empty));
    CU_ASSERT_EQUAL(noted(&f, &leaf), -1);
    sg_follower_reset(&f);
}

static void a_compressed_certificate_is_told_apart(void)
{
    sg_follower f;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, compressed, sizeof(compressed));
    CU_ASSERT_EQUAL(noted(&f, &leaf), SG_LEAF_COMPRESSED);
    CU_ASSERT_PTR_NULL(leaf);
    sg_follower_reset(&f);
}

/* Each length byte of the message one too large: unreadable, or not whole. */
static void lengths_that_lie_are_unreadable(void)
{
    static const size_t length_at[] = {4, 7, 10, 15};

    for (size_t i = 0; i < sizeof(length_at) / sizeof(length_at[0]); i++) {
        uint8_t bad[sizeof(certificate)];
        sg_follower f;
        sg_leaf *leaf;

        memcpy(bad, certificate, sizeof(bad));
        bad[length_at[i]]++;
        begin(&f);
        feed(&f, bad, sizeof(bad));
        CU_ASSERT_EQUAL(noted(&f, &leaf), SG_LEAF_UNREADABLE);
        CU_ASSERT_PTR_NULL(leaf);
        sg_follower_reset(&f);
    }
}

static void a_broken_off_message_ends_the_following(void)
{
    sg_follower f;
    sg_leaf *leaf;

    begin(&f);
    feed(&f, certificate, sizeof(certificate) - 1);
    CU_ASSERT_EQUAL(f.state, SG_FOLLOW_NOTHING);
    feed(&f, certificate, sizeof(certificate));
    CU_ASSERT_EQUAL(noted(&f, &leaf), -1);
    sg_follower_reset(&f);
}

static void other_data_is_not_followed(void)
{
    static const char *const data[] = {"hello", "\x01", "\x01\x00\x00\x09xx"};

    for (size_t i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
        sg_follower f = {.state = SG_FOLLOW_FRESH};

        feed(&f, data[i], strlen(data[i]) + 1);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_NOTHING);
    }
}

int main(void)
{
    static const suite_test tests[] = {
        {"the leaf of a handshake is found", the_leaf_of_a_handshake_is_found},
        {"several messages in one update", several_messages_in_one_update},
        {"a hash taken later is not the certificate's",
         a_hash_taken_later_is_not_the_certificates},
        {"the last certificate counts", the_last_certificate_counts},
        {"a copy lives on by itself", a_copy_lives_on_by_itself},
        {"an empty certificate is no leaf", an_empty_certificate_is_no_leaf},
        {"a compressed certificate is told apart",
         a_compressed_certificate_is_told_apart},
        {"lengths that lie are unreadable", lengths_that_lie_are_unreadable},
        {"a broken-off message ends the following",
         a_broken_off_message_ends_the_following},
        {"other data is not followed", other_data_is_not_followed},
    };

    return SUITE_RUN("transcript", tests);
}
