/* SPDX-License-Identifier: Apache-2.0 */
/* The cursor: what strict DER it reads, and what it refuses. */
#include "der.h"

#include <stdlib.h>
#include <string.h>

#include "der_time.h"
#include "suite.h"
#include "tbs_builder.h"

/* An exact copy on the heap, so that a read past the end is seen by a
 * sanitizer. */
static sg_der over(const char *digits, uint8_t **copy)
{
    slicegate_bytes b = hex(digits);
    *copy = malloc(b.n != 0 ? b.n : 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(*copy);
    if (b.n != 0)
        memcpy(*copy, b.p, b.n);
    b.p = *copy;
    return sg_der_over(b);
}

static bool any(const char *digits, sg_tlv *tlv)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    const uint8_t *start = in.p;
    bool read = sg_der_any(&in, tlv);
    if (!read)
        CU_ASSERT_PTR_EQUAL(in.p, start);
    free(copy);
    return read;
}

static void elements(void)
{
    sg_tlv e;
    char big[2 * (4 + 256) + 1] = "30820100";
    CU_ASSERT_TRUE(any("0500", &e));
    CU_ASSERT_EQUAL(e.tag, 5);
    CU_ASSERT_EQUAL(e.content.n, 0);
    CU_ASSERT_EQUAL(e.whole.n, 2);
    CU_ASSERT_TRUE(any("0402 0102 ff", &e));
    CU_ASSERT_EQUAL(e.content.n, 2);
    CU_ASSERT_EQUAL(e.whole.n, 4);
    memset(big + 8, '0', sizeof big - 9);
    CU_ASSERT_TRUE(any(big, &e));
    CU_ASSERT_EQUAL(e.content.n, 256);
    CU_ASSERT_EQUAL(e.whole.n, 260);
}

static void elements_refused(void)
{
    static const char *const bad[] = {
        "",             /* nothing */
        "30",           /* no length */
        "0401",         /* content missing */
        "0403 0102",    /* content cut */
        "3080 0000",    /* indefinite */
        "0481 01 00",   /* long form of a short length */
        "0482 0080 00", /* leading zero in the length */
        "0481",         /* length cut */
        "0482 01",      /* length cut */
        "0484 ffffffff 00",
        "0485 0000000001 00",
        "04ff 00",
        "1f0200", /* long tag */
        "3f1000", /* long tag of a SEQUENCE */
        "0000",   /* end of contents */
    };
    sg_tlv e;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(any(bad[i], &e));
}

static void nested(void)
{
    uint8_t *copy;
    sg_der in = over("3005 0201 05 0500", &copy), inside;
    slicegate_bytes content;
    uint32_t value;
    CU_ASSERT_FALSE(sg_der_enter(&in, SG_SET, &inside));
    CU_ASSERT_TRUE(sg_der_enter(&in, SG_SEQUENCE, &inside));
    CU_ASSERT_TRUE(sg_der_done(&in));
    CU_ASSERT_FALSE(sg_der_next_is(&in, SG_SEQUENCE));
    CU_ASSERT_TRUE(sg_der_next_is(&inside, SG_INTEGER));
    CU_ASSERT_TRUE(sg_der_uint(&inside, SG_INTEGER, 9, &value));
    CU_ASSERT_EQUAL(value, 5);
    CU_ASSERT_FALSE(sg_der_get(&inside, SG_INTEGER, &content));
    CU_ASSERT_TRUE(sg_der_get(&inside, SG_NULL, &content));
    CU_ASSERT_TRUE(sg_der_done(&inside));
    free(copy);
}

static bool integer(const char *digits)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    slicegate_bytes content;
    bool read = sg_der_integer(&in, &content);
    free(copy);
    return read;
}

static bool number(const char *digits, uint32_t max, uint32_t *value)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    bool read = sg_der_uint(&in, SG_INTEGER, max, value);
    free(copy);
    return read;
}

