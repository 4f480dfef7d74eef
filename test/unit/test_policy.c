/* SPDX-License-Identifier: Apache-2.0 */
/* The gate policy: what each key sets, and how each fault is reported. */
#include "slicegate/policy.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16

/* Parses TEXT into a policy on the heap; NULL with *error where refused. */
static slicegate_policy *parse_bytes(const char *text, size_t size,
                                     slicegate_policy_error *error)
{
    slicegate_policy *p = malloc(sizeof *p);
    slicegate_policy *zero = calloc(1, sizeof *zero);
    char *copy = malloc(size > 0 ? size : 1);

    CU_ASSERT_FATAL(p != NULL && zero != NULL && copy != NULL);
    memset(p, 0xAA, sizeof *p);
    memset(error, 0xAA, sizeof *error);
    /* An exact copy, so that a read past the end is seen by a sanitizer. */
    memcpy(copy, text, size);
    if (!slicegate_policy_parse(copy, size, p, error)) {
        CU_ASSERT_EQUAL(memcmp(p, zero, sizeof *p), 0);
        free(p);
        p = NULL;
    }
    free(zero);
    free(copy);
    return p;
}

static slicegate_policy *parse(const char *text)
{
    slicegate_policy_error error;
    slicegate_policy *p = parse_bytes(text, strlen(text), &error);

    if (p == NULL)
        printf("\n%u: %s\n", error.line, error.text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    CU_ASSERT_EQUAL(error.line, 0);
    CU_ASSERT_STRING_EQUAL(error.text, "");
    return p;
}

static void refused_bytes(const char *text, size_t size, unsigned line,
                          const char *expected)
{
    slicegate_policy_error error;
    slicegate_policy *p = parse_bytes(text, size, &error);

    CU_ASSERT_PTR_NULL(p);
    if (p == NULL &&
        (error.line != line || strcmp(error.text, expected) != 0)) {
        printf("\nexpected %u: %s\n     got %u: %s\n", line, expected,
               error.line, error.text);
        CU_FAIL("another error");
    }
    free(p);
}

static void refused(const char *text, unsigned line, const char *expected)
{
    refused_bytes(text, strlen(text), line, expected);
}

static void assert_same(const slicegate_policy *a, const slicegate_policy *b)
{
    CU_ASSERT_EQUAL(a->mode, b->mode);
    CU_ASSERT_EQUAL(a->refuse_unknown_openssl, b->refuse_unknown_openssl);
    CU_ASSERT_STRING_EQUAL(a->profile.name, b->profile.name);
    CU_ASSERT_EQUAL(
        memcmp(a->profile.level, b->profile.level, sizeof a->profile.level), 0);
    CU_ASSERT_EQUAL(a->profile.rsa_key_encipherment,
                    b->profile.rsa_key_encipherment);
    CU_ASSERT_EQUAL(a->anchor_file_count, b->anchor_file_count);
    CU_ASSERT_EQUAL(
        memcmp(a->anchor_file, b->anchor_file, sizeof a->anchor_file), 0);
    CU_ASSERT_STRING_EQUAL(a->anchor_dir, b->anchor_dir);
    CU_ASSERT_EQUAL(a->leaf_count, b->leaf_count);
    CU_ASSERT_EQUAL(memcmp(a->leaf, b->leaf, sizeof a->leaf), 0);
    CU_ASSERT_EQUAL(a->export_tls_only, b->export_tls_only);
    CU_ASSERT_EQUAL(a->cache_entries, b->cache_entries);
    CU_ASSERT_EQUAL(a->sink_count, b->sink_count);
    for (unsigned i = 0; i < a->sink_count && i < b->sink_count; i++) {
        CU_ASSERT_EQUAL(a->sink[i].kind, b->sink[i].kind);
        CU_ASSERT_STRING_EQUAL(a->sink[i].path, b->sink[i].path);
    }
    CU_ASSERT_EQUAL(a->audit_accepted, b->audit_accepted);
    CU_ASSERT_EQUAL(a->audit_rate, b->audit_rate);
}

static slicegate_policy *default_policy(void)
{
    slicegate_policy *p = malloc(sizeof *p);

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    memset(p, 0xAA, sizeof *p);
    slicegate_policy_default(p);
    return p;
}

/* ---- Defaults ---------------------------------------------------------- */

static void the_default_is_mgmt_enforced(void)
{
    slicegate_policy *p = default_policy();
    slicegate_profile mgmt;

    CU_ASSERT_TRUE_FATAL(slicegate_profile_builtin("mgmt", &mgmt));
    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_ENFORCE);
    CU_ASSERT_FALSE(p->refuse_unknown_openssl);
    CU_ASSERT_STRING_EQUAL(p->profile.name, "mgmt");
    CU_ASSERT_EQUAL(memcmp(p->profile.level, mgmt.level, sizeof mgmt.level), 0);
    CU_ASSERT_EQUAL(p->anchor_file_count, 0);
    CU_ASSERT_STRING_EQUAL(p->anchor_dir, "");
    CU_ASSERT_EQUAL(p->leaf_count, 0);
    CU_ASSERT_FALSE(p->export_tls_only);
    CU_ASSERT_EQUAL(p->cache_entries, 4096);
    CU_ASSERT_EQUAL(p->sink_count, 2);
    CU_ASSERT_EQUAL(p->sink[0].kind, SLICEGATE_SINK_SYSLOG);
    CU_ASSERT_EQUAL(p->sink[1].kind, SLICEGATE_SINK_STDERR);
    CU_ASSERT_FALSE(p->audit_accepted);
    CU_ASSERT_EQUAL(p->audit_rate, 10);
    free(p);
}

