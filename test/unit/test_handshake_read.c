/* SPDX-License-Identifier: Apache-2.0 */
/* What whole handshakes leave in the facts, and which of them are faults. */
#include <string.h>

#include "message_builder.h"
#include "suite.h"

#define MSG(type) SLICEGATE_MSG_##type

static const slicegate_bytes nothing = {NULL, 0};

static void read_tls(const msg_list *list, slicegate_handshake *facts)
{
    msg_read(list, SLICEGATE_FRAMING_TLS, facts);
}

/* All of LIST is read, and ends with both Finished. */
static slicegate_handshake done(msg_list list)
{
    slicegate_handshake facts;

    read_tls(&list, &facts);
    if (facts.fault != NULL)
        printf("\n    message %d: expected %s", facts.fault_message,
               facts.fault);
    CU_ASSERT_PTR_NULL(facts.fault);
    CU_ASSERT_TRUE(facts.done);
    return facts;
}

static void breaks(const msg_list *list, uint8_t type)
{
    slicegate_handshake facts;

    read_tls(list, &facts);
    CU_ASSERT_PTR_NOT_NULL(facts.fault);
    CU_ASSERT_EQUAL(facts.fault_message, type);
}

/* ---- Whole handshakes -------------------------------------------------- */

static void tls13_with_both_certificates(void)
{
    const slicegate_handshake f = done(msg_tls13());

    CU_ASSERT_EQUAL(f.version, 0x0304);
    CU_ASSERT_TRUE(slicegate_is_tls13(&f));
    CU_ASSERT_EQUAL(f.suite, 0x1301);
    CU_ASSERT_EQUAL(f.exchange, SLICEGATE_EXCHANGE_GROUP);
    CU_ASSERT_EQUAL(f.group, 0x0017);
    CU_ASSERT_EQUAL(f.client_random[31], 0xc1);
    CU_ASSERT_EQUAL(f.server_random[31], 0x5e);
    CU_ASSERT_TRUE(f.certificate_request && !f.post_handshake);
    CU_ASSERT_TRUE(f.server.proved && f.client.proved);
    CU_ASSERT_EQUAL(f.server.presented, SLICEGATE_PRESENTED_LEAF);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_LEAF);
    CU_ASSERT_EQUAL(f.server.scheme, 0x0403);
    CU_ASSERT_EQUAL(f.client.scheme, 0x0804);
    CU_ASSERT_EQUAL(f.psk_selected, SLICEGATE_PSK_NOT_SELECTED);
    CU_ASSERT_EQUAL(f.last, MSG(FINISHED));
    CU_ASSERT_FALSE(f.last_from_server);
    CU_ASSERT_FALSE(f.hello_retry);
}

static void tls13_after_a_retry(void)
{
    const slicegate_handshake f = done(msg_tls13_retry());

    CU_ASSERT_TRUE(f.hello_retry);
    CU_ASSERT_EQUAL(f.group, 0x0018);
    CU_ASSERT_EQUAL(f.server_random[0], 0x5e);
}

static void tls13_by_psk(void)
{
    const slicegate_handshake f = done(msg_tls13_psk());

    CU_ASSERT_EQUAL(f.psk_selected, 1);
    CU_ASSERT_EQUAL(f.psk_offered, 2);
    CU_ASSERT_TRUE(f.psk_last && f.psk_modes_sent);
    CU_ASSERT_EQUAL(f.psk_modes, SLICEGATE_PSK_DHE_KE);
    CU_ASSERT_EQUAL(f.psk[1].length, 5);
    CU_ASSERT_EQUAL(memcmp(f.psk[1].identity, "iiiii", 6), 0);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_NOTHING);
    CU_ASSERT_FALSE(f.client_key_exchange);
}

static void tls13_post_handshake_begins_the_client_anew(void)
{
    slicegate_handshake f;
    msg_list list = msg_tls13_post();

    f = done(list);
    CU_ASSERT_TRUE(f.post_handshake && f.certificate_request);
    CU_ASSERT_TRUE(f.client_pha);
    CU_ASSERT_EQUAL(f.client.scheme, 0x0503);
    CU_ASSERT_TRUE(f.client.finished && f.client.proved);
    list.count -= 3;
    f = done(list);
    CU_ASSERT_FALSE(f.client.finished || f.client.proved);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_NOTHING);
    CU_ASSERT_EQUAL(f.client.scheme, 0);
    CU_ASSERT_TRUE(f.last_from_server);
}

