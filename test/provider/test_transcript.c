/* SPDX-License-Identifier: Apache-2.0 */
/* Following handshake messages: who sees what, and how long a leaf lives. */
#include <stdlib.h>
#include <string.h>

#include "message_builder.h"
#include "suite.h"
#include "transcript.h"

static const uint8_t hash[32] = {42};

static slicegate_bytes message_of(const msg_list *list, unsigned at)
{
    msg_list one = {.count = 1};

    one.at[0] = list->at[at];
    return msg_frame(&one, SLICEGATE_FRAMING_TLS);
}

/* As libssl hashes them, one update a message: FROM up to, not with, TO. */
static void feed(sg_follower *f, const msg_list *list, unsigned from,
                 unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        slicegate_bytes m = message_of(list, i);

        sg_follower_update(f, m.p, m.n);
    }
}

/* A follower that has read the first COUNT messages. */
static sg_follower follow(const msg_list *list, unsigned count)
{
    sg_follower f;

    memset(&f, 0, sizeof(f));
    feed(&f, list, 0, count);
    return f;
}

/* How many messages up to and with the Nth Certificate. */
static unsigned upto_certificate(msg_list *list, int nth)
{
    unsigned at = 0;

    for (int i = 0; i < nth; i++)
        at = (unsigned)(msg_find(list, SLICEGATE_MSG_CERTIFICATE, at) -
                        list->at) +
             1;
    return at;
}

/* ---- Reading ----------------------------------------------------------- */

static void a_whole_handshake_is_read(void)
{
    msg_list lists[] = {msg_tls13(), msg_tls13_retry(), msg_tls12(),
                        msg_tls12_resumed(true)};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        sg_follower f = follow(&lists[i], lists[i].count);

        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_HANDSHAKE);
        CU_ASSERT_PTR_NOT_NULL_FATAL(f.transcript);
        CU_ASSERT_PTR_NULL(f.transcript->facts.fault);
        CU_ASSERT_TRUE(f.transcript->facts.done);
        sg_follower_reset(&f);
        CU_ASSERT_PTR_NULL(f.transcript);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_FRESH);
    }
}

static void one_update_or_many_and_dtls(void)
{
    msg_list list = msg_tls12();
    msg_hello client = msg_client_12(), server = msg_server_12(0xc02b);
    slicegate_bytes tls = msg_frame(&list, SLICEGATE_FRAMING_TLS), dtls;
    sg_transcript *one = sg_transcript_of(tls.p, tls.n), *other;

    client.dtls = true;
    client.version = server.version = 0xfefd;
    list.at[0].body = msg_client_hello(&client);
    list.at[1].body = msg_server_hello(&server);
    dtls = msg_frame(&list, SLICEGATE_FRAMING_DTLS);
    other = sg_transcript_of(dtls.p, dtls.n);
    CU_ASSERT_TRUE_FATAL(one != NULL && other != NULL);
    CU_ASSERT_TRUE(one->facts.done && other->facts.done);
    CU_ASSERT_FALSE(one->facts.dtls);
    CU_ASSERT_TRUE(other->facts.dtls);
    sg_transcript_release(one);
    sg_transcript_release(other);
}

static void a_broken_off_message_is_a_fault(void)
{
    msg_list list = msg_tls13();
    slicegate_bytes m = message_of(&list, 1);

    for (size_t n = 1; n < m.n; n++) {
        sg_follower f = follow(&list, 1);

        sg_follower_update(&f, m.p, n);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_HANDSHAKE);
        CU_ASSERT_PTR_NOT_NULL(f.transcript->facts.fault);
        feed(&f, &list, 1, list.count);
        CU_ASSERT_PTR_NOT_NULL(f.transcript->facts.fault);
        sg_follower_reset(&f);
    }
}

static void other_data_is_not_followed(void)
{
    static const char *const data[] = {"hello", "\x01", "\x01\x00\x00\x09xx",
                                       "\x02\x00\x00\x01x"};
    msg_list list = msg_tls13();

    for (size_t i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
        sg_follower f = {.state = SG_FOLLOW_FRESH};

        sg_follower_update(&f, "", 0);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_FRESH);
        sg_follower_update(&f, data[i], strlen(data[i]) + 1);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_NOTHING);
        feed(&f, &list, 0, 1);
        CU_ASSERT_EQUAL(f.state, SG_FOLLOW_NOTHING);
        CU_ASSERT_PTR_NULL(f.transcript);
    }
    CU_ASSERT_PTR_NULL(sg_transcript_of((const uint8_t *)"no", 2));
}

/* ---- Copies ------------------------------------------------------------ */