static void integers(void)
{
    uint32_t value;
    CU_ASSERT_TRUE(integer("020100"));
    CU_ASSERT_TRUE(integer("02020080"));
    CU_ASSERT_TRUE(integer("0202ff7f"));
    CU_ASSERT_FALSE(integer("0200"));
    CU_ASSERT_FALSE(integer("0202007f"));
    CU_ASSERT_FALSE(integer("0202ff80"));
    CU_ASSERT_FALSE(integer("040100"));
    CU_ASSERT_TRUE(number("02020100", 1000, &value));
    CU_ASSERT_EQUAL(value, 256);
    CU_ASSERT_TRUE(number("020900ffffffffffffffff", 1000, &value));
    CU_ASSERT_EQUAL(value, 1000);
    CU_ASSERT_TRUE(number("020500ffffffff", UINT32_MAX, &value));
    CU_ASSERT_EQUAL(value, UINT32_MAX);
    CU_ASSERT_FALSE(number("0201ff", 1000, &value));
    CU_ASSERT_FALSE(number("0200", 1000, &value));
    CU_ASSERT_FALSE(number("0500", 1000, &value));
}

static bool default_false(const char *digits, bool *value)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    bool read = sg_der_default_false(&in, value);
    free(copy);
    return read;
}

static void booleans(void)
{
    bool value = true;
    CU_ASSERT_TRUE(default_false("", &value));
    CU_ASSERT_FALSE(value);
    CU_ASSERT_TRUE(default_false("0500", &value));
    CU_ASSERT_FALSE(value);
    CU_ASSERT_TRUE(default_false("0101ff", &value));
    CU_ASSERT_TRUE(value);
    CU_ASSERT_FALSE(default_false("010100", &value));
    CU_ASSERT_FALSE(default_false("010101", &value));
    CU_ASSERT_FALSE(default_false("0102ffff", &value));
    CU_ASSERT_FALSE(default_false("0101", &value));
}

static bool bits(const char *digits, uint16_t *value)
{
    return sg_named_bits(hex(digits), value);
}

static void bit_strings(void)
{
    uint8_t *copy;
    uint16_t value;
    slicegate_bytes octets;
    sg_der in = over("0303 000102", &copy);
    CU_ASSERT_TRUE(sg_der_bit_octets(&in, &octets));
    CU_ASSERT_EQUAL(octets.n, 2);
    free(copy);
    in = over("0302 0102", &copy);
    CU_ASSERT_FALSE(sg_der_bit_octets(&in, &octets));
    free(copy);
    in = over("0300", &copy);
    CU_ASSERT_FALSE(sg_der_bit_octets(&in, &octets));
    free(copy);

    CU_ASSERT_TRUE(bits("00", &value));
    CU_ASSERT_EQUAL(value, 0);
    CU_ASSERT_TRUE(bits("0780", &value));
    CU_ASSERT_EQUAL(value, 1);
    CU_ASSERT_TRUE(bits("070080", &value));
    CU_ASSERT_EQUAL(value, 1u << 8);
    CU_ASSERT_TRUE(bits("000001", &value));
    CU_ASSERT_EQUAL(value, 1u << 15);
    CU_ASSERT_FALSE(bits("", &value));
    CU_ASSERT_FALSE(bits("07", &value));
    CU_ASSERT_FALSE(bits("0880", &value));
    CU_ASSERT_FALSE(bits("0680", &value));
    CU_ASSERT_FALSE(bits("0781", &value));
    CU_ASSERT_FALSE(bits("0700", &value));
    CU_ASSERT_FALSE(bits("00000001", &value));
}

static bool oid(const char *digits)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    slicegate_bytes content;
    bool read = sg_der_oid(&in, &content);
    free(copy);
    return read;
}

static bool algorithm(const char *digits, size_t *parameters)
{
    uint8_t *copy;
    sg_der in = over(digits, &copy);
    slicegate_bytes content, any_element;
    bool read = sg_der_algorithm(&in, &content, &any_element);
    *parameters = read ? any_element.n : 0;
    free(copy);
    return read;
}

static void identifiers(void)
{
    size_t n;
    CU_ASSERT_TRUE(oid("06022a03"));
    CU_ASSERT_TRUE(oid("06032a8601"));
    CU_ASSERT_FALSE(oid("0600"));
    CU_ASSERT_FALSE(oid("06032a8001"));
    CU_ASSERT_FALSE(oid("06022a81"));
    CU_ASSERT_TRUE(algorithm("3004 06022a03", &n));
    CU_ASSERT_EQUAL(n, 0);
    CU_ASSERT_TRUE(algorithm("3006 06022a03 0500", &n));
    CU_ASSERT_EQUAL(n, 2);
    CU_ASSERT_FALSE(algorithm("3008 06022a03 0500 0500", &n));
    CU_ASSERT_FALSE(algorithm("3005 06022a03 05", &n));
    CU_ASSERT_FALSE(algorithm("3000", &n));
    CU_ASSERT_FALSE(algorithm("0500", &n));
}

