/* SPDX-License-Identifier: Apache-2.0 */
/* How each fault of a gate policy is reported: line, presented, expected. */
#include "policy_parse.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16

typedef struct fault {
    const char *text;
    unsigned line;
    const char *expected;
} fault;

static void all_refused(const fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++)
        policy_refused(faults[i].text, faults[i].line, faults[i].expected);
}

#define ALL_REFUSED(list) all_refused(list, sizeof list / sizeof list[0])

static void unknown_names_are_refused_with_the_known_ones(void)
{
#define SECTIONS                                                               \
    "gate, profile, rules, server, client, scope, anchors, leaves, "           \
    "algorithms, tls, psk, resumption, cache, audit"
    static const fault faults[] = {
        {"\n[gates]\n", 2,
         "unknown section 'gates'; expected one of: " SECTIONS},
        {"[ gate ]\n", 1,
         "unknown section ' gate '; expected one of: " SECTIONS},
        {"[]\n", 1, "unknown section ''; expected one of: " SECTIONS},
        {"[GATE]\n", 1, "unknown section 'GATE'; expected one of: " SECTIONS},
        {"[servers]\n", 1,
         "unknown section 'servers'; expected one of: " SECTIONS},
        {"[exception x]\n", 1,
         "unknown section 'exception x'; expected one of: " SECTIONS},
        {"[gate]\n# c\n\nmod = enforce\n", 4,
         "unknown key 'mod' in [gate]; expected one of: mode, "
         "unknown_openssl, standalone_kdf"},
        {"[gate]\nbase = fips\n", 2,
         "unknown key 'base' in [gate]; expected one of: mode, "
         "unknown_openssl, standalone_kdf"},
        {"[gate]\nMode = enforce\n", 2,
         "unknown key 'Mode' in [gate]; expected one of: mode, "
         "unknown_openssl, standalone_kdf"},
        {"[cache]\nmode = enforce\n", 2,
         "unknown key 'mode' in [cache]; expected one of: entries"},
        {"[server]\nname = mgmt\n", 2,
         "unknown key 'name' in [server]; expected one of: profile, mode, "
         "mutual, own_certificate, certificate.N"},
        {"[scope]\nown_certificate = 00\n", 2,
         "unknown key 'own_certificate' in [scope]; expected one of: "
         "own_certificate.N, resumption"},
        {"[tls]\nmode = off\n", 2,
         "unknown key 'mode' in [tls]; expected one of: dhe"},
        {"[psk]\nmax_bytes = 64\n", 2,
         "unknown key 'max_bytes' in [psk]; expected one of: min_bytes, "
         "warn_bytes, tls12_suites"},
        {"[resumption]\nticket = 1\n", 2,
         "unknown key 'ticket' in [resumption]; expected one of: mode, "
         "entries"},
        {"[anchors]\nfile = /a\n", 2,
         "unknown key 'file' in [anchors]; expected one of: file.N, dir"},
        {"[audit]\ncounters = /a\n", 2,
         "unknown key 'counters' in [audit]; expected one of: sink.N, "
         "accepted, rate"},
        {"[rules]\nCERT-KU = off\n", 2,
         "unknown rule 'CERT-KU' in [rules]; the nearest known one is "
         "CERT-KU-1"},
        {"[rules]\ncert-cdp-1 = off\n", 2,
         "unknown rule 'cert-cdp-1' in [rules]; the nearest known one is "
         "CERT-CDP-1"},
        {"[rules]\nCERT-CDP-1 CERT-CDP-1 CERT-CDP-1 CERT-CDP-1 CERT-CDP-1 "
         "CERT-CDP-1 = off\n",
         2,
         "unknown rule 'CERT-CDP-1 CERT-CDP-1 CERT-CDP-1 CERT-CDP...' in "
         "[rules]; the nearest known one is "},
    };
    const size_t last = sizeof faults / sizeof faults[0] - 1;
    slicegate_policy_error error;

    all_refused(faults, last);
    CU_ASSERT_PTR_NULL(policy_parse_bytes(faults[last].text,
                                          strlen(faults[last].text), &error));
    CU_ASSERT_EQUAL(strncmp(error.text, faults[last].expected,
                            strlen(faults[last].expected)),
                    0);
}