static void a_copy_is_the_same_until_one_is_written_to(void)
{
    msg_list list = msg_tls13();
    sg_follower f = follow(&list, 2), copy;

    sg_follower_copy(&copy, &f);
    CU_ASSERT_PTR_EQUAL(copy.transcript, f.transcript);
    feed(&f, &list, 2, 3);
    CU_ASSERT_PTR_NOT_EQUAL(copy.transcript, f.transcript);
    CU_ASSERT_EQUAL(copy.transcript->facts.last, SLICEGATE_MSG_SERVER_HELLO);
    CU_ASSERT_EQUAL(f.transcript->facts.last,
                    SLICEGATE_MSG_ENCRYPTED_EXTENSIONS);
    sg_follower_reset(&f);
    feed(&copy, &list, 2, list.count);
    CU_ASSERT_TRUE(copy.transcript->facts.done);
    sg_follower_reset(&copy);
}

static void one_that_is_alone_is_written_in_place(void)
{
    msg_list list = msg_tls13();
    sg_follower f = follow(&list, 2);
    const sg_transcript *before = f.transcript;

    feed(&f, &list, 2, list.count);
    CU_ASSERT_PTR_EQUAL(f.transcript, before);
    sg_follower_reset(&f);
}

static void copies_share_the_connection(void)
{
    msg_list list = msg_tls13();
    sg_follower f = follow(&list, 2), copy;
    sg_psk psk = {.kind = SLICEGATE_PSK_EXTERNAL, .key = {.length = 21}}, got;
    uint64_t refused[SG_RULE_WORDS];
    slicegate_findings findings = {0};
    slicegate_profile profile;

    CU_ASSERT_TRUE_FATAL(slicegate_profile_builtin("mgmt", &profile));
    sg_follower_copy(&copy, &f);
    feed(&copy, &list, 2, 5);
    CU_ASSERT_PTR_NOT_EQUAL(copy.transcript, f.transcript);
    CU_ASSERT_PTR_EQUAL(copy.transcript->connection, f.transcript->connection);
    sg_connection_get_psk(copy.transcript->connection, &got);
    CU_ASSERT_EQUAL(got.kind, SLICEGATE_PSK_NONE);
    sg_connection_set_psk(f.transcript->connection, &psk);
    sg_connection_get_psk(copy.transcript->connection, &got);
    CU_ASSERT_EQUAL(got.key.length, 21);
    CU_ASSERT_FALSE(
        sg_connection_refused(copy.transcript->connection, refused));
    slicegate_findings_add(&findings, &profile, SLICEGATE_RULE_CERT_CDP_1);
    sg_connection_refuse(f.transcript->connection, &findings);
    CU_ASSERT_TRUE(sg_connection_refused(copy.transcript->connection, refused));
    for (int rule = 0; rule < SLICEGATE_RULE_COUNT; rule++)
        CU_ASSERT_EQUAL(refused[rule / 64] >> (rule % 64) & 1,
                        rule == SLICEGATE_RULE_CERT_CDP_1);
    sg_follower_reset(&f);
    sg_connection_get_psk(copy.transcript->connection, &got);
    CU_ASSERT_EQUAL(got.kind, SLICEGATE_PSK_EXTERNAL);
    sg_follower_reset(&copy);
}

static void two_handshakes_share_nothing(void)
{
    msg_list list = msg_tls13();
    sg_follower one = follow(&list, 2), other = follow(&list, 2);

    CU_ASSERT_PTR_NOT_EQUAL(one.transcript->connection,
                            other.transcript->connection);
    sg_follower_reset(&one);
    sg_follower_reset(&other);
}

/* ---- Leaves ------------------------------------------------------------ */

static void a_leaf_is_kept_until_it_is_proven_in_tls13(void)
{
    msg_list list = msg_tls13();
    unsigned server = upto_certificate(&list, 1);
    unsigned client = upto_certificate(&list, 2);
    static const uint8_t none[SG_SHA256_SIZE] = {0};
    sg_follower f = follow(&list, server), early;

    CU_ASSERT_EQUAL(f.transcript->server.status, SG_LEAF_PRESENT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f.transcript->server.leaf);
    CU_ASSERT_EQUAL(f.transcript->server.leaf->n, 4);
    sg_follower_copy(&early, &f);
    feed(&f, &list, server, server + 1);
    CU_ASSERT_PTR_NULL(f.transcript->server.leaf);
    CU_ASSERT_PTR_NOT_NULL(early.transcript->server.leaf);
    CU_ASSERT_NOT_EQUAL(memcmp(f.transcript->server.certificate, none, 32), 0);
    feed(&f, &list, server + 1, client);
    CU_ASSERT_PTR_NOT_NULL(f.transcript->client.leaf);
    feed(&f, &list, client, client + 1);
    CU_ASSERT_PTR_NULL(f.transcript->client.leaf);
    CU_ASSERT_EQUAL(f.transcript->client.status, SG_LEAF_PRESENT);
    sg_follower_reset(&f);
    sg_follower_reset(&early);
}

