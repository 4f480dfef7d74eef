/* SPDX-License-Identifier: Apache-2.0 */
/* ClientHello, ServerHello, HelloRetryRequest and their extensions. */
#include <string.h>

#include "message_builder.h"
#include "suite.h"

static const slicegate_bytes nothing = {NULL, 0};

static slicegate_handshake client(const msg_hello *hello)
{
    msg_list list = {0};
    slicegate_handshake facts;

    msg_add(&list, SLICEGATE_MSG_CLIENT_HELLO, msg_client_hello(hello));
    msg_read(&list,
             hello->dtls ? SLICEGATE_FRAMING_DTLS : SLICEGATE_FRAMING_TLS,
             &facts);
    return facts;
}

/* A ClientHello with one extension. */
static slicegate_handshake extension(uint16_t type, const char *content)
{
    msg_hello hello = msg_client_13();

    hello.extensions = msg_extension(type, hex(content));
    return client(&hello);
}

static slicegate_handshake server_after(const msg_hello *first,
                                        const msg_hello *hello)
{
    msg_list list = {0};
    slicegate_handshake facts;

    msg_add(&list, SLICEGATE_MSG_CLIENT_HELLO, msg_client_hello(first));
    msg_add(&list, SLICEGATE_MSG_SERVER_HELLO, msg_server_hello(hello));
    msg_read(&list, SLICEGATE_FRAMING_TLS, &facts);
    return facts;
}

static slicegate_handshake server(const msg_hello *hello)
{
    const msg_hello first = msg_client_13();

    return server_after(&first, hello);
}

/* ---- ClientHello ------------------------------------------------------- */

static void a_client_hello_is_kept_by_value(void)
{
    const msg_hello hello = msg_client_13();
    const slicegate_handshake f = client(&hello);

    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_EQUAL(f.client_version, 0x0303);
    CU_ASSERT_EQUAL(f.client_random[0], 0xc1);
    CU_ASSERT_TRUE(f.client_sni && f.client_groups && f.client_signatures);
    CU_ASSERT_EQUAL(f.sni_length, 11);
    CU_ASSERT_EQUAL(memcmp(f.sni, "nsmf.a.test", 12), 0);
    CU_ASSERT_TRUE(f.client_offers_13 && !f.client_offers_old);
    CU_ASSERT_TRUE(f.client_renegotiation && !f.renegotiates);
    CU_ASSERT_TRUE(f.psk_modes_sent && !f.psk_last);
    CU_ASSERT_FALSE(f.client_ems || f.client_compression || f.client_status ||
                    f.client_truncated_hmac || f.client_pha ||
                    f.client_early_data);
    CU_ASSERT_EQUAL(f.psk_offered, 0);
    CU_ASSERT_EQUAL(f.psk_selected, SLICEGATE_PSK_NOT_SELECTED);
}

static void a_client_hello_may_be_bare(void)
{
    msg_hello hello = msg_client_12();
    slicegate_handshake f;

    hello.bare = true;
    hello.version = 0x0301;
    f = client(&hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_TRUE(f.client_offers_old);
    CU_ASSERT_FALSE(f.client_renegotiation || f.client_sni);
}

static void vectors_of_a_client_hello_have_limits(void)
{
    msg_hello hello = msg_client_12();

    hello.session_id = fill(1, 32);
    CU_ASSERT_PTR_NULL(client(&hello).fault);
    hello.session_id = fill(1, 33);
    CU_ASSERT_PTR_NOT_NULL(client(&hello).fault);
    hello = msg_client_12();
    hello.suites = nothing;
    CU_ASSERT_PTR_NOT_NULL(client(&hello).fault);
    hello.suites = hex("c02b c0");
    CU_ASSERT_PTR_NOT_NULL(client(&hello).fault);
    hello = msg_client_12();
    hello.compression = nothing;
    CU_ASSERT_PTR_NOT_NULL(client(&hello).fault);
    hello.compression = hex("01 00");
    CU_ASSERT_TRUE(client(&hello).client_compression);
}

static void an_extension_stands_once(void)
{
    static const uint16_t types[] = {0, 10, 41, 0x0a0a, 0xff01, 0xffff};
    msg_hello hello = msg_client_12();

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const slicegate_bytes one = msg_extension(types[i], nothing);

        hello.extensions = cat(cat(one, msg_extension(999, nothing)), one);
        CU_ASSERT_PTR_NOT_NULL(client(&hello).fault);
    }
    hello.extensions =
        cat(msg_extension(0x0a0a, nothing), msg_extension(0x1a1a, hex("00")));
    CU_ASSERT_PTR_NULL(client(&hello).fault);
}

