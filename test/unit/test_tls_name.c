/* SPDX-License-Identifier: Apache-2.0 */
/* Suites, groups, schemes and versions: their lists, and what a profile takes
 * them for. */
#include <string.h>

#include "suite.h"
#include "tls_name.h"

static const uint16_t suite_ids[] = {
#define SG_SUITE(id, name, auth, properties) (id),
#include "suites.inc"
#undef SG_SUITE
};

static const char *const suite_names[] = {
#define SG_SUITE(id, name, auth, properties) (name),
#include "suites.inc"
#undef SG_SUITE
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* The search goes by halves. */
static void suites_stand_in_order(void)
{
    char buffer[8];

    for (size_t i = 0; i < COUNT(suite_ids); i++) {
        if (i > 0)
            CU_ASSERT_TRUE(suite_ids[i] > suite_ids[i - 1]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(slicegate_suite_get(suite_ids[i]));
        CU_ASSERT_STRING_EQUAL(slicegate_suite_name(suite_ids[i], buffer),
                               suite_names[i]);
    }
    CU_ASSERT_PTR_NULL(slicegate_suite_get(0));
    CU_ASSERT_PTR_NULL(slicegate_suite_get(0xffff));
    CU_ASSERT_PTR_NULL(slicegate_suite_get(0xC02D + 0x1000));
    CU_ASSERT_STRING_EQUAL(slicegate_suite_name(0x0a1f, buffer), "0x0A1F");
}

static bool says(const char *name, const char *part)
{
    return strstr(name, part) != NULL;
}

/* Names of the registry say what a suite is made of. */
static void suites_are_what_they_say(void)
{
    for (size_t i = 0; i < COUNT(suite_ids); i++) {
        const slicegate_suite *s = slicegate_suite_get(suite_ids[i]);
        const char *n = s->name;
        bool anonymous = says(n, "_anon") || says(n, "SRP_SHA_WITH");
        bool finite = says(n, "_DHE_") || says(n, "DH_anon");

        CU_ASSERT_EQUAL(s->aead,
                        says(n, "GCM") || says(n, "CCM") || says(n, "POLY"));
        CU_ASSERT_EQUAL(s->tag64, says(n, "CCM_8"));
        CU_ASSERT_EQUAL(s->auth == SLICEGATE_AUTH_ANY, !says(n, "_WITH_"));
        CU_ASSERT_EQUAL(s->auth == SLICEGATE_AUTH_PSK, says(n, "PSK_"));
        CU_ASSERT_EQUAL(s->auth == SLICEGATE_AUTH_NONE, anonymous);
        CU_ASSERT_EQUAL(s->dhe, finite && !says(n, "ECDH_anon"));
        CU_ASSERT_EQUAL(s->forward_secret,
                        s->auth == SLICEGATE_AUTH_ANY || anonymous || finite ||
                            says(n, "ECDHE") || says(n, "SRP"));
    }
}

static void names(void)
{
    char b[8];

    CU_ASSERT_STRING_EQUAL(slicegate_group_name(0x001D, b), "x25519");
    CU_ASSERT_STRING_EQUAL(slicegate_group_name(0x11ED, b),
                           "SecP384r1MLKEM1024");
    CU_ASSERT_STRING_EQUAL(slicegate_group_name(0xABCD, b), "0xABCD");
    CU_ASSERT_STRING_EQUAL(slicegate_scheme_name(0x0804, b),
                           "rsa_pss_rsae_sha256");
    CU_ASSERT_STRING_EQUAL(slicegate_scheme_name(0x0000, b), "0x0000");
    CU_ASSERT_STRING_EQUAL(slicegate_version_name(0x0304, b), "TLS 1.3");
    CU_ASSERT_STRING_EQUAL(slicegate_version_name(0xFEFD, b), "DTLS 1.2");
    CU_ASSERT_STRING_EQUAL(slicegate_version_name(0x7F1C, b), "0x7F1C");
    CU_ASSERT_STRING_EQUAL(sg_message_name(SLICEGATE_MSG_FINISHED), "Finished");
    CU_ASSERT_PTR_NULL(sg_message_name(99));
}

static bool is_one_of(uint16_t id, const uint16_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

static void groups_of_a_profile(void)
{
    static const uint16_t curves[] = {0x0017, 0x0018, 0x001D};
    slicegate_profile mgmt, none;

    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &mgmt));
    CU_ASSERT_TRUE(slicegate_profile_builtin("none", &none));
    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        uint16_t group = (uint16_t)id;
        bool curve = is_one_of(group, curves, COUNT(curves));
        bool hybrid = id >= 0x11EB && id <= 0x11ED;

        CU_ASSERT_EQUAL(slicegate_group_allowed(&mgmt, group), curve || hybrid);
        CU_ASSERT_TRUE(slicegate_group_allowed(&none, group));
    }
    mgmt.level[SLICEGATE_RULE_T13_GRP_4] = SLICEGATE_LEVEL_ENFORCE;
    CU_ASSERT_FALSE(slicegate_group_allowed(&mgmt, 0x11EC));
    CU_ASSERT_TRUE(slicegate_group_allowed(&mgmt, 0x001D));
    mgmt.level[SLICEGATE_RULE_TLS_GRP_1] = SLICEGATE_LEVEL_WARN;
    CU_ASSERT_TRUE(slicegate_group_allowed(&mgmt, 0x0019));
    CU_ASSERT_FALSE(slicegate_group_allowed(&mgmt, 0x11EC));
    CU_ASSERT_FALSE(slicegate_group_allowed(&mgmt, 0x0100));
    mgmt.level[SLICEGATE_RULE_T13_GRP_3] = SLICEGATE_LEVEL_OFF;
    CU_ASSERT_TRUE(slicegate_group_allowed(&mgmt, 0x0100));
}