static void post_handshake_is_only_for_those_who_offered_it(void)
{
    msg_list list = msg_tls13_post();
    msg_hello client = msg_client_13();

    list.at[0].body = msg_client_hello(&client);
    breaks(&list, MSG(CERTIFICATE_REQUEST));
    list = msg_tls13_post();
    msg_add(&list, MSG(CERTIFICATE_REQUEST), msg_request_13(hex("c1")));
    breaks(&list, MSG(CERTIFICATE_REQUEST));
    list = msg_tls13_post();
    list.at[list.count - 4].body = msg_request_13(nothing);
    breaks(&list, MSG(CERTIFICATE_REQUEST));
}

static void tls12_with_both_certificates(void)
{
    const slicegate_handshake f = done(msg_tls12());

    CU_ASSERT_EQUAL(f.version, 0x0303);
    CU_ASSERT_EQUAL(f.suite, 0xc02b);
    CU_ASSERT_EQUAL(f.exchange, SLICEGATE_EXCHANGE_GROUP);
    CU_ASSERT_EQUAL(f.group, 0x0018);
    CU_ASSERT_TRUE(f.ems && f.secure_renegotiation && f.client_ems);
    CU_ASSERT_TRUE(f.client_renegotiation && !f.renegotiates);
    CU_ASSERT_TRUE(f.client_key_exchange && !f.psk_identity_sent);
    CU_ASSERT_TRUE(f.server.proved && f.client.proved);
    CU_ASSERT_EQUAL(f.server.scheme, 0x0403);
    CU_ASSERT_EQUAL(f.client.scheme, 0x0401);
    CU_ASSERT_TRUE(f.last_from_server);
}

static void tls12_resumed(void)
{
    for (int ticket = 0; ticket < 2; ticket++) {
        const slicegate_handshake f = done(msg_tls12_resumed(ticket));

        CU_ASSERT_FALSE(f.client_key_exchange);
        CU_ASSERT_EQUAL(f.exchange, SLICEGATE_EXCHANGE_NONE);
        CU_ASSERT_EQUAL(f.server.presented, SLICEGATE_PRESENTED_NOTHING);
        CU_ASSERT_FALSE(f.last_from_server);
    }
}

static void dtls12_is_read_with_its_cookie(void)
{
    msg_list list = msg_tls12();
    msg_hello client = msg_client_12(), server = msg_server_12(0xc02b);
    slicegate_handshake f;

    client.version = server.version = 0xfefd;
    client.dtls = true;
    list.at[0].body = msg_client_hello(&client);
    list.at[1].body = msg_server_hello(&server);
    msg_read(&list, SLICEGATE_FRAMING_DTLS, &f);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_TRUE(f.done && f.dtls);
    CU_ASSERT_EQUAL(f.version, 0xfefd);
    CU_ASSERT_FALSE(slicegate_is_tls13(&f));
    CU_ASSERT_EQUAL(f.server.scheme, 0x0403);
    read_tls(&list, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);
}

/* TLS 1.1 signs without naming a scheme. */
static void tls11_is_read_to_its_end(void)
{
    msg_list list = msg_tls12();
    msg_hello client = msg_client_12(), server = msg_server_12(0xc013);
    slicegate_handshake f;

    client.version = server.version = 0x0302;
    list.at[0].body = msg_client_hello(&client);
    list.at[1].body = msg_server_hello(&server);
    msg_find(&list, MSG(SERVER_KEY_EXCHANGE), 0)->body =
        cat(msg_ec_params(0x17), hex("0002 5151"));
    msg_find(&list, MSG(CERTIFICATE_VERIFY), 0)->body = hex("0002 5151");
    msg_find(&list, MSG(CERTIFICATE_REQUEST), 0)->body = hex("01 40 0000");
    f = done(list);
    CU_ASSERT_EQUAL(f.version, 0x0302);
    CU_ASSERT_TRUE(f.client_offers_old && f.server.proved);
    CU_ASSERT_EQUAL(f.server.scheme, 0);
}

/* ---- Key exchanges of TLS 1.2 ------------------------------------------ */