static void lines_of_another_form_are_refused(void)
{
    static const fault faults[] = {
        {"mode = enforce\n", 1,
         "'mode = enforce' stands before any section; expected [SECTION] "
         "first"},
        {"[gate]\nmode\n", 2, "'mode'; expected KEY = VALUE or [SECTION]"},
        {"[gate]\n= enforce\n", 2,
         "'= enforce'; expected KEY = VALUE or [SECTION]"},
        {"[gate\n", 1, "'[gate'; expected [SECTION] and nothing after it"},
        {"[", 1, "'['; expected [SECTION] and nothing after it"},
        {"[gate] # open\n", 1,
         "'[gate] # open'; expected [SECTION] and nothing after it"},
        {"[gate] mode = enforce\n", 1,
         "'[gate] mode = enforce'; expected [SECTION] and nothing after it"},
    };

    ALL_REFUSED(faults);
}

static void what_is_given_twice_is_refused(void)
{
    static const fault faults[] = {
        {"[gate]\n[cache]\n[gate]\n", 3,
         "[gate] given twice; expected once, it stands on line 1"},
        {"[gate]\nmode = enforce\nmode = enforce\n", 3,
         "mode given twice; expected once, it stands on line 2"},
        {"[server]\nmode = enforce\n[client]\nmode = enforce\nmode = enforce\n",
         5, "mode given twice; expected once, it stands on line 4"},
        {"[psk]\ntls12_suites = 0xC037\ntls12_suites = 0xC038\n", 3,
         "tls12_suites given twice; expected once, it stands on line 2"},
        {"[psk]\ntls12_suites = 0x00A8 0xC037, 0xc037\n", 2,
         "tls12_suites names 0xC037 twice; expected once"},
        {"[scope]\nown_certificate.1 = " HEX64 "\nown_certificate.1 = " HEX64
         "\n",
         3, "own_certificate.1 given twice; expected each N once"},
        {"[rules]\nCERT-KU-1 = warn\n\nCERT-KU-1 = warn\n", 4,
         "CERT-KU-1 given twice; expected once, it stands on line 2"},
        {"[anchors]\nfile.3 = /a\nfile.7 = /b\nfile.3 = /c\n", 4,
         "file.3 given twice; expected each N once"},
        {"[audit]\nsink.2 = stderr\nsink.2 = syslog\n", 3,
         "sink.2 given twice; expected each N once"},
    };

    ALL_REFUSED(faults);
}