static bool when(uint8_t tag, const char *text, int64_t *seconds)
{
    slicegate_bytes b = {(const uint8_t *)text, strlen(text)};
    return sg_time_read(tag, b, seconds);
}

static void times(void)
{
    int64_t t = 0;
    CU_ASSERT_TRUE(when(SG_UTC_TIME, "700101000000Z", &t));
    CU_ASSERT_EQUAL(t, 0);
    CU_ASSERT_TRUE(when(SG_UTC_TIME, "500101000000Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(-631152000));
    CU_ASSERT_TRUE(when(SG_UTC_TIME, "491231235959Z", &t));
    CU_ASSERT_EQUAL(t, SG_TIME_2050 - 1);
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "20500101000000Z", &t));
    CU_ASSERT_EQUAL(t, SG_TIME_2050);
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "20240229120000Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(1709208000));
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "99991231235959Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(253402300799));
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "00010101000000Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(-62135596800));
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "20000301000000Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(951868800));
    CU_ASSERT_TRUE(when(SG_GENERALIZED_TIME, "21000301000000Z", &t));
    CU_ASSERT_EQUAL(t, INT64_C(4107542400));
}

static void times_refused(void)
{
    static const char *const bad[] = {
        "",
        "2601010000Z",       /* no seconds */
        "260101000000",      /* no Z */
        "260101000000+0000", /* offset */
        "260101000000.5Z",   /* fraction */
        "261301000000Z",     /* month 13 */
        "260001000000Z",     /* month 0 */
        "260100000000Z",     /* day 0 */
        "260431000000Z",     /* 31 April */
        "260229000000Z",     /* no leap year */
        "260101240000Z",     /* hour 24 */
        "260101006000Z",     /* minute 60 */
        "260101000060Z",     /* leap second */
        "2601010000 0Z",     /* blank */
        "x60101000000Z",     /* letter */
        "-60101000000Z",     /* sign */
    };
    int64_t t;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(when(SG_UTC_TIME, bad[i], &t));
    CU_ASSERT_FALSE(when(SG_GENERALIZED_TIME, "19000229000000Z", &t));
    CU_ASSERT_FALSE(when(SG_GENERALIZED_TIME, "00000101000000Z", &t));
    CU_ASSERT_FALSE(when(SG_GENERALIZED_TIME, "20260101000000.5Z", &t));
    CU_ASSERT_FALSE(when(SG_GENERALIZED_TIME, "x0260101000000Z", &t));
    CU_ASSERT_FALSE(when(SG_GENERALIZED_TIME, "260101000000Z", &t));
}

static void certificates_are_split(void)
{
    slicegate_bytes tbs_part, algorithm_part, signature;
#define ALG "3004 06022a03"
    CU_ASSERT_TRUE(slicegate_cert_split(hex("300d 3000 " ALG " 0303 00abcd"),
                                        &tbs_part, &algorithm_part,
                                        &signature));
    CU_ASSERT_EQUAL(tbs_part.n, 2);
    CU_ASSERT_EQUAL(algorithm_part.n, 6);
    CU_ASSERT_EQUAL(signature.n, 2);
    static const char *const bad[] = {
        "300d 3000 " ALG " 0303 00abcd 00", /* after it */
        "300f 3000 " ALG " 0303 00abcd 0500",
        "300d 3100 " ALG " 0303 00abcd", /* no SEQUENCE */
        "300d 3000 " ALG " 0303 01abcd", /* unused bits */
        "3002 3000",
        "3009 3000 3000 0303 00abcd",
        "",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(slicegate_cert_split(hex(bad[i]), &tbs_part,
                                             &algorithm_part, &signature));
}

int main(void)
{
    static const suite_test tests[] = {
        {"elements are read", elements},
        {"BER beyond DER is refused", elements_refused},
        {"elements within elements", nested},
        {"integers are minimal", integers},
        {"FALSE as a default is not written", booleans},
        {"bit strings", bit_strings},
        {"object and algorithm identifiers", identifiers},
        {"times", times},
        {"times of another form are refused", times_refused},
        {"a Certificate is split into its parts", certificates_are_split}};
    return SUITE_RUN("der", tests);
}