static void each_key_exchange(void)
{
    const slicegate_bytes hint = hex("0002 6869"), identity = hex("0002 6964"),
                          point = hex("03 040102"), y = hex("0002 0102");
    const struct {
        uint16_t suite;
        bool certificate;
        slicegate_bytes params, share;
        slicegate_exchange exchange;
        bool proved, psk;
    } cases[] = {
        {0x009c, true, nothing, y, SLICEGATE_EXCHANGE_NONE, false, false},
        {0x009e, true, cat(msg_dh_params(fill(0xff, 256)), msg_signature(1025)),
         y, SLICEGATE_EXCHANGE_DH, true, false},
        {0xc02f, true, cat(msg_ec_params(0x17), msg_signature(1025)), point,
         SLICEGATE_EXCHANGE_GROUP, true, false},
        {0x00a6, false, msg_dh_params(fill(0xff, 256)), y,
         SLICEGATE_EXCHANGE_DH, false, false},
        {0xc018, false, msg_ec_params(0x17), point, SLICEGATE_EXCHANGE_GROUP,
         false, false},
        {0x00a8, false, nothing, identity, SLICEGATE_EXCHANGE_NONE, false,
         true},
        {0x00a8, false, hint, identity, SLICEGATE_EXCHANGE_NONE, false, true},
        {0x00ac, true, nothing, cat(identity, y), SLICEGATE_EXCHANGE_NONE,
         false, true},
        {0x00ac, true, hint, cat(identity, y), SLICEGATE_EXCHANGE_NONE, false,
         true},
        {0x00aa, false, cat(hint, msg_dh_params(fill(0xff, 256))),
         cat(identity, y), SLICEGATE_EXCHANGE_DH, false, true},
        {0xccac, false, cat(hint, msg_ec_params(0x17)), cat(identity, point),
         SLICEGATE_EXCHANGE_GROUP, false, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const slicegate_handshake f =
            done(msg_tls12_of(cases[i].suite, cases[i].certificate,
                              cases[i].params, cases[i].share));

        CU_ASSERT_EQUAL(f.exchange, cases[i].exchange);
        CU_ASSERT_EQUAL(f.server.proved, cases[i].proved);
        CU_ASSERT_EQUAL(f.psk_identity_sent, cases[i].psk);
        CU_ASSERT_EQUAL(f.psk_offered, cases[i].psk ? 1 : 0);
        if (cases[i].psk)
            CU_ASSERT_EQUAL(memcmp(f.psk[0].identity, "id", 3), 0);
        if (f.exchange == SLICEGATE_EXCHANGE_DH)
            CU_ASSERT_EQUAL(f.dh_bits, 2048);
        CU_ASSERT_TRUE(f.client_key_exchange);
    }
}

static void dh_bits_do_not_count_leading_zeros(void)
{
    const struct {
        slicegate_bytes p;
        uint32_t bits;
    } cases[] = {{hex("0001"), 1},
                 {hex("00"), 0},
                 {hex("80"), 8},
                 {hex("01 00"), 9},
                 {cat(hex("0000"), fill(0xff, 127)), 1016},
                 {cat(hex("7f"), fill(0, 255)), 2047}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const slicegate_handshake f = done(msg_tls12_of(
            0x009e, true, cat(msg_dh_params(cases[i].p), msg_signature(1025)),
            hex("0001 01")));

        CU_ASSERT_EQUAL(f.dh_bits, cases[i].bits);
    }
}

static void only_named_curves(void)
{
    msg_list list = msg_tls12();

    msg_find(&list, MSG(SERVER_KEY_EXCHANGE), 0)->body =
        cat(hex("01"), msg_signature(0x0403));
    breaks(&list, MSG(SERVER_KEY_EXCHANGE));
}

static void an_unknown_key_exchange_is_a_fault(void)
{
    msg_list list = msg_tls12_of(0xc01d, false, hex("00"), hex("00"));

    breaks(&list, MSG(SERVER_KEY_EXCHANGE));
    list = msg_tls12_of(0x1301, true, nothing, hex("00"));
    breaks(&list, MSG(CERTIFICATE));
}

static void long_identities_are_kept_cut(void)
{
    slicegate_handshake f = done(
        msg_tls12_of(0x00a8, false, nothing, msg_vector(2, fill('x', 65535))));

    CU_ASSERT_EQUAL(f.psk[0].length, 65535);
    CU_ASSERT_EQUAL(f.psk[0].identity[SLICEGATE_PSK_IDENTITY_MAX - 1], 'x');
    CU_ASSERT_EQUAL(f.psk[1].length, 0);
    f = done(msg_tls12_of(0x00a8, false, nothing, hex("0000")));
    CU_ASSERT_EQUAL(f.psk[0].length, 0);
    CU_ASSERT_TRUE(f.psk_identity_sent);
}

/* ---- Certificates ------------------------------------------------------ */

static void an_empty_certificate_is_no_leaf_and_proves_nothing(void)
{
    msg_list list = msg_tls12();
    slicegate_handshake f;

    list.at[6].body = msg_certificate(0, false);
    breaks(&list, MSG(CERTIFICATE_VERIFY));
    msg_drop(&list, 8);
    f = done(list);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_EMPTY);
    CU_ASSERT_FALSE(f.client.proved);
    list = msg_tls13();
    list.at[7].body = msg_certificate(0, true);
    breaks(&list, MSG(CERTIFICATE_VERIFY));
    msg_drop(&list, 8);
    f = done(list);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_EMPTY);
}

