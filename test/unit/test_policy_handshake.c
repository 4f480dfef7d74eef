/* SPDX-License-Identifier: Apache-2.0 */
/* The gate policy: what binds handshakes, on either side of them. */
#include "policy_parse.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_profile(const slicegate_profile *a, const slicegate_profile *b)
{
    return strcmp(a->name, b->name) == 0 &&
           memcmp(a->level, b->level, sizeof a->level) == 0 &&
           a->rsa_key_encipherment == b->rsa_key_encipherment &&
           a->dhe_psk == b->dhe_psk;
}

/* A side of POLICY must hold the built-in profile NAME with RULE at LEVEL. */
static void holds(const slicegate_policy *policy, slicegate_side_name side,
                  const char *name, slicegate_level level)
{
    slicegate_profile expected;

    CU_ASSERT_TRUE_FATAL(slicegate_profile_builtin(name, &expected));
    expected.level[SLICEGATE_RULE_CERT_KU_1] = (uint8_t)level;
    CU_ASSERT_TRUE(same_profile(&policy->side[side].profile, &expected));
}

/* ---- Sides ------------------------------------------------------------- */

static void each_side_sets_its_own(void)
{
    slicegate_policy *p = policy_parse("[server]\n"
                                       "profile = sba\n"
                                       "mode = monitor\n"
                                       "mutual = optional\n"
                                       "own_certificate = enforce\n"
                                       "[client]\n"
                                       "profile = mgmt-2018\n"
                                       "mode = enforce\n"
                                       "mutual = required\n"
                                       "own_certificate = off\n");
    const slicegate_side *server = &p->side[SLICEGATE_SIDE_SERVER],
                         *client = &p->side[SLICEGATE_SIDE_CLIENT];

    CU_ASSERT_STRING_EQUAL(server->profile.name, "sba");
    CU_ASSERT_EQUAL(server->mode, SLICEGATE_MODE_MONITOR);
    CU_ASSERT_TRUE(server->mutual_optional);
    CU_ASSERT_EQUAL(server->own_certificate, SLICEGATE_LEVEL_ENFORCE);
    CU_ASSERT_STRING_EQUAL(client->profile.name, "mgmt-2018");
    CU_ASSERT_EQUAL(client->mode, SLICEGATE_MODE_ENFORCE);
    CU_ASSERT_FALSE(client->mutual_optional);
    CU_ASSERT_EQUAL(client->own_certificate, SLICEGATE_LEVEL_OFF);
    CU_ASSERT_STRING_EQUAL(p->profile.name, "mgmt");
    CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_ENFORCE);
    CU_ASSERT_FALSE(p->tls.mutual_optional);
    free(p);
}

static void own_certificate_is_warn_enforce_off(void)
{
    static const struct {
        const char *word;
        slicegate_level level;
    } levels[] = {{"warn", SLICEGATE_LEVEL_WARN},
                  {"enforce", SLICEGATE_LEVEL_ENFORCE},
                  {"off", SLICEGATE_LEVEL_OFF}};

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        char text[64];
        slicegate_policy *p;

        snprintf(text, sizeof text, "[server]\nown_certificate = %s\n",
                 levels[i].word);
        p = policy_parse(text);
        CU_ASSERT_EQUAL(p->side[SLICEGATE_SIDE_SERVER].own_certificate,
                        levels[i].level);
        CU_ASSERT_EQUAL(p->side[SLICEGATE_SIDE_CLIENT].own_certificate,
                        SLICEGATE_LEVEL_WARN);
        free(p);
    }
}

static void a_side_that_says_nothing_follows_gate_and_profile(void)
{
    static const char *const texts[] = {
        "[gate]\nmode = monitor\n[profile]\nname = sba\n"
        "[client]\nprofile = mgmt\nmode = enforce\n",
        "[client]\nprofile = mgmt\nmode = enforce\n"
        "[profile]\nname = sba\n[gate]\nmode = monitor\n",
    };

    for (unsigned i = 0; i < 2; i++) {
        slicegate_policy *p = policy_parse(texts[i]);
        const slicegate_side *server = &p->side[SLICEGATE_SIDE_SERVER],
                             *client = &p->side[SLICEGATE_SIDE_CLIENT];

        CU_ASSERT_TRUE(same_profile(&server->profile, &p->profile));
        CU_ASSERT_STRING_EQUAL(server->profile.name, "sba");
        CU_ASSERT_EQUAL(server->mode, SLICEGATE_MODE_MONITOR);
        CU_ASSERT_STRING_EQUAL(client->profile.name, "mgmt");
        CU_ASSERT_EQUAL(client->mode, SLICEGATE_MODE_ENFORCE);
        free(p);
    }
}

static void rules_lie_over_the_profile_of_each_side_in_any_order(void)
{
    static const char *const texts[] = {
        "[profile]\nname = mgmt\n[server]\nprofile = sba\n"
        "[client]\nprofile = none\n[rules]\nCERT-KU-1 = warn\n",
        "[rules]\nCERT-KU-1 = warn\n[client]\nprofile = none\n"
        "[server]\nprofile = sba\n[profile]\nname = mgmt\n",
        "[server]\nprofile = sba\n[rules]\nCERT-KU-1 = warn\n"
        "[client]\nprofile = none\n",
    };

    for (unsigned i = 0; i < 3; i++) {
        slicegate_policy *p = policy_parse(texts[i]);

        holds(p, SLICEGATE_SIDE_SERVER, "sba", SLICEGATE_LEVEL_WARN);
        holds(p, SLICEGATE_SIDE_CLIENT, "none", SLICEGATE_LEVEL_WARN);
        CU_ASSERT_STRING_EQUAL(p->profile.name, "mgmt");
        CU_ASSERT_EQUAL(p->profile.level[SLICEGATE_RULE_CERT_KU_1],
                        SLICEGATE_LEVEL_WARN);
        free(p);
    }
}