static void words_out_of_range_are_refused(void)
{
    static const fault faults[] = {
        {"[gate]\nmode = enforced\n", 2,
         "'mode' is 'enforced'; expected one of: enforce, monitor"},
        {"[gate]\nmode =\n", 2,
         "'mode' is ''; expected one of: enforce, monitor"},
        {"[gate]\nmode = enforce # no\n", 2,
         "'mode' is 'enforce # no'; expected one of: enforce, monitor"},
        {"[gate]\nmode = enforce, monitor\n", 2,
         "'mode' is 'enforce, monitor'; expected one of: enforce, monitor"},
        {"[gate]\nunknown_openssl = stop\n", 2,
         "'unknown_openssl' is 'stop'; expected one of: run, refuse"},
        {"[profile]\nname = Mgmt\n", 2,
         "'name' is 'Mgmt'; expected one of: mgmt, mgmt-2018, sba, none"},
        {"[profile]\nname = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
         2,
         "'name' is 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'; expected "
         "one of: mgmt, mgmt-2018, sba, none"},
        {"[rules]\nCERT-KU-1 = no\n", 2,
         "'CERT-KU-1' is 'no'; expected one of: enforce, warn, off"},
        {"[algorithms]\nexport = none\n", 2,
         "'export' is 'none'; expected one of: all, tls"},
        {"[gate]\nstandalone_kdf = run\n", 2,
         "'standalone_kdf' is 'run'; expected one of: refuse, allow"},
        {"[server]\nprofile = mgmt-2019\n", 2,
         "'profile' is 'mgmt-2019'; expected one of: mgmt, mgmt-2018, sba, "
         "none"},
        {"[client]\n\nmode = off\n", 3,
         "'mode' is 'off'; expected one of: enforce, monitor"},
        {"[server]\nmutual = yes\n", 2,
         "'mutual' is 'yes'; expected one of: required, optional"},
        {"[client]\nown_certificate = on\n", 2,
         "'own_certificate' is 'on'; expected one of: warn, enforce, off"},
        {"[tls]\ndhe = yes\n", 2, "'dhe' is 'yes'; expected one of: off, on"},
        {"[resumption]\nmode = off\n", 2,
         "'mode' is 'off'; expected one of: known, allow, deny"},
        {"[audit]\naccepted = true\n", 2,
         "'accepted' is 'true'; expected one of: no, yes"},
        {"[audit]\nsink.1 = journal\n", 2,
         "'sink.1' is 'journal'; expected syslog, stderr or "
         "file:/ABSOLUTE/PATH"},
        {"[audit]\nsink.1 = file:log\n", 2,
         "'sink.1' is 'file:log'; expected syslog, stderr or "
         "file:/ABSOLUTE/PATH"},
        {"[audit]\nsink.1 = file:\n", 2,
         "'sink.1' is 'file:'; expected syslog, stderr or "
         "file:/ABSOLUTE/PATH"},
    };

    ALL_REFUSED(faults);
}

static void numbers_out_of_range_are_refused(void)
{
    static const fault faults[] = {
#define ENTRIES "expected a number from 0 to 1048576"
        {"[cache]\nentries = 1048577\n", 2, "'entries' is '1048577'; " ENTRIES},
        {"[cache]\nentries = -1\n", 2, "'entries' is '-1'; " ENTRIES},
        {"[cache]\nentries = +1\n", 2, "'entries' is '+1'; " ENTRIES},
        {"[cache]\nentries = 01\n", 2, "'entries' is '01'; " ENTRIES},
        {"[cache]\nentries = 0x10\n", 2, "'entries' is '0x10'; " ENTRIES},
        {"[cache]\nentries = 4k\n", 2, "'entries' is '4k'; " ENTRIES},
        {"[cache]\nentries =\n", 2, "'entries' is ''; " ENTRIES},
        {"[cache]\nentries = 4294967296\n", 2,
         "'entries' is '4294967296'; " ENTRIES},
        {"[audit]\nrate = 0\n", 2,
         "'rate' is '0'; expected a number from 1 to 100000"},
        {"[audit]\nrate = 100001\n", 2,
         "'rate' is '100001'; expected a number from 1 to 100000"},
        {"[psk]\nmin_bytes = 15\n", 2,
         "'min_bytes' is '15'; expected a number from 16 to 512"},
        {"[psk]\nmin_bytes = 513\n", 2,
         "'min_bytes' is '513'; expected a number from 16 to 512"},
        {"[psk]\nwarn_bytes = 8\n", 2,
         "'warn_bytes' is '8'; expected a number from 16 to 512"},
        {"[psk]\nwarn_bytes = 513\n", 2,
         "'warn_bytes' is '513'; expected a number from 16 to 512"},
        {"[resumption]\nentries = 1023\n", 2,
         "'entries' is '1023'; expected a number from 1024 to 16777216"},
        {"[resumption]\nentries = 16777217\n", 2,
         "'entries' is '16777217'; expected a number from 1024 to 16777216"},
#define NUMBER "expected file.N with N from 1 to 9999, decimal, no leading zero"
        {"[anchors]\nfile. = /a\n", 2, "key 'file.'; " NUMBER},
        {"[anchors]\nfile.0 = /a\n", 2, "key 'file.0'; " NUMBER},
        {"[anchors]\nfile.01 = /a\n", 2, "key 'file.01'; " NUMBER},
        {"[anchors]\nfile.10000 = /a\n", 2, "key 'file.10000'; " NUMBER},
        {"[anchors]\nfile.N = /a\n", 2, "key 'file.N'; " NUMBER},
        {"[anchors]\nfile.1 2 = /a\n", 2, "key 'file.1 2'; " NUMBER},
    };

    ALL_REFUSED(faults);
}