static void a_leaf_is_to_be_proved(void)
{
    msg_list list = msg_tls12();

    msg_drop(&list, 8);
    breaks(&list, MSG(FINISHED));
    list = msg_tls13();
    msg_drop(&list, 8);
    breaks(&list, MSG(FINISHED));
    list = msg_tls13();
    msg_drop(&list, 5);
    breaks(&list, MSG(FINISHED));
}

static void the_server_has_a_certificate(void)
{
    msg_list list = msg_tls13();

    list.at[4].body = msg_certificate(0, true);
    breaks(&list, MSG(CERTIFICATE));
    list = msg_tls12();
    list.at[2].body = msg_certificate(0, false);
    breaks(&list, MSG(CERTIFICATE));
}

/* The client's Certificate compressed, read up to it. */
static void read_compressed(slicegate_handshake *f)
{
    msg_list list = msg_tls13();

    list.count = 8;
    list.at[7].type = MSG(COMPRESSED_CERTIFICATE);
    list.at[7].body = hex("0002 00000b 000002 aabb");
    read_tls(&list, f);
    CU_ASSERT_PTR_NULL(f->fault);
    CU_ASSERT_TRUE(f->client.compressed);
    CU_ASSERT_EQUAL(f->client.presented, SLICEGATE_PRESENTED_NOTHING);
}

static void read_one(slicegate_handshake *f, uint8_t type, slicegate_bytes body)
{
    const slicegate_message m = {type, body};

    slicegate_handshake_read(f, &m);
}

static void a_compressed_certificate_is_handed_in(void)
{
    slicegate_handshake f;

    read_compressed(&f);
    slicegate_handshake_expanded(&f, msg_certificate(1, true));
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_LEAF);
    read_one(&f, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0403));
    read_one(&f, MSG(FINISHED), msg_finished(true));
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_TRUE(f.done && f.client.compressed && f.client.proved);

    read_compressed(&f);
    slicegate_handshake_expanded(&f, msg_certificate(0, true));
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_EMPTY);
    read_one(&f, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0403));
    CU_ASSERT_PTR_NOT_NULL(f.fault);
}

static void one_that_cannot_be_expanded_is_no_leaf(void)
{
    slicegate_handshake f;

    read_compressed(&f);
    slicegate_handshake_expanded(&f, nothing);
    read_one(&f, MSG(CERTIFICATE_VERIFY), msg_certificate_verify(0x0403));
    read_one(&f, MSG(FINISHED), msg_finished(true));
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_EQUAL(f.client.presented, SLICEGATE_PRESENTED_NOTHING);
}

static void expansion_has_its_place(void)
{
    slicegate_handshake f;

    read_compressed(&f);
    slicegate_handshake_expanded(&f, hex("00 000001 00"));
    CU_ASSERT_PTR_NOT_NULL(f.fault);
    read_compressed(&f);
    slicegate_handshake_expanded(&f, msg_certificate(1, true));
    slicegate_handshake_expanded(&f, msg_certificate(1, true));
    CU_ASSERT_PTR_NOT_NULL(f.fault);
    slicegate_handshake_begin(&f, SLICEGATE_FRAMING_TLS);
    slicegate_handshake_expanded(&f, msg_certificate(1, true));
    CU_ASSERT_PTR_NOT_NULL(f.fault);
}

/* ---- Breaking ---------------------------------------------------------- */

typedef struct named_list {
    const char *name;
    msg_list list;
} named_list;

static unsigned every_list(named_list *out)
{
    const named_list all[] = {
        {"tls13", msg_tls13()},
        {"retry", msg_tls13_retry()},
        {"psk", msg_tls13_psk()},
        {"post", msg_tls13_post()},
        {"tls12", msg_tls12()},
        {"id", msg_tls12_resumed(false)},
        {"ticket", msg_tls12_resumed(true)},
        {"dhe-psk", msg_tls12_of(0x00aa, false,
                                 cat(hex("0000"), msg_dh_params(fill(1, 9))),
                                 hex("0001 69 0001 01"))}};

    memcpy(out, all, sizeof all);
    return sizeof all / sizeof all[0];
}
#define LISTS 8