static void texts_that_say_nothing_are_the_default(void)
{
    static const char *const texts[] = {
        "",
        "\n",
        "\r\n \t \r\n",
        "# only\n; comments",
        "[gate]",
        "[gate]\n[audit]\n[rules]",
        "  # indented\n\t; both\n",
        "# \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x92 \xED\x9F\xBF "
        "\xF4\x8F\xBF\xBF",
    };
    slicegate_policy *expected = default_policy();

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        slicegate_policy *p = parse(texts[i]);

        assert_same(p, expected);
        free(p);
    }
    free(expected);
}

/* The default of each key, given as a value, changes nothing. */
static void every_listed_default_is_the_default(void)
{
#define SLICEGATE_POLICY_SECTION(symbol, name, text) {"[" name "]\n", NULL},
#define SLICEGATE_POLICY_KEY(section, name, kind, field, low, high, values,    \
                             fallback, text)                                   \
    {name, fallback},
    static const char *const lines[][2] = {
#include "policy_keys.inc"
    };
    slicegate_policy *expected = default_policy(), *p;
    char text[1024] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (lines[i][0][0] == '[')
            used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                     lines[i][0]);
        else if (lines[i][1] != NULL)
            used += (size_t)snprintf(text + used, sizeof text - used,
                                     "%s = %s\n", lines[i][0], lines[i][1]);
        CU_ASSERT_FATAL(used < sizeof text);
    }
    p = parse(text);
    assert_same(p, expected);
    free(p);
    free(expected);
}

static void the_list_names_every_built_in_profile(void)
{
#define SLICEGATE_POLICY_KEY(section, name, kind, field, low, high, values,    \
                             fallback, text)                                   \
    {name, values},
    static const char *const keys[][2] = {
#include "policy_keys.inc"
    };
    const char *const *names = slicegate_profile_names();
    char joined[256] = "";
    size_t used = 0;

    for (size_t i = 0; names[i] != NULL; i++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s",
                                 i > 0 ? ", " : "", names[i]);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i][0], "name") == 0)
            CU_ASSERT_STRING_EQUAL(keys[i][1], joined);
    }
}

/* ---- What the keys set ------------------------------------------------- */

