/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in profiles: levels of the list, and where each differs. */
#include <string.h>

#include "slicegate/profile.h"

typedef struct difference {
    slicegate_rule rule;
    slicegate_level level;
} difference;

/* What TS 33.310 6.1.3c makes mandatory, in place of what 6.1.3a leaves
 * optional. */
static const difference sba[] = {
    {SLICEGATE_RULE_SBA_EKU_1, SLICEGATE_LEVEL_ENFORCE},
    {SLICEGATE_RULE_SBA_AKI_1, SLICEGATE_LEVEL_ENFORCE},
    {SLICEGATE_RULE_SBA_SAN_1, SLICEGATE_LEVEL_ENFORCE},
    {SLICEGATE_RULE_SBA_NFT_1, SLICEGATE_LEVEL_ENFORCE},
    {SLICEGATE_RULE_SBA_VAL_1, SLICEGATE_LEVEL_ENFORCE},
    {SLICEGATE_RULE_CERT_SAN_1, SLICEGATE_LEVEL_OFF},
    {SLICEGATE_RULE_CERT_VAL_2, SLICEGATE_LEVEL_OFF},
};

static const struct {
    const char *name, *sources;
    const difference *differences;
    size_t count;
    bool open; /* every rule off */
    bool rsa_key_encipherment, dhe_psk;
} profiles[] = {
    {.name = "mgmt",
     .sources = "TS 33.310 6.1.1, 6.1.2, 6.1.3a, 6.1.4a as far as V18.8.0 and "
                "V19.5.0 are restated elsewhere; clause 6 of an online copy; "
                "O-RAN WG11 Security Protocols v13.00 Annex B; RFC 5280; of "
                "handshakes and pre-shared keys TS 33.501 V20.0.0 15.2 and "
                "15.3, TS 33.210 6.2 as far as V17.0.0 to V18.2.0 are at hand "
                "or restated, RFC 8446, 9257 and 10015"},
    {.name = "mgmt-2018",
     .sources =
         "as mgmt, with keyEncipherment in place of digitalSignature on "
         "RSA server certificates as generally known of older releases "
         "of TS 33.310 6.1.3a; with the AEAD suites of DHE_PSK (RFC 5487, "
         "RFC 7905) in TLS 1.2, of the family of RFC 4279 that older "
         "releases of TS 33.501 15.2 are generally known to name",
     .rsa_key_encipherment = true,
     .dhe_psk = true},
    {.name = "sba",
     .sources = "as mgmt, with the mandatory fields of TS 33.310 6.1.3c from "
                "an online copy and as V19.5.0 is restated elsewhere; RFC 9310",
     .differences = sba,
     .count = sizeof sba / sizeof sba[0]},
    {.name = "none", .sources = "nothing: every rule is off", .open = true},
};

#define PROFILES (sizeof profiles / sizeof profiles[0])

bool slicegate_profile_builtin(const char *name, slicegate_profile *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < PROFILES; i++) {
        if (strcmp(profiles[i].name, name) != 0)
            continue;
        out->name = profiles[i].name;
        out->rsa_key_encipherment = profiles[i].rsa_key_encipherment;
        out->dhe_psk = profiles[i].dhe_psk;
        for (unsigned r = 0; r < SLICEGATE_RULE_COUNT && !profiles[i].open; r++)
            out->level[r] =
                (uint8_t)slicegate_rule_get((slicegate_rule)r)->level;
        for (size_t d = 0; d < profiles[i].count; d++)
            out->level[profiles[i].differences[d].rule] =
                (uint8_t)profiles[i].differences[d].level;
        return true;
    }
    return false;
}

const char *const *slicegate_profile_names(void)
{
    static const char *const names[] = {"mgmt", "mgmt-2018", "sba", "none",
                                        NULL};
    return names;
}

const char *slicegate_profile_sources(const char *name)
{
    for (size_t i = 0; i < PROFILES; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return profiles[i].sources;
    return NULL;
}

static bool is_open(const slicegate_profile *p)
{
    return p->name == NULL || strcmp(p->name, "none") == 0;
}

bool slicegate_profile_set(slicegate_profile *p, slicegate_rule rule,
                           slicegate_level level)
{
    if ((unsigned)rule >= SLICEGATE_RULE_COUNT ||
        (unsigned)level > SLICEGATE_LEVEL_ENFORCE ||
        (rule == SLICEGATE_RULE_CERT_DER_1 &&
         level != SLICEGATE_LEVEL_ENFORCE && !is_open(p)))
        return false;
    p->level[rule] = (uint8_t)level;
    return true;
}
