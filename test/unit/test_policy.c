/* SPDX-License-Identifier: Apache-2.0 */
/* The gate policy: the defaults, and what each key sets. */
#include "policy_parse.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void assert_same_profile(const slicegate_profile *a,
                                const slicegate_profile *b)
{
    CU_ASSERT_STRING_EQUAL(a->name, b->name);
    CU_ASSERT_EQUAL(memcmp(a->level, b->level, sizeof a->level), 0);
    CU_ASSERT_EQUAL(a->rsa_key_encipherment, b->rsa_key_encipherment);
    CU_ASSERT_EQUAL(a->dhe_psk, b->dhe_psk);
}

static void assert_same_handshakes(const slicegate_policy *a,
                                   const slicegate_policy *b)
{
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++) {
        assert_same_profile(&a->side[i].profile, &b->side[i].profile);
        CU_ASSERT_EQUAL(a->side[i].mode, b->side[i].mode);
        CU_ASSERT_EQUAL(a->side[i].mutual_optional, b->side[i].mutual_optional);
        CU_ASSERT_EQUAL(a->side[i].own_certificate, b->side[i].own_certificate);
    }
    CU_ASSERT_EQUAL(a->scope_count, b->scope_count);
    CU_ASSERT_EQUAL(memcmp(a->scope, b->scope, sizeof a->scope), 0);
    CU_ASSERT_EQUAL(a->tls.dhe, b->tls.dhe);
    CU_ASSERT_FALSE(a->tls.mutual_optional);
    CU_ASSERT_EQUAL(a->tls.psk_min_bytes, b->tls.psk_min_bytes);
    CU_ASSERT_EQUAL(a->tls.psk_warn_bytes, b->tls.psk_warn_bytes);
    CU_ASSERT_EQUAL(a->tls.psk_suite_count, b->tls.psk_suite_count);
    CU_ASSERT_EQUAL(
        memcmp(a->tls.psk_suite, b->tls.psk_suite, sizeof a->tls.psk_suite), 0);
    CU_ASSERT_EQUAL(a->resumption, b->resumption);
    CU_ASSERT_EQUAL(a->resumption_entries, b->resumption_entries);
}

static void assert_same(const slicegate_policy *a, const slicegate_policy *b)
{
    CU_ASSERT_EQUAL(a->mode, b->mode);
    CU_ASSERT_EQUAL(a->refuse_unknown_openssl, b->refuse_unknown_openssl);
    CU_ASSERT_EQUAL(a->allow_standalone_kdf, b->allow_standalone_kdf);
    assert_same_profile(&a->profile, &b->profile);
    assert_same_handshakes(a, b);
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

static void by_default_every_handshake_is_judged(void)
{
    slicegate_policy *p = default_policy();
    const slicegate_side *server = &p->side[SLICEGATE_SIDE_SERVER],
                         *client = &p->side[SLICEGATE_SIDE_CLIENT];

    CU_ASSERT_FALSE(p->allow_standalone_kdf);
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++) {
        assert_same_profile(&p->side[i].profile, &p->profile);
        CU_ASSERT_EQUAL(p->side[i].mode, SLICEGATE_MODE_ENFORCE);
        CU_ASSERT_EQUAL(p->side[i].own_certificate, SLICEGATE_LEVEL_WARN);
    }
    CU_ASSERT_FALSE(server->mutual_optional);
    CU_ASSERT_TRUE(client->mutual_optional);
    CU_ASSERT_EQUAL(p->scope_count, 0);
    CU_ASSERT_FALSE(p->tls.dhe);
    CU_ASSERT_FALSE(p->tls.mutual_optional);
    CU_ASSERT_EQUAL(p->tls.psk_min_bytes, 16);
    CU_ASSERT_EQUAL(p->tls.psk_warn_bytes, 32);
    CU_ASSERT_EQUAL(p->tls.psk_suite_count, 0);
    CU_ASSERT_EQUAL(p->resumption, SLICEGATE_RESUMPTION_KNOWN);
    CU_ASSERT_EQUAL(p->resumption_entries, 262144);
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
        "# \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x92",
        "# \xED\x9F\xBF \xF4\x8F\xBF\xBF",
    };
    slicegate_policy *expected = default_policy();

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        slicegate_policy *p = policy_parse(texts[i]);

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
    char text[2048] = "";
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
    p = policy_parse(text);
    assert_same(p, expected);
    free(p);
    free(expected);
}

static void the_list_names_every_built_in_profile(void)
{
#define SLICEGATE_POLICY_KEY(section, name, kind, field, low, high, values,    \
                             fallback, text)                                   \
    {name, #kind, values},
#define SLICEGATE_POLICY_HEIR(section, name, kind, field, from, values,        \
                              fallback, text)                                  \
    {name, #kind, values},
    static const char *const keys[][3] = {
#include "policy_keys.inc"
    };
    const char *const *names = slicegate_profile_names();
    char joined[256] = "";
    size_t used = 0;
    unsigned found = 0;

    for (size_t i = 0; names[i] != NULL; i++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s",
                                 i > 0 ? ", " : "", names[i]);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i][1], "profile") != 0)
            continue;
        found++;
        CU_ASSERT_STRING_EQUAL(keys[i][2], joined);
    }
    CU_ASSERT_EQUAL(found, 3);
}

/* ---- What the keys set ------------------------------------------------- */

static void each_key_sets_its_field(void)
{
    slicegate_policy *p = policy_parse("[gate]\n"
                                       "mode = monitor\n"
                                       "unknown_openssl=refuse\n"
                                       "standalone_kdf = allow\n"
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
    CU_ASSERT_TRUE(p->allow_standalone_kdf);
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
        policy_parse("[gate]\r\nmode = monitor\r\n\r\n[cache]\r\nentries = 7");

    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_MONITOR);
    CU_ASSERT_EQUAL(p->cache_entries, 7);
    free(p);
}

static void a_sink_of_the_file_replaces_the_default_sinks(void)
{
    slicegate_policy *p = policy_parse("[audit]\nsink.5 = stderr\n");

    CU_ASSERT_EQUAL(p->sink_count, 1);
    CU_ASSERT_EQUAL(p->sink[0].kind, SLICEGATE_SINK_STDERR);
    CU_ASSERT_EQUAL(p->sink[1].kind, 0);
    free(p);
}

static void lists_are_kept_in_order_of_their_number(void)
{
    slicegate_policy *p = policy_parse("[anchors]\n"
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
        policy_parse("[leaves]\n"
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
        slicegate_policy *p = policy_parse(texts[i]);
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
        p = policy_parse(text);
        CU_ASSERT_EQUAL(p->profile.level[r], SLICEGATE_LEVEL_ENFORCE);
        free(p);
    }
}

static void levels_are_enforce_warn_off(void)
{
    slicegate_policy *p = policy_parse("[rules]\n"
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

/* ---- The policy file that is shipped ----------------------------------- */

static void the_shipped_policy_is_the_default(void)
{
    FILE *f = fopen(SLICEGATE_SOURCE_DIR "/share/policy.conf.in", "rb");
    slicegate_policy *expected = default_policy(), *p;
    char text[16384];
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    CU_ASSERT_FATAL(n < sizeof text - 1);
    text[n] = '\0';
    p = policy_parse(text);
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
    TEST(by_default_every_handshake_is_judged),
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
    TEST(levels_are_enforce_warn_off),
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
