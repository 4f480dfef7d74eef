/* SPDX-License-Identifier: Apache-2.0 */
#include "sides.h"

#include <string.h>

static bool is_open(const slicegate_profile *profile)
{
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++)
        if (profile->level[i] != SLICEGATE_LEVEL_OFF)
            return false;
    return true;
}

static bool same_profile(const slicegate_profile *a, const slicegate_profile *b)
{
    return memcmp(a->level, b->level, sizeof(a->level)) == 0 &&
           a->rsa_key_encipherment == b->rsa_key_encipherment &&
           a->dhe_psk == b->dhe_psk;
}

static sg_side side_of(const slicegate_policy *policy,
                       const slicegate_side *given)
{
    sg_side side = {.profile = given->profile,
                    .mode = given->mode,
                    .tls = policy->tls,
                    .own_certificate = given->own_certificate,
                    .open = is_open(&given->profile)};

    side.tls.mutual_optional =
        given->mutual_optional ||
        given->profile.level[SLICEGATE_RULE_TLS_MA_1] == SLICEGATE_LEVEL_OFF;
    return side;
}

static uint8_t stricter_level(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static uint8_t laxer_level(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static void merge(sg_side *to, const sg_side *other,
                  uint8_t (*pick)(uint8_t a, uint8_t b))
{
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++)
        to->profile.level[i] =
            pick(to->profile.level[i], other->profile.level[i]);
    to->open = is_open(&to->profile);
}

static sg_side stricter(const sg_side *a, const sg_side *b)
{
    sg_side side = *a;

    merge(&side, b, stricter_level);
    side.profile.rsa_key_encipherment &= b->profile.rsa_key_encipherment;
    side.profile.dhe_psk &= b->profile.dhe_psk;
    side.tls.mutual_optional &= b->tls.mutual_optional;
    if (b->mode == SLICEGATE_MODE_ENFORCE)
        side.mode = SLICEGATE_MODE_ENFORCE;
    if (b->own_certificate > side.own_certificate)
        side.own_certificate = b->own_certificate;
    return side;
}

/* In a scope nothing is refused that may lie outside it. */
static sg_side laxer(const sg_side *a, const sg_side *b, bool scoped)
{
    sg_side side = *a;

    merge(&side, b, laxer_level);
    if (scoped) {
        memset(side.profile.level, 0, sizeof(side.profile.level));
        side.open = true;
    }
    if (b->mode == SLICEGATE_MODE_MONITOR)
        side.mode = SLICEGATE_MODE_MONITOR;
    return side;
}

void sg_sides_set(const slicegate_policy *policy, sg_sides *out)
{
    sg_side *server = &out->side[SG_SIDE_SERVER];
    sg_side *client = &out->side[SG_SIDE_CLIENT];
    bool scoped = policy->scope_count > 0;

    memset(out, 0, sizeof(*out));
    *server = side_of(policy, &policy->side[SLICEGATE_SIDE_SERVER]);
    *client = side_of(policy, &policy->side[SLICEGATE_SIDE_CLIENT]);
    out->readings = 1;
    out->reading[0] = &server->profile;
    if (!same_profile(&server->profile, &client->profile)) {
        out->readings = 2;
        out->reading[1] = &client->profile;
        client->reading = 1;
    }
    out->side[SG_SIDE_UNKNOWN] = stricter(server, client);
    out->floor = laxer(server, client, scoped);
    out->early = !scoped && server->mode == client->mode;
}
