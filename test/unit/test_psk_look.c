/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a pre-shared key weak, the shape of identities, and the judge of
 * a key by itself. */
#include <stdio.h>
#include <string.h>

#include "psk_identity.h"
#include "slicegate/handshake.h"
#include "suite.h"

static slicegate_bytes text(const char *s)
{
    slicegate_bytes b = {(const uint8_t *)s, strlen(s)};
    return b;
}

static unsigned weakness(const void *key, size_t n, const char *identity)
{
    slicegate_psk_key out;
    slicegate_bytes b = {key, n};

    slicegate_psk_look(b, text(identity), &out);
    CU_ASSERT_EQUAL(out.length, n);
    return out.weakness;
}

/* Octets without a pattern, none of them text. */
static void fill(uint8_t *key, size_t n)
{
    uint32_t state = 1;

    for (size_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        key[i] = (uint8_t)(state >> 24 | 0x80);
    }
}

static void plain_keys(void)
{
    uint8_t key[2048];

    fill(key, sizeof key);
    for (size_t n = 8; n <= 64; n++)
        CU_ASSERT_EQUAL(weakness(key, n, "client"), 0);
    CU_ASSERT_EQUAL(weakness(key, sizeof key, "client"), 0);
    CU_ASSERT_EQUAL(weakness(key, 0, ""), 0);
}

static void equal_octets(void)
{
    uint8_t key[32] = {0};
    unsigned both = SLICEGATE_PSK_ALL_EQUAL | SLICEGATE_PSK_REPEATED;

    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), both);
    memset(key, 0xff, sizeof key);
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), both);
    CU_ASSERT_EQUAL(weakness(key, 1, ""), SLICEGATE_PSK_ALL_EQUAL);
    key[31] = 0xfe;
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), 0);
    key[31] = 0xff;
    key[0] = 0x7f;
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), 0);
}

/* Of every period, whether the length is a multiple of it or not, and of every
 * octet that breaks it. */
static void repeated_blocks(void)
{
    uint8_t key[32], block[32];

    fill(block, sizeof block);
    for (size_t period = 2; period <= 16; period++) {
        for (size_t i = 0; i < sizeof key; i++)
            key[i] = block[i % period];
        CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), SLICEGATE_PSK_REPEATED);
        for (size_t i = 0; i < sizeof key; i++) {
            key[i] ^= 0x01;
            CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), 0);
            key[i] ^= 0x01;
        }
    }
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = block[i % 17];
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), 0);
}

static void printable_text(void)
{
    uint8_t key[] = "password1234567890";
    size_t n = sizeof key - 1;

    for (size_t i = 0; i < n; i++) {
        for (unsigned octet = 0; octet < 256; octet++) {
            uint8_t kept = key[i];
            bool shows = octet >= 0x20 && octet <= 0x7e;
            unsigned want = shows ? SLICEGATE_PSK_PRINTABLE : 0;

            key[i] = (uint8_t)octet;
            CU_ASSERT_EQUAL(weakness(key, n, ""), want);
            key[i] = kept;
        }
    }
}

static void own_identity(void)
{
    static const char identity[] = "csmf.operator.example";
    unsigned both = SLICEGATE_PSK_IS_IDENTITY | SLICEGATE_PSK_PRINTABLE;

    CU_ASSERT_EQUAL(weakness(identity, sizeof identity - 1, identity), both);
    CU_ASSERT_EQUAL(weakness(identity, sizeof identity - 2, identity),
                    SLICEGATE_PSK_PRINTABLE);
    CU_ASSERT_EQUAL(
        weakness(identity, sizeof identity - 1, "csmf.operator.examplf"),
        SLICEGATE_PSK_PRINTABLE);
}

/* Beyond 1024 octets nothing is looked at, and the length is the true one. */
static void long_keys(void)
{
    static uint8_t key[1500];

    fill(key, sizeof key);
    memset(key + 1024, 0, sizeof key - 1024);
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""), 0);
    memset(key, 0, 1024);
    key[1499] = 1;
    CU_ASSERT_EQUAL(weakness(key, sizeof key, ""),
                    SLICEGATE_PSK_ALL_EQUAL | SLICEGATE_PSK_REPEATED);
}

