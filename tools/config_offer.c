/* SPDX-License-Identifier: Apache-2.0 */
#include "config_offer.h"

#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/* ---- What libssl has, in the order in which it is to be preferred ------- */

/* TLS 1.2: the suites that TS 33.210 names before others. */
static const uint16_t suites12[] = {
    0xC02B, 0xC02F, 0xC02C, 0xC030, /* ECDHE with AES-GCM */
    0xCCA9, 0xCCA8,                 /* ECDHE with ChaCha20 */
    0x009E, 0x009F,                 /* DHE with AES-GCM */
    0xCCAC,                         /* ECDHE_PSK with ChaCha20 */
    0x00AA, 0x00AB, 0xCCAD,         /* DHE_PSK */
    0xC037, 0xC038,                 /* ECDHE_PSK with CBC */
    0x00A8, 0x00A9,                 /* plain PSK */
};

/* TLS 1.3: an external PSK goes with SHA-256 unless it is told otherwise. */
static const uint16_t suites13[] = {0x1301, 0x1302, 0x1303};

static const struct {
    uint16_t id;
    offer_openssl since;
    bool share; /* a key share of it goes with the ClientHello, from 3.5 on */
} groups[] = {
    {0x11EC, OFFER_OPENSSL_35, true},  /* X25519MLKEM768 */
    {0x11EB, OFFER_OPENSSL_35, false}, /* SecP256r1MLKEM768 */
    {0x11ED, OFFER_OPENSSL_35, false}, /* SecP384r1MLKEM1024 */
    {0x001D, OFFER_OPENSSL_30, true},  /* X25519 */
    {0x0017, OFFER_OPENSSL_30, false}, /* P-256 */
    {0x0018, OFFER_OPENSSL_30, false}, /* P-384 */
    {0x0019, OFFER_OPENSSL_30, false}, /* P-521 */
    {0x001E, OFFER_OPENSSL_30, false}, /* X448 */
};

static const uint16_t schemes[] = {
    0x0403, 0x0503,         /* ECDSA */
    0x0804, 0x0805,         /* RSASSA-PSS of an RSA key */
    0x0809, 0x080A,         /* of an RSASSA-PSS key */
    0x0401, 0x0501,         /* PKCS #1, TLS 1.2 only */
    0x0806, 0x080B, 0x0601, /* RSA with SHA-512 */
    0x0807, 0x0808,         /* EdDSA */
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* ---- What a policy lets through ----------------------------------------- */

/* Is ID let through in handshakes under PROFILE? */
typedef bool allows(const slicegate_policy *policy,
                    const slicegate_profile *profile, uint16_t id);

/* ssl_conf does not know sides: what one of them may use is offered. */
static bool on_a_side(allows *allowed, const slicegate_policy *policy,
                      uint16_t id)
{
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++)
        if (allowed(policy, &policy->side[i].profile, id))
            return true;
    return false;
}

static bool is_named(const slicegate_tls_policy *tls, uint16_t id)
{
    for (unsigned i = 0; i < tls->psk_suite_count; i++)
        if (tls->psk_suite[i] == id)
            return true;
    return false;
}

static bool suite_allowed(const slicegate_policy *policy,
                          const slicegate_profile *profile, uint16_t id)
{
    const slicegate_suite *suite = slicegate_suite_get(id);

    if (suite == NULL || suite->auth == SLICEGATE_AUTH_NONE)
        return false;
    if (is_named(&policy->tls, id))
        return true;
    if (!suite->aead || !suite->forward_secret || suite->tag64)
        return false;
    if (!suite->dhe)
        return true;
    return suite->auth == SLICEGATE_AUTH_PSK ? profile->dhe_psk
                                             : policy->tls.dhe;
}

static bool group_allowed(const slicegate_policy *policy,
                          const slicegate_profile *profile, uint16_t id)
{
    (void)policy;
    return slicegate_group_allowed(profile, id);
}

static bool scheme_allowed(const slicegate_policy *policy,
                           const slicegate_profile *profile, uint16_t id)
{
    (void)policy;
    return slicegate_scheme_allowed(profile, id);
}

/* ---- Lists of names ------------------------------------------------------ */