static void a_leaf_is_kept_until_finished_in_tls12(void)
{
    msg_list list = msg_tls12();
    unsigned finished =
        (unsigned)(msg_find(&list, SLICEGATE_MSG_FINISHED, 0) - list.at);
    sg_follower f = follow(&list, finished);

    CU_ASSERT_PTR_NOT_NULL(f.transcript->server.leaf);
    CU_ASSERT_PTR_NOT_NULL(f.transcript->client.leaf);
    feed(&f, &list, finished, finished + 1);
    CU_ASSERT_PTR_NULL(f.transcript->server.leaf);
    CU_ASSERT_PTR_NULL(f.transcript->client.leaf);
    sg_follower_reset(&f);
}

static void an_empty_list_is_no_leaf(void)
{
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 2);
    sg_follower f;

    list.at[n - 1].body = msg_certificate(0, true);
    f = follow(&list, n);
    CU_ASSERT_EQUAL(f.transcript->client.status, SG_LEAF_NONE);
    CU_ASSERT_PTR_NULL(f.transcript->client.leaf);
    sg_follower_reset(&f);
}

static void what_cannot_be_read_is_no_leaf_either(void)
{
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 1);
    slicegate_bytes whole = list.at[n - 1].body;

    for (size_t cut = 0; cut < whole.n; cut++) {
        sg_follower f;

        list.at[n - 1].body.n = cut;
        f = follow(&list, n);
        CU_ASSERT_EQUAL(f.transcript->server.status, SG_LEAF_UNREADABLE);
        CU_ASSERT_PTR_NULL(f.transcript->server.leaf);
        sg_follower_reset(&f);
    }
}

static void a_compressed_one_that_does_not_expand_is_told_apart(void)
{
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 2);
    sg_follower f;

    list.at[n - 1].type = SLICEGATE_MSG_COMPRESSED_CERTIFICATE;
    list.at[n - 1].body = cat(msg_number(2, 0x7777), msg_number(3, 9));
    list.at[n - 1].body =
        cat(list.at[n - 1].body, msg_vector(3, msg_number(2, 1)));
    f = follow(&list, n);
    CU_ASSERT_EQUAL(f.transcript->client.status, SG_LEAF_COMPRESSED);
    CU_ASSERT_PTR_NULL(f.transcript->client.leaf);
    sg_follower_reset(&f);
}

/* ---- Between Certificate and CertificateVerify -------------------------- */

/* What the table gives for the hash taken after COUNT messages. */
static sg_transcript *noted(const msg_list *list, unsigned count)
{
    sg_transcripts *t = sg_transcripts_new();
    sg_follower f = follow(list, count);
    sg_transcript *got;

    sg_transcripts_note(t, &f, hash, sizeof(hash));
    got = sg_transcripts_take(t, hash, sizeof(hash));
    CU_ASSERT_PTR_NULL(sg_transcripts_take(t, hash, sizeof(hash)));
    sg_follower_reset(&f);
    sg_transcripts_free(t);
    return got;
}

static void only_a_hash_that_ends_with_a_certificate_is_kept(void)
{
    msg_list list = msg_tls13();

    for (unsigned n = 1; n <= list.count; n++) {
        sg_transcript *t = noted(&list, n);

        CU_ASSERT_EQUAL(t != NULL,
                        list.at[n - 1].type == SLICEGATE_MSG_CERTIFICATE);
        sg_transcript_release(t);
    }
    list.at[upto_certificate(&list, 2) - 1].body = msg_certificate(0, true);
    CU_ASSERT_PTR_NULL(noted(&list, upto_certificate(&list, 2)));
}

static void the_one_that_is_asked_for_is_given(void)
{
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 1);
    sg_transcripts *t = sg_transcripts_new();
    sg_follower f = follow(&list, n);
    uint8_t other[sizeof(hash)];
    sg_transcript *got;

    memcpy(other, hash, sizeof(hash));
    other[sizeof(other) - 1] ^= 1;
    sg_transcripts_note(t, &f, hash, sizeof(hash));
    CU_ASSERT_PTR_NULL(sg_transcripts_take(t, other, sizeof(other)));
    got = sg_transcripts_take(t, hash, sizeof(hash));
    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT_PTR_EQUAL(got->connection, f.transcript->connection);
    CU_ASSERT_EQUAL(got->server.status, SG_LEAF_PRESENT);
    sg_transcript_release(got);
    sg_transcripts_note(t, &f, hash, 16);
    CU_ASSERT_PTR_NULL(sg_transcripts_take(t, hash, 16));
    sg_follower_reset(&f);
    sg_transcripts_free(t);
}