static void each_key_sets_its_field(void)
{
    slicegate_policy *p = parse("[gate]\n"
                                "mode = monitor\n"
                                "unknown_openssl=refuse\n"
                                "[profile]\n"
                                "  name\t=\tnone  \n"
                                "[anchors]\n"
                                "file.1 = /etc/a b.pem\n"
                                "dir = /etc/anchors\n"
                                "[algorithms]\n"
                                "export = tls\n"
                                "[cache]\n"
                                "entries = 0\n"
                                "[audit]\n"
                                "accepted = yes\n"
                                "rate = 100000\n"
                                "sink.1 = file:/var/log/s=1.jsonl\n");

    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_MONITOR);
    CU_ASSERT_TRUE(p->refuse_unknown_openssl);
    CU_ASSERT_STRING_EQUAL(p->profile.name, "none");
    CU_ASSERT_EQUAL(p->anchor_file_count, 1);
    CU_ASSERT_STRING_EQUAL(p->anchor_file[0], "/etc/a b.pem");
    CU_ASSERT_STRING_EQUAL(p->anchor_dir, "/etc/anchors");
    CU_ASSERT_TRUE(p->export_tls_only);
    CU_ASSERT_EQUAL(p->cache_entries, 0);
    CU_ASSERT_TRUE(p->audit_accepted);
    CU_ASSERT_EQUAL(p->audit_rate, 100000);
    CU_ASSERT_EQUAL(p->sink_count, 1);
    CU_ASSERT_EQUAL(p->sink[0].kind, SLICEGATE_SINK_FILE);
    CU_ASSERT_STRING_EQUAL(p->sink[0].path, "/var/log/s=1.jsonl");
    free(p);
}

static void lines_may_end_in_cr_lf(void)
{
    slicegate_policy *p =
        parse("[gate]\r\nmode = monitor\r\n\r\n[cache]\r\nentries = 7");

    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_MONITOR);
    CU_ASSERT_EQUAL(p->cache_entries, 7);
    free(p);
}

static void a_sink_of_the_file_replaces_the_default_sinks(void)
{
    slicegate_policy *p = parse("[audit]\nsink.5 = stderr\n");

    CU_ASSERT_EQUAL(p->sink_count, 1);
    CU_ASSERT_EQUAL(p->sink[0].kind, SLICEGATE_SINK_STDERR);
    CU_ASSERT_EQUAL(p->sink[1].kind, 0);
    free(p);
}

static void lists_are_kept_in_order_of_their_number(void)
{
    slicegate_policy *p = parse("[anchors]\n"
                                "file.10 = /ten\n"
                                "file.2 = /two\n"
                                "file.9999 = /last\n"
                                "file.1 = /one\n"
                                "[audit]\n"
                                "sink.3 = syslog\n"
                                "sink.1 = file:/one\n"
                                "sink.2 = stderr\n");

    CU_ASSERT_EQUAL_FATAL(p->anchor_file_count, 4);
    CU_ASSERT_STRING_EQUAL(p->anchor_file[0], "/one");
    CU_ASSERT_STRING_EQUAL(p->anchor_file[1], "/two");
    CU_ASSERT_STRING_EQUAL(p->anchor_file[2], "/ten");
    CU_ASSERT_STRING_EQUAL(p->anchor_file[3], "/last");
    CU_ASSERT_EQUAL_FATAL(p->sink_count, 3);
    CU_ASSERT_EQUAL(p->sink[0].kind, SLICEGATE_SINK_FILE);
    CU_ASSERT_STRING_EQUAL(p->sink[0].path, "/one");
    CU_ASSERT_EQUAL(p->sink[1].kind, SLICEGATE_SINK_STDERR);
    CU_ASSERT_STRING_EQUAL(p->sink[1].path, "");
    CU_ASSERT_EQUAL(p->sink[2].kind, SLICEGATE_SINK_SYSLOG);
    free(p);
}

static void a_leaf_is_64_hex_digits_with_or_without_colons(void)
{
    slicegate_policy *p =
        parse("[leaves]\n"
              "allow.2 = 0123456789ABCDEF0123456789abcdef"
              "0123456789abcdef0123456789abcdef\n"
              "allow.1 = FE:dc:BA:98:76:54:32:10:FE:DC:BA:98:76:54:32:10"
              ":FE:DC:BA:98:76:54:32:10:FE:DC:BA:98:76:54:32:10\n");

    CU_ASSERT_EQUAL_FATAL(p->leaf_count, 2);
    for (unsigned i = 0; i < 32; i++) {
        CU_ASSERT_EQUAL(p->leaf[0][i], 0xFE - 0x22 * (i % 8));
        CU_ASSERT_EQUAL(p->leaf[1][i], 0x01 + 0x22 * (i % 8));
    }
    free(p);
}

