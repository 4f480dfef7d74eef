/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of TLS 1.2 alone. */
#include "check_tls.h"
#include "tls_name.h"

#define DH_BITS_MIN 2048

static const slicegate_bytes none = {NULL, 0};

static bool is_in(uint16_t id, const uint16_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

#define IS_IN(id, list) is_in((id), (list), sizeof(list) / sizeof((list)[0]))

bool sg_suite_is(const sg_judge *j, slicegate_auth auth)
{
    return j->suite != NULL && j->suite->auth == auth;
}

/* RFC 5489 to the letter, and RFC 5487 without forward secrecy: whatever else
 * a policy names is not let through for it. */
bool sg_suite_is_listed(const sg_judge *j)
{
    static const uint16_t may_be[] = {0x00A8, 0x00A9, 0xC037, 0xC038};
    unsigned n = j->policy->psk_suite_count;

    if (n > sizeof j->policy->psk_suite / sizeof j->policy->psk_suite[0])
        return false;
    return !sg_is_13(j) && IS_IN(j->tls->suite, may_be) &&
           is_in(j->tls->suite, j->policy->psk_suite, n);
}

/* AES-GCM and ChaCha20-Poly1305, mgmt-2018. */
bool sg_suite_is_dhe_psk(const sg_judge *j)
{
    static const uint16_t aead[] = {0x00AA, 0x00AB, 0xCCAD};

    return j->profile->dhe_psk && IS_IN(j->tls->suite, aead);
}

bool sg_dh_is_long(const sg_judge *j)
{
    return sg_is_resumed(j) || j->tls->dh_bits >= DH_BITS_MIN;
}

/* Certificates, with a key exchange that is static, or nobody's. */
void sg_check_t12_cs_5(sg_judge *j)
{
    if (sg_is_12(j) && j->suite != NULL &&
        (j->suite->auth == SLICEGATE_AUTH_NONE ||
         (j->suite->auth == SLICEGATE_AUTH_CERTIFICATE &&
          !j->suite->forward_secret)))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
}

/* Was the suite refused by a rule that names it more exactly? */
static bool is_named(const sg_judge *j)
{
    return sg_refused(j, SLICEGATE_RULE_PSK_MODE_1) ||
           sg_refused(j, SLICEGATE_RULE_T12_CS_5) ||
           sg_refused(j, SLICEGATE_RULE_T12_CS_6) ||
           sg_refused(j, SLICEGATE_RULE_T12_CS_7);
}

static bool may_be_dhe(const sg_judge *j)
{
    static const uint16_t rsa[] = {0x009E, 0x009F};

    return (j->policy->dhe && IS_IN(j->tls->suite, rsa)) ||
           sg_suite_is_dhe_psk(j);
}

void sg_check_t12_cs_6(sg_judge *j)
{
    if (!sg_is_12(j) || j->suite == NULL || !j->suite->dhe || is_named(j))
        return;
    if (!may_be_dhe(j))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
    else if (!sg_dh_is_long(j))
        sg_found_number(j, SG_TEXT_DH_BITS, j->tls->dh_bits);
}

void sg_check_t12_cs_7(sg_judge *j)
{
    if (sg_is_12(j) && j->suite != NULL && j->suite->tag64 && !is_named(j))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
}

static bool is_aead_and_fs(const slicegate_suite *suite)
{
    return suite != NULL && suite->auth != SLICEGATE_AUTH_ANY && suite->aead &&
           suite->forward_secret;
}

/* A suite of CBC is let through with encrypt-then-MAC only (RFC 7366). */
void sg_check_t12_cs_1(sg_judge *j)
{
    if (!sg_is_12(j) || is_aead_and_fs(j->suite) || is_named(j))
        return;
    if (!sg_suite_is_listed(j))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
    else if (j->suite == NULL || j->suite->aead)
        return; /* plain PSK: PSK-MODE-1 has said so */
    else if (j->tls->encrypt_then_mac)
        sg_warned_all(j, SG_TEXT_TLS_SUITE, none, j->tls->suite);
    else
        sg_found_number(j, SG_TEXT_NO_ETM, j->tls->suite);
}

void sg_check_t12_dh_1(sg_judge *j)
{
    if (sg_is_12(j) && j->tls->exchange == SLICEGATE_EXCHANGE_DH &&
        !sg_dh_is_long(j) && !is_named(j))
        sg_found_number(j, SG_TEXT_DH_BITS, j->tls->dh_bits);
}

void sg_check_t12_sig_1(sg_judge *j)
{
    if (!sg_is_12(j))
        return;
    if (!j->tls->client_signatures && j->tls->server.proved)
        sg_found(j, SG_TEXT_T12_NO_SIGNATURES);
    sg_found_broken(j);
}

void sg_check_t12_ext_1(sg_judge *j)
{
    if (sg_is_12(j) && sg_was_read(j) && !j->tls->ems)
        sg_found_bytes(j, SG_TEXT_T12_NO_EMS,
                       sg_word(j->tls->client_ems ? "server" : "client"));
}

void sg_check_t12_ext_2(sg_judge *j)
{
    if (sg_is_12(j) && sg_was_read(j) &&
        !(j->tls->client_renegotiation && j->tls->secure_renegotiation))
        sg_found_bytes(
            j, SG_TEXT_T12_NO_RENEGOTIATION_INFO,
            sg_word(j->tls->client_renegotiation ? "server" : "client"));
}

void sg_check_t12_ext_3(sg_judge *j)
{
    if (sg_is_12(j) && sg_was_read(j) && !j->tls->client_groups)
        sg_found(j, SG_TEXT_T12_NO_GROUPS);
}

void sg_check_t12_cmp_1(sg_judge *j)
{
    if (j->tls->compression != 0)
        sg_found_number(j, SG_TEXT_T12_COMPRESSION, j->tls->compression);
}

void sg_check_t12_ren_1(sg_judge *j)
{
    if (sg_is_12(j) && j->tls->renegotiates)
        sg_found(j, SG_TEXT_T12_RENEGOTIATION);
}

void sg_check_t12_thmac_1(sg_judge *j)
{
    if (sg_is_12(j) && j->tls->truncated_hmac)
        sg_found(j, SG_TEXT_T12_TRUNCATED_HMAC);
}
