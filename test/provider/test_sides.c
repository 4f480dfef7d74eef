/* SPDX-License-Identifier: Apache-2.0 */
/* What binds a process in each of its roles, and where that is unknown. */
#include <string.h>

#include "sides.h"
#include "suite.h"

static slicegate_policy policy;
static sg_sides sides;

static const sg_side *const server = &sides.side[SG_SIDE_SERVER];
static const sg_side *const client = &sides.side[SG_SIDE_CLIENT];
static const sg_side *const unknown = &sides.side[SG_SIDE_UNKNOWN];

#define SCOPE                                                                  \
    "[scope]\nown_certificate.1 = "                                            \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static void set(const char *text)
{
    slicegate_policy_error error;

    CU_ASSERT_TRUE_FATAL(
        slicegate_policy_parse(text, strlen(text), &policy, &error));
    sg_sides_set(&policy, &sides);
}

static uint8_t level(const sg_side *side, slicegate_rule rule)
{
    return side->profile.level[rule];
}

static void the_defaults(void)
{
    set("");
    CU_ASSERT_EQUAL(sides.readings, 1);
    CU_ASSERT_PTR_EQUAL(sides.reading[0], &server->profile);
    CU_ASSERT_EQUAL(server->reading, 0);
    CU_ASSERT_EQUAL(client->reading, 0);
    CU_ASSERT_TRUE(sides.early);
    CU_ASSERT_FALSE(server->tls.mutual_optional);
    CU_ASSERT_TRUE(client->tls.mutual_optional);
    CU_ASSERT_FALSE(unknown->tls.mutual_optional);
    for (int i = 0; i < SG_SIDE_COUNT; i++) {
        CU_ASSERT_EQUAL(sides.side[i].mode, SLICEGATE_MODE_ENFORCE);
        CU_ASSERT_EQUAL(sides.side[i].own_certificate, SLICEGATE_LEVEL_WARN);
        CU_ASSERT_FALSE(sides.side[i].open);
    }
    CU_ASSERT_FALSE(sides.floor.open);
    CU_ASSERT_EQUAL(sides.floor.mode, SLICEGATE_MODE_ENFORCE);
}

static void each_profile_is_a_reading(void)
{
    set("[client]\nprofile = sba\n");
    CU_ASSERT_EQUAL(sides.readings, 2);
    CU_ASSERT_PTR_EQUAL(sides.reading[server->reading], &server->profile);
    CU_ASSERT_PTR_EQUAL(sides.reading[client->reading], &client->profile);
    CU_ASSERT_NOT_EQUAL(server->reading, client->reading);
    set("[server]\nprofile = mgmt\n[client]\nprofile = mgmt\n");
    CU_ASSERT_EQUAL(sides.readings, 1);
    set("[server]\nmode = monitor\n");
    CU_ASSERT_EQUAL(sides.readings, 1);
}

static void the_unknown_role_is_the_stricter(void)
{
    const char *const texts[] = {"[client]\nprofile = none\n",
                                 "[server]\nprofile = none\n"};

    for (int i = 0; i < 2; i++) {
        set(texts[i]);
        CU_ASSERT_EQUAL(level(unknown, SLICEGATE_RULE_CERT_CDP_1),
                        SLICEGATE_LEVEL_ENFORCE);
        CU_ASSERT_FALSE(unknown->open);
        CU_ASSERT_EQUAL(server->open, i == 1);
        CU_ASSERT_EQUAL(client->open, i == 0);
        CU_ASSERT_TRUE(sides.floor.open);
    }
    set("[server]\nprofile = mgmt-2018\n");
    CU_ASSERT_TRUE(server->profile.dhe_psk);
    CU_ASSERT_FALSE(unknown->profile.dhe_psk);
    CU_ASSERT_FALSE(unknown->profile.rsa_key_encipherment);
    set("[client]\nprofile = mgmt-2018\n");
    CU_ASSERT_FALSE(unknown->profile.dhe_psk);
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        uint8_t a = server->profile.level[i], b = client->profile.level[i];

        CU_ASSERT_EQUAL(unknown->profile.level[i], a > b ? a : b);
        CU_ASSERT_EQUAL(sides.floor.profile.level[i], a < b ? a : b);
    }
}

static void modes_and_own_certificates(void)
{
    const char *const one[] = {"[server]\nmode = monitor\n",
                               "[client]\nmode = monitor\n"};

    for (int i = 0; i < 2; i++) {
        set(one[i]);
        CU_ASSERT_EQUAL(unknown->mode, SLICEGATE_MODE_ENFORCE);
        CU_ASSERT_EQUAL(sides.floor.mode, SLICEGATE_MODE_MONITOR);
        CU_ASSERT_FALSE(sides.early);
    }
    set("[gate]\nmode = monitor\n");
    CU_ASSERT_EQUAL(unknown->mode, SLICEGATE_MODE_MONITOR);
    CU_ASSERT_TRUE(sides.early);
    set("[client]\nown_certificate = enforce\n"
        "[server]\nown_certificate = off\n");
    CU_ASSERT_EQUAL(unknown->own_certificate, SLICEGATE_LEVEL_ENFORCE);
    set("[client]\nmutual = optional\n[server]\nmutual = optional\n");
    CU_ASSERT_TRUE(unknown->tls.mutual_optional);
    set("[client]\nmutual = required\n[server]\nmutual = optional\n");
    CU_ASSERT_FALSE(unknown->tls.mutual_optional);
}

static void in_a_scope_nothing_is_early(void)
{
    set(SCOPE);
    CU_ASSERT_FALSE(sides.early);
    CU_ASSERT_TRUE(sides.floor.open);
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++)
        CU_ASSERT_EQUAL(sides.floor.profile.level[i], SLICEGATE_LEVEL_OFF);
    CU_ASSERT_FALSE(server->open);
    CU_ASSERT_FALSE(client->open);
    CU_ASSERT_FALSE(unknown->open);
}

int main(void)
{
    static const suite_test tests[] = {
        {"the defaults", the_defaults},
        {"each profile is a reading", each_profile_is_a_reading},
        {"the unknown role is the stricter", the_unknown_role_is_the_stricter},
        {"modes and own certificates", modes_and_own_certificates},
        {"in a scope nothing is early", in_a_scope_nothing_is_early},
    };

    return SUITE_RUN("sides", tests);
}