static void rules_lie_over_the_profile_in_either_order(void)
{
    static const char *const texts[] = {
        "[profile]\nname = none\n[rules]\nCERT-KU-1 = warn\n",
        "[rules]\nCERT-KU-1 = warn\n[profile]\nname = none\n",
    };

    for (unsigned i = 0; i < 2; i++) {
        slicegate_policy *p = parse(texts[i]);
        slicegate_profile none;

        slicegate_profile_builtin("none", &none);
        none.level[SLICEGATE_RULE_CERT_KU_1] = SLICEGATE_LEVEL_WARN;
        CU_ASSERT_STRING_EQUAL(p->profile.name, "none");
        CU_ASSERT_EQUAL(memcmp(p->profile.level, none.level, sizeof none.level),
                        0);
        free(p);
    }
}

static void every_rule_can_be_named(void)
{
    for (unsigned r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const char *id = slicegate_rule_get((slicegate_rule)r)->id;
        char text[128];
        slicegate_policy *p;

        snprintf(text, sizeof text, "[rules]\n%s = enforce\n", id);
        p = parse(text);
        CU_ASSERT_EQUAL(p->profile.level[r], SLICEGATE_LEVEL_ENFORCE);
        free(p);
    }
}

/* Only under the profile none, again in either order. */
static void a_rule_that_cannot_be_lowered_is_refused(void)
{
#define NOT_LOWERED(profile)                                                   \
    "CERT-DER-1 cannot be lowered in the profile " profile "; expected "       \
                                                           "enforce"
    slicegate_policy *p;

    refused("[rules]\nCERT-DER-1 = off\n[cache]\n", 2, NOT_LOWERED("mgmt"));
    refused("[profile]\nname = sba\n[rules]\nCERT-DER-1 = warn\n", 4,
            NOT_LOWERED("sba"));
    refused("[rules]\nCERT-DER-1 = warn\n[profile]\nname = sba\n", 2,
            NOT_LOWERED("sba"));
    p = parse("[profile]\nname = none\n[rules]\nCERT-DER-1 = warn\n");
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_DER_1],
                    SLICEGATE_LEVEL_WARN);
    free(p);
    p = parse("[rules]\nCERT-DER-1 = warn\n[profile]\nname = none\n");
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_DER_1],
                    SLICEGATE_LEVEL_WARN);
    free(p);
}

static void levels_are_enforce_warn_off(void)
{
    slicegate_policy *p = parse("[rules]\n"
                                "CERT-KU-1 = off\n"
                                "CERT-CDP-1 = warn\n"
                                "CERT-VAL-2 = enforce\n");

    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_KU_1],
                    SLICEGATE_LEVEL_OFF);
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_CDP_1],
                    SLICEGATE_LEVEL_WARN);
    CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_VAL_2],
                    SLICEGATE_LEVEL_ENFORCE);
    free(p);
}

/* ---- Faults ------------------------------------------------------------ */

typedef struct fault {
    const char *text;
    unsigned line;
    const char *expected;
} fault;

static void all_refused(const fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++)
        refused(faults[i].text, faults[i].line, faults[i].expected);
}

#define ALL_REFUSED(list) all_refused(list, sizeof list / sizeof list[0])