static void the_client_says_by_extensions(void)
{
    CU_ASSERT_TRUE(extension(4, "").client_truncated_hmac);
    CU_ASSERT_TRUE(extension(5, "01 0000 0000").client_status);
    CU_ASSERT_TRUE(extension(10, "0002 0017").client_groups);
    CU_ASSERT_TRUE(extension(13, "0002 0403").client_signatures);
    CU_ASSERT_TRUE(extension(23, "").client_ems);
    CU_ASSERT_TRUE(extension(42, "").client_early_data);
    CU_ASSERT_TRUE(extension(49, "").client_pha);
    CU_ASSERT_EQUAL(extension(45, "02 0001").psk_modes, 3);
    CU_ASSERT_EQUAL(extension(45, "01 00").psk_modes, SLICEGATE_PSK_KE);
    CU_ASSERT_EQUAL(extension(45, "02 0b2a").psk_modes, 0);
    CU_ASSERT_TRUE(extension(0xff01, "03 aabbcc").renegotiates);
    CU_ASSERT_TRUE(extension(43, "02 0304").client_offers_13);
    CU_ASSERT_TRUE(extension(43, "04 0303 0301").client_offers_old);
    CU_ASSERT_FALSE(extension(43, "04 0303 7a7a").client_offers_old);
    CU_ASSERT_FALSE(extension(43, "04 0303 7a7a").client_offers_13);
}

static void broken_extensions_are_faults(void)
{
    static const struct {
        uint16_t type;
        const char *content;
    } bad[] = {{0, ""},
               {0, "0000"},
               {0, "0003 00 0000"},               /* empty name */
               {0, "0004 01 0001 61"},            /* not a host_name */
               {0, "0004 00 0001 61 00"},         /* one octet more */
               {0, "0008 00 0001 61 00 0001 62"}, /* two names */
               {4, "00"},
               {10, ""},
               {10, "0000"},
               {10, "0003 001700"},
               {10, "0002 0017 00"},
               {13, "0001 04"},
               {13, "0002 0403 00"},
               {23, "00"},
               {41, ""},
               {41, "0000 0021 20"},
               {42, "00"},
               {43, "00"},
               {43, "03 030403"},
               {43, "02 0304 00"},
               {45, "00"},
               {45, "01 01 00"},
               {49, "00"},
               {51, "0004 0017 0000"},
               {51, "0003 0017 00"},
               {51, "0000 00"},
               {0xff01, ""},
               {0xff01, "00 00"}};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_PTR_NOT_NULL(extension(bad[i].type, bad[i].content).fault);
    CU_ASSERT_PTR_NULL(extension(51, "0000").fault);
}

static void a_host_name_has_up_to_255_octets(void)
{
    msg_hello hello = msg_client_13();
    slicegate_handshake f;

    for (size_t n = 255; n <= 256; n++) {
        const slicegate_bytes one = cat(hex("00"), msg_vector(2, fill('a', n)));

        hello.extensions = msg_extension(0, msg_vector(2, one));
        f = client(&hello);
        CU_ASSERT_EQUAL(f.fault == NULL, n == 255);
        if (n == 255)
            CU_ASSERT_EQUAL(f.sni[254], 'a');
    }
}