static void identities(void)
{
    static const struct {
        const char *text;
        size_t n; /* 0: to the NUL */
        sg_identity_fault fault;
    } cases[] = {{"csmf", 0, SG_IDENTITY_FINE},
                 {"a b", 0, SG_IDENTITY_FINE},
                 {"\xc3\xa5\xe4\xb8\xad\xf0\x9f\x98\x80", 0, SG_IDENTITY_FINE},
                 {"\xf4\x8f\xbf\xbf", 0, SG_IDENTITY_FINE},
                 {"\xc2\xa0", 0, SG_IDENTITY_FINE},
                 {" a", 0, SG_IDENTITY_BLANK},
                 {"a ", 0, SG_IDENTITY_BLANK},
                 {" ", 0, SG_IDENTITY_BLANK},
                 {"a\0b", 3, SG_IDENTITY_CONTROL},
                 {"a\tb", 0, SG_IDENTITY_CONTROL},
                 {"a\n", 0, SG_IDENTITY_CONTROL},
                 {"\x1f", 0, SG_IDENTITY_CONTROL},
                 {"\x7f", 0, SG_IDENTITY_CONTROL},
                 {"\xc2\x80", 0, SG_IDENTITY_CONTROL},
                 {"\xc2\x9f", 0, SG_IDENTITY_CONTROL},
                 {"\x80", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xc0\x80", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xc1\xbf", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xe0\x9f\xbf", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xed\xa0\x80", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xed\xbf\xbf", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xf0\x8f\xbf\xbf", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xf4\x90\x80\x80", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xf8\x88\x80\x80\x80", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xff", 0, SG_IDENTITY_NOT_UTF8},
                 {"a\xc3", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xe4\xb8", 0, SG_IDENTITY_NOT_UTF8},
                 {"\xe4\xb8\x41", 0, SG_IDENTITY_NOT_UTF8}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_bytes b = text(cases[i].text);

        if (cases[i].n > 0)
            b.n = cases[i].n;
        CU_ASSERT_EQUAL(sg_identity_look(b), cases[i].fault);
        if (sg_identity_look(b) != cases[i].fault)
            printf("\nidentity %zu\n", i);
    }
}

/* The first rule that a key by itself breaks, RULE_COUNT for none. */
static unsigned judged(const char *key, const char *identity, bool *refuses)
{
    slicegate_tls_policy policy = {.psk_min_bytes = 16, .psk_warn_bytes = 32};
    slicegate_findings found = {0};
    slicegate_profile mgmt;
    slicegate_psk_key look;

    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &mgmt));
    slicegate_psk_look(text(key), text(identity), &look);
    slicegate_judge_psk(&look, text(identity), &policy, &mgmt, &found);
    *refuses = !slicegate_findings_pass(&found);
    return found.count > 0 ? found.item[0].rule
                           : (unsigned)SLICEGATE_RULE_COUNT;
}

static void keys_by_themselves(void)
{
    static const struct {
        const char *key, *identity;
        slicegate_rule rule;
        bool refuses;
    } cases[] = {
        {"\x01\x92\x83\x74\x65\x56\x47\x38\x29\x1a\x0b\xfc\xed\xde\xcf\xb1"
         "\x11\x92\x83\x74\x65\x56\x47\x38\x29\x1a\x0b\xfc\xed\xde\xcf\xb1",
         "csmf", SLICEGATE_RULE_COUNT, false},
        {"\x01\x92\x83\x74\x65\x56\x47\x38\x29\x1a\x0b\xfc\xed\xde\xcf\xb1", "",
         SLICEGATE_RULE_PSK_LEN_3, false},
        {"\x01\x92\x83\x74\x65\x56\x47\x38", "csmf", SLICEGATE_RULE_PSK_LEN_1,
         true},
        {"password1234567890", "csmf", SLICEGATE_RULE_PSK_LEN_3, true},
        {"0123456789abcdefghijklmnopqrstuv", "csmf", SLICEGATE_RULE_PSK_ENT_2,
         false},
        {"a long text that is its identity", "a long text that is its identity",
         SLICEGATE_RULE_PSK_ENT_2, true},
        {"\x01\x92\x83\x74\x65\x56\x47\x38\x29\x1a\x0b\xfc\xed\xde\xcf\xb1"
         "\x11\x92\x83\x74\x65\x56\x47\x38\x29\x1a\x0b\xfc\xed\xde\xcf\xb1",
         "csmf\n", SLICEGATE_RULE_PSK_ID_4, true}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool refuses;

        CU_ASSERT_EQUAL(judged(cases[i].key, cases[i].identity, &refuses),
                        cases[i].rule);
        CU_ASSERT_EQUAL(refuses, cases[i].refuses);
    }
}

int main(void)
{
    static const suite_test tests[] = {
        {"keys without a pattern", plain_keys},
        {"equal octets", equal_octets},
        {"repeated blocks", repeated_blocks},
        {"printable text", printable_text},
        {"key equal to its identity", own_identity},
        {"long keys", long_keys},
        {"shape of identities", identities},
        {"keys by themselves", keys_by_themselves}};
    return SUITE_RUN("psk look", tests);
}