/* A hello may end before its extensions, and a ticket is not looked into. */
static bool may_be_cut(const msg_list *list, unsigned at, size_t n)
{
    const slicegate_message *m = &list->at[at];
    msg_hello bare[4] = {msg_client_12(), msg_client_13(), msg_server_12(1),
                         msg_server_13(1)};

    if (m->type == MSG(NEW_SESSION_TICKET))
        return true;
    if (m->type != MSG(CLIENT_HELLO) && m->type != MSG(SERVER_HELLO))
        return false;
    for (int i = 0; i < 4; i++) {
        bare[i].bare = true;
        if (n == (m->type == MSG(CLIENT_HELLO) ? msg_client_hello(&bare[i])
                                               : msg_server_hello(&bare[i]))
                     .n)
            return true;
    }
    return false;
}

static void a_body_cut_anywhere_is_a_fault(void)
{
    named_list lists[LISTS];
    slicegate_handshake f;

    for (unsigned k = 0; k < every_list(lists); k++)
        for (unsigned i = 0; i < lists[k].list.count; i++)
            for (size_t n = 0; n < lists[k].list.at[i].body.n; n++) {
                msg_list cut = lists[k].list;

                if (may_be_cut(&cut, i, n))
                    continue;
                cut.at[i].body.n = n;
                read_tls(&cut, &f);
                CU_ASSERT_PTR_NOT_NULL(f.fault);
                CU_ASSERT_EQUAL(f.fault_message, cut.at[i].type);
            }
}

static void an_octet_too_many_is_a_fault(void)
{
    named_list lists[LISTS];

    for (unsigned k = 0; k < every_list(lists); k++)
        for (unsigned i = 0; i < lists[k].list.count; i++) {
            msg_list longer = lists[k].list;

            if (longer.at[i].type == MSG(NEW_SESSION_TICKET))
                continue;
            longer.at[i].body = cat(longer.at[i].body, hex("00"));
            breaks(&longer, longer.at[i].type);
        }
}

static void no_message_stands_twice(void)
{
    named_list lists[LISTS];
    slicegate_handshake f;

    for (unsigned k = 0; k < every_list(lists); k++)
        for (unsigned i = 0; i + 1 < lists[k].list.count; i++) {
            msg_list twice = lists[k].list;

            CU_ASSERT_TRUE_FATAL(twice.count < MSG_LIST_MAX);
            memmove(&twice.at[i + 1], &twice.at[i],
                    (twice.count - i) * sizeof twice.at[0]);
            twice.count++;
            read_tls(&twice, &f);
            CU_ASSERT_PTR_NOT_NULL(f.fault);
        }
}

static void no_message_can_be_left_out(void)
{
    static const uint8_t needed[] = {
        MSG(CLIENT_HELLO),         MSG(SERVER_HELLO),
        MSG(ENCRYPTED_EXTENSIONS), MSG(SERVER_KEY_EXCHANGE),
        MSG(SERVER_HELLO_DONE),    MSG(CLIENT_KEY_EXCHANGE),
        MSG(CERTIFICATE_VERIFY),   MSG(CERTIFICATE),
        MSG(CERTIFICATE_REQUEST),  MSG(MESSAGE_HASH)};
    named_list lists[LISTS];
    slicegate_handshake f;

    for (unsigned k = 0; k < every_list(lists); k++)
        for (unsigned i = 0; i < lists[k].list.count; i++) {
            msg_list less = lists[k].list;

            if (memchr(needed, less.at[i].type, sizeof needed) == NULL)
                continue;
            msg_drop(&less, i);
            read_tls(&less, &f);
            CU_ASSERT_PTR_NOT_NULL(f.fault);
        }
}

static void what_libssl_never_hashes_is_a_fault_everywhere(void)
{
    static const uint8_t never[] = {
        MSG(HELLO_REQUEST), MSG(KEY_UPDATE), 3, 21, 200, 255};
    named_list lists[LISTS];

    for (unsigned k = 0; k < every_list(lists); k++)
        for (unsigned i = 0; i <= lists[k].list.count; i++)
            for (size_t t = 0; t < sizeof never; t++) {
                msg_list less = lists[k].list;

                less.count = i;
                msg_add(&less, never[t], nothing);
                breaks(&less, never[t]);
            }
}