static void paths_must_be_absolute_and_fit(void)
{
    static const fault faults[] = {
        {"[anchors]\nfile.1 = ca.pem\n", 2,
         "'file.1' is 'ca.pem'; expected an absolute path"},
        {"[anchors]\ndir = ./a\n", 2,
         "'dir' is './a'; expected an absolute path"},
        {"[anchors]\ndir =\n", 2, "'dir' is ''; expected an absolute path"},
        {"[anchors]\ndir = \"/etc\"\n", 2,
         "'dir' is '\"/etc\"'; expected an absolute path"},
    };
    char text[1024];
    slicegate_policy *p;

    ALL_REFUSED(faults);
    snprintf(text, sizeof text, "[anchors]\ndir = /%0510d\n", 0);
    p = policy_parse(text);
    CU_ASSERT_EQUAL(strlen(p->anchor_dir), 511);
    free(p);
    snprintf(text, sizeof text, "[anchors]\ndir = /%0511d\n", 0);
    policy_refused(text, 2,
                   "'dir' is a path of 512 bytes; expected at most 511");
    snprintf(text, sizeof text, "[audit]\nsink.4 = file:/%0511d\n", 0);
    policy_refused(text, 2,
                   "'sink.4' is a path of 512 bytes; expected at most 511");
}

static void leaves_of_another_form_are_refused(void)
{
#define LEAF(value, shown)                                                     \
    {                                                                          \
        "[leaves]\nallow.1 = " value "\n", 2,                                  \
            "'allow.1' is " shown                                              \
            "; expected SHA-256 of the certificate: 64 hex "                   \
            "digits, with or without a colon between the bytes"                \
    }
#define CUT "'0123456789abcdef0123456789abcdef012345678...'"
    static const fault faults[] = {
        LEAF("", "''"),
        LEAF("00", "'00'"),
        LEAF(HEX64 "0", CUT),
        LEAF(HEX16 HEX16 HEX16 "0123456789abcde", CUT),
        LEAF(HEX16 HEX16 HEX16 "0123456789abcdeg", CUT),
        LEAF("g" HEX16 HEX16 HEX16 "123456789abcdef",
             "'g0123456789abcdef0123456789abcdef01234567...'"),
        LEAF(HEX64 HEX16 "0123456789abcde", CUT),
        LEAF("00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:"
             "00:00:00:00:00:00:00:00:00:00-00",
             "'00:00:00:00:00:00:00:00:00:00:00:00:00:00...'"),
    };

    ALL_REFUSED(faults);
}

static void suites_that_may_not_be_named_are_refused(void)
{
#define SUITE(value, shown)                                                    \
    {                                                                          \
        "[psk]\ntls12_suites = " value "\n", 2,                                \
            "tls12_suites names '" shown                                       \
            "'; expected ids out of 0xC037, 0xC038, 0x00A8, 0x00A9: "          \
            "ECDHE_PSK with CHACHA20_POLY1305 and, in mgmt-2018, DHE_PSK "     \
            "with AEAD need no naming, and no other PSK suite is to be had"    \
    }
    static const fault faults[] = {
        SUITE("", ""),
        SUITE(",", ","),
        SUITE("0xC035", "0xC035"),
        SUITE("0xCCAC", "0xCCAC"),
        SUITE("0x00AA", "0x00AA"),
        SUITE("0xC037, 0x00AC", "0x00AC"),
        SUITE("0xC0370", "0xC0370"),
        SUITE("0xC03", "0xC03"),
        SUITE("0xC03g", "0xC03g"),
        SUITE("0xA8", "0xA8"),
        SUITE("C03700", "C03700"),
        SUITE("1xC037", "1xC037"),
        SUITE("0yC037", "0yC037"),
        SUITE("0xC037;0xC038", "0xC037;0xC038"),
        SUITE("PSK-AES128-GCM-SHA256", "PSK-AES128-GCM-SHA256"),
        SUITE("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256",
              "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256"),
    };

    ALL_REFUSED(faults);
}