/* Puts NAME behind LIST, which is freed; NULL is an empty one. */
static char *behind(char *list, const char *mark, const char *name)
{
    char *longer = cli_format("%s%s%s%s", list == NULL ? "" : list,
                              list == NULL ? "" : ":", mark, name);

    free(list);
    return longer;
}

static char *cipher_string(const slicegate_policy *policy)
{
    char *list = NULL;

    for (size_t i = 0; i < COUNT(suites12); i++) {
        const slicegate_suite *suite = slicegate_suite_get(suites12[i]);

        if (on_a_side(suite_allowed, policy, suites12[i]))
            list = behind(list, "", OPENSSL_cipher_name(suite->name));
    }
    /* 112 bits: RSA and DH below 2048 bits, and SHA-1, are out. */
    return behind(list, "", "@SECLEVEL=2");
}

static char *ciphersuites(const slicegate_policy *policy)
{
    char *list = NULL;

    for (size_t i = 0; i < COUNT(suites13); i++)
        if (on_a_side(suite_allowed, policy, suites13[i]))
            list = behind(list, "", slicegate_suite_get(suites13[i])->name);
    return list;
}

static char *group_list(const slicegate_policy *policy, offer_openssl openssl)
{
    char *list = NULL, buffer[8];

    for (size_t i = 0; i < COUNT(groups); i++) {
        bool marked = groups[i].share && openssl >= OFFER_OPENSSL_35;

        if (groups[i].since <= openssl &&
            on_a_side(group_allowed, policy, groups[i].id))
            list = behind(list, marked ? "*" : "",
                          slicegate_group_name(groups[i].id, buffer));
    }
    return list;
}

static char *scheme_list(const slicegate_policy *policy)
{
    char *list = NULL, buffer[8];

    for (size_t i = 0; i < COUNT(schemes); i++)
        if (on_a_side(scheme_allowed, policy, schemes[i]))
            list = behind(list, "", slicegate_scheme_name(schemes[i], buffer));
    return list;
}

static bool enforces(const slicegate_policy *policy, slicegate_rule rule)
{
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++)
        if (policy->side[i].profile.level[rule] != SLICEGATE_LEVEL_ENFORCE)
            return false;
    return true;
}

static char *options(const slicegate_policy *policy)
{
    bool renegotiation = !enforces(policy, SLICEGATE_RULE_T12_REN_1),
         deny = policy->resumption == SLICEGATE_RESUMPTION_DENY;

    if (renegotiation && !deny)
        return NULL;
    return cli_format("%s%s%s", renegotiation ? "" : "NoRenegotiation",
                      !renegotiation && deny ? "," : "",
                      deny ? "-SessionTicket" : "");
}

void offer_make(const slicegate_policy *policy, offer_openssl openssl,
                offer *out)
{
    out->ciphers = cipher_string(policy);
    out->ciphersuites = ciphersuites(policy);
    out->groups = group_list(policy, openssl);
    out->schemes = scheme_list(policy);
    out->options = options(policy);
}

void offer_free(offer *o)
{
    free(o->ciphers);
    free(o->ciphersuites);
    free(o->groups);
    free(o->schemes);
    free(o->options);
}

const char *offer_unbound(const slicegate_policy *policy)
{
    static const struct {
        slicegate_side_name side;
        const char *open, *monitored;
    } sides[] = {
        {SLICEGATE_SIDE_SERVER, "[server] profile = none",
         "[server] mode = monitor"},
        {SLICEGATE_SIDE_CLIENT, "[client] profile = none",
         "[client] mode = monitor"},
    };
    const slicegate_side *server = &policy->side[SLICEGATE_SIDE_SERVER],
                         *client = &policy->side[SLICEGATE_SIDE_CLIENT];

    if (strcmp(server->profile.name, "none") == 0 &&
        strcmp(client->profile.name, "none") == 0)
        return "profile none";
    if (server->mode == SLICEGATE_MODE_MONITOR &&
        client->mode == SLICEGATE_MODE_MONITOR)
        return "mode = monitor";
    for (size_t i = 0; i < COUNT(sides); i++) {
        const slicegate_side *side = &policy->side[sides[i].side];

        if (strcmp(side->profile.name, "none") == 0)
            return sides[i].open;
        if (side->mode == SLICEGATE_MODE_MONITOR)
            return sides[i].monitored;
    }
    return policy->scope_count > 0 ? "[scope]" : NULL;
}