static void a_fault_is_never_taken_back(void)
{
    slicegate_handshake f, then;
    const msg_list good = msg_tls13();

    slicegate_handshake_begin(&f, SLICEGATE_FRAMING_TLS);
    read_one(&f, MSG(FINISHED), msg_finished(true));
    CU_ASSERT_PTR_NOT_NULL(f.fault);
    for (unsigned i = 0; i < good.count; i++) {
        memcpy(&then, &f, sizeof f);
        slicegate_handshake_read(&f, &good.at[i]);
        CU_ASSERT_EQUAL(f.last, good.at[i].type);
        f.last = then.last;
        CU_ASSERT_EQUAL(memcmp(&f, &then, sizeof f), 0);
    }
}

/* ---- Messages that may stand there ------------------------------------- */

static void insert(msg_list *list, unsigned at, uint8_t type,
                   slicegate_bytes body)
{
    msg_add(list, type, body);
    memmove(&list->at[at + 1], &list->at[at],
            (list->count - 1 - at) * sizeof list->at[0]);
    list->at[at] = (slicegate_message){type, body};
}

static void messages_that_say_nothing_are_skipped(void)
{
    msg_list list = msg_tls12();

    insert(&list, 9, MSG(NEXT_PROTO), hex("00 00"));
    insert(&list, 6, 23, hex("000000"));
    insert(&list, 3, MSG(CERTIFICATE_STATUS), hex("01 000001 00"));
    insert(&list, 2, 23, hex("000000"));
    (void)done(list);
    list = msg_tls12_resumed(true);
    insert(&list, 4, MSG(NEXT_PROTO), hex("00 00"));
    (void)done(list);
}

static void early_data_ends_where_it_was_accepted(void)
{
    msg_list list = msg_tls13_psk();
    msg_hello client = msg_client_13();
    slicegate_handshake f;

    insert(&list, 4, MSG(END_OF_EARLY_DATA), nothing);
    breaks(&list, MSG(END_OF_EARLY_DATA));
    list.at[2].body = msg_vector(2, msg_extension(42, nothing));
    breaks(&list, MSG(ENCRYPTED_EXTENSIONS));
    client.extensions = cat(client.extensions, msg_extension(42, nothing));
    client.extensions = cat(client.extensions, msg_offered_psks(2, 5));
    list.at[0].body = msg_client_hello(&client);
    f = done(list);
    CU_ASSERT_TRUE(f.early_data && f.client_early_data);
}

static void a_certificate_that_nobody_asked_for_is_a_fault(void)
{
    msg_list list = msg_tls13();

    msg_drop(&list, 3);
    breaks(&list, MSG(CERTIFICATE));
    list = msg_tls12();
    msg_drop(&list, 4);
    breaks(&list, MSG(CERTIFICATE));
    list = msg_tls13_psk();
    insert(&list, 3, MSG(CERTIFICATE_REQUEST), msg_request_13(nothing));
    breaks(&list, MSG(CERTIFICATE_REQUEST));
}

int main(void)
{
    static const suite_test tests[] = {
#define T(name) {#name, name}
        T(tls13_with_both_certificates),
        T(tls13_after_a_retry),
        T(tls13_by_psk),
        T(tls13_post_handshake_begins_the_client_anew),
        T(post_handshake_is_only_for_those_who_offered_it),
        T(tls12_with_both_certificates),
        T(tls12_resumed),
        T(dtls12_is_read_with_its_cookie),
        T(tls11_is_read_to_its_end),
        T(each_key_exchange),
        T(dh_bits_do_not_count_leading_zeros),
        T(only_named_curves),
        T(an_unknown_key_exchange_is_a_fault),
        T(long_identities_are_kept_cut),
        T(an_empty_certificate_is_no_leaf_and_proves_nothing),
        T(a_leaf_is_to_be_proved),
        T(the_server_has_a_certificate),
        T(a_compressed_certificate_is_handed_in),
        T(one_that_cannot_be_expanded_is_no_leaf),
        T(expansion_has_its_place),
        T(a_body_cut_anywhere_is_a_fault),
        T(an_octet_too_many_is_a_fault),
        T(no_message_stands_twice),
        T(no_message_can_be_left_out),
        T(what_libssl_never_hashes_is_a_fault_everywhere),
        T(a_fault_is_never_taken_back),
        T(messages_that_say_nothing_are_skipped),
        T(early_data_ends_where_it_was_accepted),
        T(a_certificate_that_nobody_asked_for_is_a_fault),
    };

    return SUITE_RUN("handshake_read", tests);
}