static char *numbered_lines(const char *section, const char *key,
                            const char *value, unsigned count)
{
    size_t size = 32 + (size_t)count * 128;
    char *text = malloc(size);
    size_t used;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    used = (size_t)snprintf(text, size, "[%s]\n", section);
    for (unsigned i = count; i > 0; i--)
        used += (size_t)snprintf(text + used, size - used, "%s.%u = %s\n", key,
                                 i, value);
    return text;
}

static void lists_are_bounded(void)
{
    static const struct {
        const char *section, *key, *value;
        unsigned max;
        const char *expected;
    } lists[] = {
        {"anchors", "file", "/a", SLICEGATE_ANCHOR_FILES_MAX,
         "one file.N too many; expected at most 64"},
        {"leaves", "allow", HEX64, SLICEGATE_LEAVES_MAX,
         "one allow.N too many; expected at most 1024"},
        {"scope", "own_certificate", HEX64, SLICEGATE_SCOPE_MAX,
         "one own_certificate.N too many; expected at most 64"},
        {"audit", "sink", "stderr", SLICEGATE_SINKS_MAX,
         "one sink.N too many; expected at most 8"},
    };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        char *text = numbered_lines(lists[i].section, lists[i].key,
                                    lists[i].value, lists[i].max);

        free(policy_parse(text));
        free(text);
        text = numbered_lines(lists[i].section, lists[i].key, lists[i].value,
                              lists[i].max + 1);
        policy_refused(text, lists[i].max + 2, lists[i].expected);
        free(text);
    }
}

static void odd_bytes_are_refused(void)
{
#define NOT_UTF8 "bytes that are not UTF-8; expected UTF-8 text"
    static const fault faults[] = {
        {"\xEF\xBB\xBF[gate]\n", 1,
         "byte order mark; expected UTF-8 without one"},
        {"[gate]\nmode = \x1B[31m\n", 2,
         "control character 0x1b at byte 8; expected text"},
        {"[gate]\rmode = monitor\n", 1,
         "control character 0x0d at byte 7; expected text"},
        {"[gate]\n# c\r", 2, "control character 0x0d at byte 4; expected text"},
        {"# \x7F\n", 1, "control character 0x7f at byte 3; expected text"},
        {"\n# \x80\n", 2, NOT_UTF8},
        {"# \xC0\xAF\n", 1, NOT_UTF8},
        {"# \xC3\n", 1, NOT_UTF8},
        {"# \xE0\x80\xAF\n", 1, NOT_UTF8},
        {"# \xE2\x82", 1, NOT_UTF8},
        {"# \xE2\x82x\n", 1, NOT_UTF8},
        {"# \xED\xA0\x80\n", 1, NOT_UTF8},
        {"# \xF0\x80\x80\x80\n", 1, NOT_UTF8},
        {"# \xF4\x90\x80\x80\n", 1, NOT_UTF8},
        {"# \xF5\x80\x80\x80\n", 1, NOT_UTF8},
        {"[gate]\nm\xC3\xB6"
         "de = x\n",
         2,
         "unknown key 'm\\xc3\\xb6de' in [gate]; expected one of: mode, "
         "unknown_openssl, standalone_kdf"},
        {"[gate]\nmode = a'b\\\n", 2,
         "'mode' is 'a\\x27b\\x5c'; expected one of: enforce, monitor"},
    };

    ALL_REFUSED(faults);
    policy_refused_bytes("[gate]\nmode = monitor\0\n", 23, 2,
                         "control character 0x00 at byte 15; expected text");
}