static void schemes_of_a_profile(void)
{
    static const uint16_t good[] = {0x0401, 0x0501, 0x0601, 0x0403,
                                    0x0503, 0x0603, 0x0804, 0x0805,
                                    0x0806, 0x0809, 0x080A, 0x080B};
    slicegate_profile mgmt, none;

    CU_ASSERT_TRUE(slicegate_profile_builtin("mgmt", &mgmt));
    CU_ASSERT_TRUE(slicegate_profile_builtin("none", &none));
    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        uint16_t scheme = (uint16_t)id;

        CU_ASSERT_EQUAL(slicegate_scheme_allowed(&mgmt, scheme),
                        is_one_of(scheme, good, COUNT(good)));
        CU_ASSERT_TRUE(slicegate_scheme_allowed(&none, scheme));
    }
    mgmt.level[SLICEGATE_RULE_TLS_SIG_1] = SLICEGATE_LEVEL_WARN;
    CU_ASSERT_TRUE(slicegate_scheme_allowed(&mgmt, 0x0807));
    CU_ASSERT_FALSE(slicegate_scheme_allowed(&mgmt, 0x0201));
    mgmt.level[SLICEGATE_RULE_T12_SIG_1] = SLICEGATE_LEVEL_WARN;
    CU_ASSERT_TRUE(slicegate_scheme_allowed(&mgmt, 0x0201));
    mgmt.level[SLICEGATE_RULE_T12_SIG_1] = SLICEGATE_LEVEL_ENFORCE;
    mgmt.level[SLICEGATE_RULE_T13_SIG_3] = SLICEGATE_LEVEL_WARN;
    CU_ASSERT_TRUE(slicegate_scheme_allowed(&mgmt, 0x0201));
}

int main(void)
{
    static const suite_test tests[] = {
        {"suites stand in order", suites_stand_in_order},
        {"suites are what they say", suites_are_what_they_say},
        {"names", names},
        {"groups of a profile", groups_of_a_profile},
        {"schemes of a profile", schemes_of_a_profile}};
    return SUITE_RUN("tls name", tests);
}