/* The peer may present our own certificate in a handshake of its own; both
 * ends of one handshake may be here. */
static void only_ones_own_is_forgotten(void)
{
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 1);
    sg_transcripts *t = sg_transcripts_new();
    sg_follower mine = follow(&list, n), theirs = follow(&list, n);
    sg_transcript *got;

    sg_transcripts_note(t, &theirs, hash, sizeof(hash));
    sg_transcripts_note(t, &mine, hash, sizeof(hash));
    sg_transcripts_forget(mine.transcript->connection);
    got = sg_transcripts_take(t, hash, sizeof(hash));
    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT_PTR_EQUAL(got->connection, theirs.transcript->connection);
    sg_transcript_release(got);
    CU_ASSERT_PTR_NULL(sg_transcripts_take(t, hash, sizeof(hash)));
    sg_follower_reset(&mine);
    sg_follower_reset(&theirs);
    sg_transcripts_free(t);
}

/* However many wait, none is lost while its contexts live, and none outlives
 * them. */
static void it_is_kept_as_long_as_its_contexts(void)
{
    enum { MANY = 5000 };
    msg_list list = msg_tls13();
    unsigned n = upto_certificate(&list, 1), found = 0;
    sg_transcripts *t = sg_transcripts_new();
    sg_follower *f = calloc(MANY, sizeof(*f));
    uint8_t key[32] = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    for (unsigned i = 0; i < MANY; i++) {
        f[i] = follow(&list, n);
        memcpy(key, &i, sizeof(i));
        sg_transcripts_note(t, &f[i], key, sizeof(key));
        if (i % 2 == 1)
            sg_follower_reset(&f[i]);
    }
    for (unsigned i = 0; i < MANY; i++) {
        sg_transcript *got;

        memcpy(key, &i, sizeof(i));
        got = sg_transcripts_take(t, key, sizeof(key));
        CU_ASSERT_EQUAL(got != NULL, i % 2 == 0);
        found += got != NULL;
        sg_transcript_release(got);
        sg_follower_reset(&f[i]);
    }
    CU_ASSERT_EQUAL(found, MANY / 2);
    free(f);
    sg_transcripts_free(t);
}

/* Noted again it is known by the last hash alone; a table may go first. */
static void the_last_hash_counts(void)
{
    msg_list list = msg_tls13();
    sg_transcripts *t = sg_transcripts_new();
    sg_follower f = follow(&list, upto_certificate(&list, 1));
    uint8_t other[sizeof(hash)];

    memcpy(other, hash, sizeof(hash));
    other[0] ^= 1;
    sg_transcripts_note(t, &f, hash, sizeof(hash));
    sg_transcripts_note(t, &f, other, sizeof(other));
    CU_ASSERT_PTR_NULL(sg_transcripts_take(t, hash, sizeof(hash)));
    sg_transcripts_free(t);
    sg_follower_reset(&f);
}

int main(void)
{
    static const suite_test tests[] = {
        {"a whole handshake is read", a_whole_handshake_is_read},
        {"one update or many, TLS or DTLS", one_update_or_many_and_dtls},
        {"a broken-off message is a fault", a_broken_off_message_is_a_fault},
        {"other data is not followed", other_data_is_not_followed},
        {"a copy is the same until one is written to",
         a_copy_is_the_same_until_one_is_written_to},
        {"one that is alone is written in place",
         one_that_is_alone_is_written_in_place},
        {"copies share the connection", copies_share_the_connection},
        {"two handshakes share nothing", two_handshakes_share_nothing},
        {"a leaf is kept until it is proven in TLS 1.3",
         a_leaf_is_kept_until_it_is_proven_in_tls13},
        {"a leaf is kept until Finished in TLS 1.2",
         a_leaf_is_kept_until_finished_in_tls12},
        {"an empty list is no leaf", an_empty_list_is_no_leaf},
        {"what cannot be read is no leaf either",
         what_cannot_be_read_is_no_leaf_either},
        {"a compressed one that does not expand is told apart",
         a_compressed_one_that_does_not_expand_is_told_apart},
        {"only a hash that ends with a Certificate is kept",
         only_a_hash_that_ends_with_a_certificate_is_kept},
        {"the one that is asked for is given",
         the_one_that_is_asked_for_is_given},
        {"only one's own is forgotten", only_ones_own_is_forgotten},
        {"it is kept as long as its contexts",
         it_is_kept_as_long_as_its_contexts},
        {"the last hash counts", the_last_hash_counts},
    };

    return SUITE_RUN("transcript", tests);
}