static void offered_psks_are_kept_up_to_a_limit(void)
{
    msg_hello hello = msg_client_13();
    const slicegate_bytes others = hello.extensions;
    slicegate_handshake f;

    hello.extensions = cat(others, msg_offered_psks(20, 300));
    f = client(&hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_EQUAL(f.psk_offered, 20);
    for (unsigned i = 0; i < SLICEGATE_PSK_OFFERS_MAX; i++) {
        CU_ASSERT_EQUAL(f.psk[i].length, 300);
        CU_ASSERT_EQUAL(f.psk[i].identity[SLICEGATE_PSK_IDENTITY_MAX - 1], 'i');
    }
    CU_ASSERT_TRUE(f.psk_last);
    hello.extensions = cat(msg_offered_psks(1, 1), others);
    f = client(&hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_FALSE(f.psk_last);
}

static void an_identity_of_any_length_is_kept(void)
{
    static const size_t lengths[] = {1, 65, 127, 128, 129, 1000};
    msg_hello hello = msg_client_13();

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        slicegate_handshake f;

        hello.extensions = msg_offered_psks(1, lengths[i]);
        f = client(&hello);
        CU_ASSERT_EQUAL(f.psk[0].length, lengths[i]);
        for (size_t k = 0; k < SLICEGATE_PSK_IDENTITY_MAX; k++)
            CU_ASSERT_EQUAL(f.psk[0].identity[k], k < lengths[i] ? 'i' : 0);
    }
}

static void each_psk_has_a_binder(void)
{
    static const char *const bad[] = {
        "0007 0001 61 00000000 0000", /* none */
        "0007 0001 61 00000000 0042 20 "
        "1111111111111111111111111111111111111111111111111111111111111111 20 "
        "1111111111111111111111111111111111111111111111111111111111111111",
        "0007 0001 61 00000000 0020 1f "
        "11111111111111111111111111111111111111111111111111111111111111",
        "0006 0000 00000000 0021 20 " /* an empty identity */
        "1111111111111111111111111111111111111111111111111111111111111111"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_PTR_NOT_NULL(extension(41, bad[i]).fault);
}

/* ---- ServerHello ------------------------------------------------------- */

static void a_server_hello_of_tls12(void)
{
    msg_hello hello = msg_server_12(0xc037);
    slicegate_handshake f;

    hello.extensions = cat(hello.extensions, msg_extension(22, nothing));
    hello.extensions = cat(hello.extensions, msg_extension(4, nothing));
    hello.compression = hex("01");
    f = server(&hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_TRUE(f.server_hello && f.ems && f.secure_renegotiation);
    CU_ASSERT_TRUE(f.encrypt_then_mac && f.truncated_hmac);
    CU_ASSERT_EQUAL(f.compression, 1);
    CU_ASSERT_EQUAL(f.version, 0x0303);
    CU_ASSERT_EQUAL(f.suite, 0xc037);
    hello.bare = true;
    f = server(&hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_FALSE(f.ems || f.secure_renegotiation || f.encrypt_then_mac);
}

/* What belongs to TLS 1.3 says nothing in a ServerHello of TLS 1.2, and the
 * other way round. */
static void extensions_of_the_other_version_say_nothing(void)
{
    msg_hello hello = msg_server_12(0xc02b);
    slicegate_handshake f;

    hello.extensions =
        cat(hello.extensions, msg_extension(51, hex("0017 0001 04")));
    f = server(&hello);
    CU_ASSERT_EQUAL(f.exchange, SLICEGATE_EXCHANGE_NONE);
    CU_ASSERT_EQUAL(f.group, 0);
    hello = msg_server_13(0x17);
    hello.extensions = cat(hello.extensions, msg_extension(23, nothing));
    f = server(&hello);
    CU_ASSERT_FALSE(f.ems);
}

static void versions_there_are(void)
{
    static const struct {
        uint16_t legacy;
        const char *selected;
        bool good;
    } cases[] = {{0x0303, "0304", true},    {0x0303, "0303", false},
                 {0x0303, "0305", false},   {0x0303, "03", false},
                 {0x0303, "030400", false}, {0x0302, "0304", false},
                 {0x0304, "0304", false},   {0x0303, NULL, true},
                 {0x0302, NULL, true},      {0x0301, NULL, true},
                 {0x0304, NULL, false},     {0x0404, NULL, false},
                 {0x0200, NULL, false},     {0xfefd, NULL, false}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        msg_hello hello = msg_server_13(0x17);

        hello.version = cases[i].legacy;
        hello.extensions = cases[i].selected == NULL
                               ? nothing
                               : cat(msg_extension(43, hex(cases[i].selected)),
                                     msg_extension(51, hex("0017 0001 04")));
        CU_ASSERT_EQUAL(server(&hello).fault == NULL, cases[i].good);
    }
}

static void tls13_agrees_on_a_secret(void)
{
    msg_hello hello = msg_server_13(0x17), first = msg_client_13();
    slicegate_handshake f;

    hello.extensions = msg_extension(43, hex("0304"));
    CU_ASSERT_PTR_NOT_NULL(server(&hello).fault);
    hello.extensions = cat(hello.extensions, msg_extension(41, hex("0001")));
    CU_ASSERT_PTR_NOT_NULL(server(&hello).fault);
    first.extensions = cat(first.extensions, msg_offered_psks(2, 1));
    f = server_after(&first, &hello);
    CU_ASSERT_PTR_NULL(f.fault);
    CU_ASSERT_EQUAL(f.psk_selected, 1);
    CU_ASSERT_EQUAL(f.exchange, SLICEGATE_EXCHANGE_NONE);
    hello.extensions =
        cat(msg_extension(43, hex("0304")), msg_extension(41, hex("0002")));
    CU_ASSERT_PTR_NOT_NULL(server_after(&first, &hello).fault);
}

/* Offers behind the eighth are not kept, and cannot be judged. */
static void tls13_selects_among_the_kept(void)
{
    static const struct {
        unsigned offered;
        const char *selected;
        bool good;
    } cases[] = {{9, "0000", true},  {9, "0007", true},   {9, "0008", false},
                 {9, "0009", false}, {20, "0013", false}, {8, "0007", true},
                 {8, "0008", false}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        msg_hello hello = msg_server_13(0x17), first = msg_client_13();

        first.extensions =
            cat(first.extensions, msg_offered_psks(cases[i].offered, 1));
        hello.extensions = cat(msg_extension(43, hex("0304")),
                               msg_extension(41, hex(cases[i].selected)));
        CU_ASSERT_EQUAL(server_after(&first, &hello).fault == NULL,
                        cases[i].good);
    }
}

static void tls13_has_no_compression(void)
{
    msg_hello hello = msg_server_13(0x17);

    hello.compression = hex("01");
    CU_ASSERT_PTR_NOT_NULL(server(&hello).fault);
}

static void an_extension_of_the_server_stands_once(void)
{
    msg_hello hello = msg_server_13(0x17);

    hello.extensions = cat(hello.extensions, msg_extension(43, hex("0303")));
    CU_ASSERT_PTR_NOT_NULL(server(&hello).fault);
    hello = msg_server_12(0xc02b);
    hello.extensions = cat(hello.extensions, msg_extension(23, nothing));
    CU_ASSERT_PTR_NOT_NULL(server(&hello).fault);
}

static void a_retry_stands_after_message_hash_alone(void)
{
    msg_list list = msg_tls13_retry();
    const slicegate_message retry = list.at[1];
    slicegate_handshake f;
    msg_hello tls12 = msg_server_12(0xc02b);

    msg_drop(&list, 0);
    msg_read(&list, SLICEGATE_FRAMING_TLS, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);

    list = msg_tls13_retry();
    list.at[3] = retry;
    msg_read(&list, SLICEGATE_FRAMING_TLS, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);

    list = msg_tls13_retry();
    list.at[1].body = list.at[3].body;
    msg_read(&list, SLICEGATE_FRAMING_TLS, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);

    list = msg_tls13_retry();
    list.at[3].body = msg_server_hello(&tls12);
    msg_read(&list, SLICEGATE_FRAMING_TLS, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);

    list = msg_tls13_retry();
    list.at[0].body = fill(1, 20);
    msg_read(&list, SLICEGATE_FRAMING_TLS, &f);
    CU_ASSERT_PTR_NOT_NULL(f.fault);
}

int main(void)
{
    static const suite_test tests[] = {
#define T(name) {#name, name}
        T(a_client_hello_is_kept_by_value),
        T(a_client_hello_may_be_bare),
        T(vectors_of_a_client_hello_have_limits),
        T(an_extension_stands_once),
        T(the_client_says_by_extensions),
        T(broken_extensions_are_faults),
        T(a_host_name_has_up_to_255_octets),
        T(offered_psks_are_kept_up_to_a_limit),
        T(an_identity_of_any_length_is_kept),
        T(each_psk_has_a_binder),
        T(a_server_hello_of_tls12),
        T(extensions_of_the_other_version_say_nothing),
        T(versions_there_are),
        T(tls13_agrees_on_a_secret),
        T(tls13_selects_among_the_kept),
        T(tls13_has_no_compression),
        T(an_extension_of_the_server_stands_once),
        T(a_retry_stands_after_message_hash_alone),
    };

    return SUITE_RUN("hello", tests);
}