static void lines_and_texts_are_bounded(void)
{
    const size_t size = SLICEGATE_POLICY_SIZE_MAX + 1;
    char *text = malloc(size);
    slicegate_policy_error error;
    slicegate_policy *p;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '#', size);
    for (size_t i = 64; i < size; i += 64)
        text[i] = '\n';
    p = policy_parse_bytes(text, size - 1, &error);
    CU_ASSERT_PTR_NOT_NULL(p);
    free(p);
    policy_refused_bytes(text, size, 0,
                         "text of 262145 bytes; expected at most 262144");

    memset(text, '#', 2000);
    text[0] = '\n';
    text[1 + SLICEGATE_POLICY_LINE_MAX] = '\r';
    text[2 + SLICEGATE_POLICY_LINE_MAX] = '\n';
    p = policy_parse_bytes(text, 3 + SLICEGATE_POLICY_LINE_MAX, &error);
    CU_ASSERT_PTR_NOT_NULL(p);
    free(p);
    policy_refused_bytes(text + 1, SLICEGATE_POLICY_LINE_MAX + 1, 1,
                         "line of 1025 bytes; expected at most 1024");
    text[1 + SLICEGATE_POLICY_LINE_MAX] = '#';
    policy_refused_bytes(text, 3 + SLICEGATE_POLICY_LINE_MAX, 2,
                         "line of 1025 bytes; expected at most 1024");
    free(text);
}

/* Only under the profile none, again in either order. */
static void a_rule_that_cannot_be_lowered_is_refused(void)
{
#define NOT_LOWERED(profile)                                                   \
    "CERT-DER-1 cannot be lowered in the profile " profile "; expected "       \
    "enforce"
    slicegate_policy *p;

    policy_refused("[rules]\nCERT-DER-1 = off\n[cache]\n", 2,
                   NOT_LOWERED("mgmt"));
    policy_refused("[profile]\nname = sba\n[rules]\nCERT-DER-1 = warn\n", 4,
                   NOT_LOWERED("sba"));
    policy_refused("[rules]\nCERT-DER-1 = warn\n[profile]\nname = sba\n", 2,
                   NOT_LOWERED("sba"));
    p = policy_parse("[profile]\nname = none\n[rules]\nCERT-DER-1 = warn\n");
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_DER_1],
                    SLICEGATE_LEVEL_WARN);
    free(p);
    p = policy_parse("[rules]\nCERT-DER-1 = warn\n[profile]\nname = none\n");
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_DER_1],
                    SLICEGATE_LEVEL_WARN);
    free(p);
}

/* Each side has a profile of its own, and the levels lie over all of them. */
static void nor_in_the_profile_of_one_side(void)
{
    policy_refused("[profile]\nname = none\n[server]\nprofile = sba\n[rules]\n"
                   "CERT-DER-1 = off\n",
                   6, NOT_LOWERED("sba"));
    policy_refused("[rules]\nCERT-DER-1 = off\n[client]\nprofile = mgmt-2018\n"
                   "[profile]\nname = none\n",
                   2, NOT_LOWERED("mgmt-2018"));
    policy_refused("[rules]\nCERT-DER-1 = off\n[client]\nprofile = none\n"
                   "[server]\nprofile = none\n",
                   2, NOT_LOWERED("mgmt"));
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(a_rule_that_cannot_be_lowered_is_refused),
    TEST(nor_in_the_profile_of_one_side),
    TEST(unknown_names_are_refused_with_the_known_ones),
    TEST(lines_of_another_form_are_refused),
    TEST(what_is_given_twice_is_refused),
    TEST(words_out_of_range_are_refused),
    TEST(numbers_out_of_range_are_refused),
    TEST(paths_must_be_absolute_and_fit),
    TEST(leaves_of_another_form_are_refused),
    TEST(suites_that_may_not_be_named_are_refused),
    TEST(lists_are_bounded),
    TEST(odd_bytes_are_refused),
    TEST(lines_and_texts_are_bounded),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"policy_faults", NULL, NULL, NULL, NULL, tests},
    CU_SUITE_INFO_NULL,
};

int main(void)
{
    unsigned failed;

    if (CU_initialize_registry() != CUE_SUCCESS ||
        CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed == 0 ? 0 : 1;
}