static void unknown_names_are_refused_with_the_known_ones(void)
{
#define SECTIONS                                                               \
    "gate, profile, rules, anchors, leaves, algorithms, cache, audit"
    static const fault faults[] = {
        {"\n[gates]\n", 2,
         "unknown section 'gates'; expected one of: " SECTIONS},
        {"[ gate ]\n", 1,
         "unknown section ' gate '; expected one of: " SECTIONS},
        {"[]\n", 1, "unknown section ''; expected one of: " SECTIONS},
        {"[GATE]\n", 1, "unknown section 'GATE'; expected one of: " SECTIONS},
        {"[server]\n", 1,
         "unknown section 'server'; expected one of: " SECTIONS},
        {"[exception x]\n", 1,
         "unknown section 'exception x'; expected one of: " SECTIONS},
        {"[gate]\n# c\n\nmod = enforce\n", 4,
         "unknown key 'mod' in [gate]; expected one of: mode, "
         "unknown_openssl"},
        {"[gate]\nbase = fips\n", 2,
         "unknown key 'base' in [gate]; expected one of: mode, "
         "unknown_openssl"},
        {"[gate]\nMode = enforce\n", 2,
         "unknown key 'Mode' in [gate]; expected one of: mode, "
         "unknown_openssl"},
        {"[cache]\nmode = enforce\n", 2,
         "unknown key 'mode' in [cache]; expected one of: entries"},
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
    CU_ASSERT_PTR_NULL(
        parse_bytes(faults[last].text, strlen(faults[last].text), &error));
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
    p = parse(text);
    CU_ASSERT_EQUAL(strlen(p->anchor_dir), 511);
    free(p);
    snprintf(text, sizeof text, "[anchors]\ndir = /%0511d\n", 0);
    refused(text, 2, "'dir' is a path of 512 bytes; expected at most 511");
    snprintf(text, sizeof text, "[audit]\nsink.4 = file:/%0511d\n", 0);
    refused(text, 2, "'sink.4' is a path of 512 bytes; expected at most 511");
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
        {"audit", "sink", "stderr", SLICEGATE_SINKS_MAX,
         "one sink.N too many; expected at most 8"},
    };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        char *text = numbered_lines(lists[i].section, lists[i].key,
                                    lists[i].value, lists[i].max);

        free(parse(text));
        free(text);
        text = numbered_lines(lists[i].section, lists[i].key, lists[i].value,
                              lists[i].max + 1);
        refused(text, lists[i].max + 2, lists[i].expected);
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
         "unknown_openssl"},
        {"[gate]\nmode = a'b\\\n", 2,
         "'mode' is 'a\\x27b\\x5c'; expected one of: enforce, monitor"},
    };

    ALL_REFUSED(faults);
    refused_bytes("[gate]\nmode = monitor\0\n", 23, 2,
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
    p = parse_bytes(text, size - 1, &error);
    CU_ASSERT_PTR_NOT_NULL(p);
    free(p);
    refused_bytes(text, size, 0,
                  "text of 262145 bytes; expected at most 262144");

    memset(text, '#', 2000);
    text[0] = '\n';
    text[1 + SLICEGATE_POLICY_LINE_MAX] = '\r';
    text[2 + SLICEGATE_POLICY_LINE_MAX] = '\n';
    p = parse_bytes(text, 3 + SLICEGATE_POLICY_LINE_MAX, &error);
    CU_ASSERT_PTR_NOT_NULL(p);
    free(p);
    refused_bytes(text + 1, SLICEGATE_POLICY_LINE_MAX + 1, 1,
                  "line of 1025 bytes; expected at most 1024");
    text[1 + SLICEGATE_POLICY_LINE_MAX] = '#';
    refused_bytes(text, 3 + SLICEGATE_POLICY_LINE_MAX, 2,
                  "line of 1025 bytes; expected at most 1024");
    free(text);
}

/* ---- The policy file that is shipped ----------------------------------- */

static void the_shipped_policy_is_the_default(void)
{
    FILE *f = fopen(SLICEGATE_SOURCE_DIR "/share/policy.conf", "rb");
    slicegate_policy *expected = default_policy(), *p;
    char text[16384];
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    CU_ASSERT_FATAL(n < sizeof text - 1);
    text[n] = '\0';
    p = parse(text);
    assert_same(p, expected);
    free(p);
    free(expected);
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(the_default_is_mgmt_enforced),
    TEST(texts_that_say_nothing_are_the_default),
    TEST(every_listed_default_is_the_default),
    TEST(the_list_names_every_built_in_profile),
    TEST(each_key_sets_its_field),
    TEST(lines_may_end_in_cr_lf),
    TEST(a_sink_of_the_file_replaces_the_default_sinks),
    TEST(lists_are_kept_in_order_of_their_number),
    TEST(a_leaf_is_64_hex_digits_with_or_without_colons),
    TEST(rules_lie_over_the_profile_in_either_order),
    TEST(every_rule_can_be_named),
    TEST(a_rule_that_cannot_be_lowered_is_refused),
    TEST(levels_are_enforce_warn_off),
    TEST(unknown_names_are_refused_with_the_known_ones),
    TEST(lines_of_another_form_are_refused),
    TEST(what_is_given_twice_is_refused),
    TEST(words_out_of_range_are_refused),
    TEST(numbers_out_of_range_are_refused),
    TEST(paths_must_be_absolute_and_fit),
    TEST(leaves_of_another_form_are_refused),
    TEST(lists_are_bounded),
    TEST(odd_bytes_are_refused),
    TEST(lines_and_texts_are_bounded),
    TEST(the_shipped_policy_is_the_default),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"policy", NULL, NULL, NULL, NULL, tests},
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