static void rules_lie_over_an_inherited_profile_too(void)
{
    slicegate_policy *p = policy_parse("[rules]\nCERT-KU-1 = off\n"
                                       "[profile]\nname = mgmt-2018\n");

    for (unsigned i = 0; i < SLICEGATE_SIDES; i++)
        holds(p, (slicegate_side_name)i, "mgmt-2018", SLICEGATE_LEVEL_OFF);
    free(p);
}

/* ---- Scope ------------------------------------------------------------- */

static void the_scope_is_a_list_of_certificates(void)
{
    slicegate_policy *p =
        policy_parse("[scope]\n"
                     "own_certificate.7 = 0123456789ABCDEF0123456789abcdef"
                     "0123456789abcdef0123456789abcdef\n"
                     "own_certificate.3 = FE:dc:BA:98:76:54:32:10:FE:DC:BA:98:"
                     "76:54:32:10:FE:DC:BA:98:76:54:32:10:FE:DC:BA:98:76:54:32:"
                     "10\n");

    CU_ASSERT_EQUAL_FATAL(p->scope_count, 2);
    CU_ASSERT_EQUAL(p->leaf_count, 0);
    for (unsigned i = 0; i < 32; i++) {
        CU_ASSERT_EQUAL(p->scope[0][i], 0xFE - 0x22 * (i % 8));
        CU_ASSERT_EQUAL(p->scope[1][i], 0x01 + 0x22 * (i % 8));
    }
    free(p);
}

/* ---- TLS, pre-shared keys, resumption ---------------------------------- */

static void dhe_is_off_on(void)
{
    slicegate_policy *on = policy_parse("[tls]\ndhe = on\n"),
                     *off = policy_parse("[tls]\ndhe = off\n");

    CU_ASSERT_TRUE(on->tls.dhe);
    CU_ASSERT_FALSE(off->tls.dhe);
    free(off);
    free(on);
}

static void psk_bytes_may_be_raised(void)
{
    slicegate_policy *p =
        policy_parse("[psk]\nmin_bytes = 64\nwarn_bytes = 512\n");

    CU_ASSERT_EQUAL(p->tls.psk_min_bytes, 64);
    CU_ASSERT_EQUAL(p->tls.psk_warn_bytes, 512);
    free(p);
    p = policy_parse("[psk]\nmin_bytes = 512\nwarn_bytes = 16\n");
    CU_ASSERT_EQUAL(p->tls.psk_min_bytes, 512);
    CU_ASSERT_EQUAL(p->tls.psk_warn_bytes, 16);
    free(p);
}

static void suites_are_ids_in_any_case_behind_blanks_or_commas(void)
{
    static const char *const texts[] = {
        "[psk]\ntls12_suites = 0x00A9 0xc038 0xC037 0X00a8\n",
        "[psk]\ntls12_suites = 0x00a9,0xC038,0xc037,0x00A8\n",
        "[psk]\ntls12_suites =\t0x00A9 , 0xC038,\t 0xC037,,0x00A8,\n",
    };
    static const uint16_t expected[] = {0x00A9, 0xC038, 0xC037, 0x00A8};

    for (unsigned i = 0; i < 3; i++) {
        slicegate_policy *p = policy_parse(texts[i]);

        CU_ASSERT_EQUAL_FATAL(p->tls.psk_suite_count, 4);
        CU_ASSERT_EQUAL(memcmp(p->tls.psk_suite, expected, sizeof expected), 0);
        CU_ASSERT_EQUAL(p->tls.psk_suite[4], 0);
        free(p);
    }
}

static void resumption_is_known_allow_deny(void)
{
    static const struct {
        const char *text;
        slicegate_resumption mode;
        unsigned entries;
    } cases[] = {
        {"[resumption]\nmode = known\nentries = 1024\n",
         SLICEGATE_RESUMPTION_KNOWN, 1024},
        {"[resumption]\nentries = 16777216\nmode = allow\n",
         SLICEGATE_RESUMPTION_ALLOW, 16777216},
        {"[resumption]\nmode = deny\n", SLICEGATE_RESUMPTION_DENY, 262144},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        slicegate_policy *p = policy_parse(cases[i].text);

        CU_ASSERT_EQUAL(p->resumption, cases[i].mode);
        CU_ASSERT_EQUAL(p->resumption_entries, cases[i].entries);
        CU_ASSERT_EQUAL(p->cache_entries, 4096);
        CU_ASSERT_EQUAL(p->mode, SLICEGATE_MODE_ENFORCE);
        free(p);
    }
}

#define TEST(name)                                                             \
    {                                                                          \
#name, name                                                            \
    }

static CU_TestInfo tests[] = {
    TEST(each_side_sets_its_own),
    TEST(own_certificate_is_warn_enforce_off),
    TEST(a_side_that_says_nothing_follows_gate_and_profile),
    TEST(rules_lie_over_the_profile_of_each_side_in_any_order),
    TEST(rules_lie_over_an_inherited_profile_too),
    TEST(the_scope_is_a_list_of_certificates),
    TEST(dhe_is_off_on),
    TEST(psk_bytes_may_be_raised),
    TEST(suites_are_ids_in_any_case_behind_blanks_or_commas),
    TEST(resumption_is_known_allow_deny),
    CU_TEST_INFO_NULL,
};

static CU_SuiteInfo suites[] = {
    {"policy_handshake", NULL, NULL, NULL, NULL, tests},
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
