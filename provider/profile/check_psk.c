/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of pre-shared keys in a handshake, and of resumed sessions. */
#include "check_tls.h"

static const slicegate_bytes none = {NULL, 0};

/* ECDHE_PSK; what else such a suite lacks other rules say. */
void sg_check_psk_mode_1(sg_judge *j)
{
    if (!sg_is_12(j) || !sg_suite_is(j, SLICEGATE_AUTH_PSK) ||
        (j->suite->forward_secret && !j->suite->dhe))
        return;
    if (sg_suite_is_dhe_psk(j)) {
        if (!sg_dh_is_long(j))
            sg_found_number(j, SG_TEXT_DH_BITS, j->tls->dh_bits);
    } else if (sg_suite_is_listed(j)) {
        sg_warned_all(j, SG_TEXT_TLS_SUITE, none, j->tls->suite);
    } else {
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
    }
}

void sg_check_psk_mode_2(sg_judge *j)
{
    bool ke = j->tls->exchange == SLICEGATE_EXCHANGE_NONE;
    unsigned mode = ke ? SLICEGATE_PSK_KE : SLICEGATE_PSK_DHE_KE;

    if (!sg_is_13(j) || j->tls->psk_selected == SLICEGATE_PSK_NOT_SELECTED ||
        sg_refused(j, SLICEGATE_RULE_T13_PSK_1) ||
        sg_refused(j, SLICEGATE_RULE_PSK_MODE_3))
        return;
    if ((j->tls->psk_modes & mode) == 0)
        sg_found_bytes(j, SG_TEXT_PSK_MODE_UNLISTED,
                       sg_word(ke ? "psk_ke" : "psk_dhe_ke"));
    else if (ke)
        sg_found(j, SG_TEXT_PSK_KE);
}

void sg_check_psk_mode_3(sg_judge *j)
{
    if (sg_is_13(j) && j->tls->psk_offered > 0 && !j->tls->psk_modes_sent)
        sg_found(j, SG_TEXT_PSK_NO_MODES);
}

void sg_check_psk_mode_4(sg_judge *j)
{
    if (sg_is_13(j) && j->tls->psk_offered > 0 && !j->tls->psk_last)
        sg_found(j, SG_TEXT_PSK_NOT_LAST);
}

void sg_check_psk_id_1(sg_judge *j)
{
    unsigned kept = j->tls->psk_offered < SLICEGATE_PSK_OFFERS_MAX
                        ? j->tls->psk_offered
                        : SLICEGATE_PSK_OFFERS_MAX;

    if (!sg_is_13(j))
        return;
    for (unsigned i = 0; i < kept; i++)
        if (j->tls->psk[i].length == 0) {
            sg_found(j, SG_TEXT_PSK_ID_EMPTY);
            return;
        }
}

void sg_check_psk_dup_1(sg_judge *j)
{
    if (sg_is_external(j) && j->keying->duplicate)
        sg_found(j, SG_TEXT_PSK_DUPLICATE);
}

void sg_check_psk_hash_2(sg_judge *j)
{
    if (sg_is_external(j) && j->keying->both_versions)
        sg_found(j, SG_TEXT_PSK_BOTH_VERSIONS);
}

void sg_check_psk_cert_1(sg_judge *j)
{
    bool client = j->tls->client.presented != SLICEGATE_PRESENTED_NOTHING &&
                  !sg_refused(j, SLICEGATE_RULE_T13_PHA_1);

    if (!sg_is_external(j))
        return;
    if (j->tls->certificate_request)
        sg_found(j, SG_TEXT_PSK_REQUEST);
    else if (client)
        sg_found_bytes(j, SG_TEXT_PSK_CERTIFICATE, sg_word("client"));
    else if (sg_is_13(j) &&
             j->tls->server.presented != SLICEGATE_PRESENTED_NOTHING)
        sg_found_bytes(j, SG_TEXT_PSK_CERTIFICATE, sg_word("server"));
}

void sg_check_psk_unk_4(sg_judge *j)
{
    const slicegate_end *client = &j->tls->client;

    if (sg_is_13(j) && !j->policy->mutual_optional && sg_was_read(j) &&
        j->tls->psk_external_offered &&
        j->tls->psk_selected == SLICEGATE_PSK_NOT_SELECTED &&
        !(client->presented == SLICEGATE_PRESENTED_LEAF && client->proved))
        sg_found(j, SG_TEXT_PSK_FALLBACK);
}

void sg_check_psk_0rtt_1(sg_judge *j)
{
    if (sg_is_external(j) && j->tls->early_data)
        sg_found(j, SG_TEXT_EARLY_DATA);
}

void sg_check_res_1(sg_judge *j)
{
    bool unasked = j->keying->psk == SLICEGATE_PSK_RESUMPTION &&
                   j->keying->session == SLICEGATE_SESSION_FULL;

    if (j->keying->session == SLICEGATE_SESSION_UNKNOWN || unasked)
        sg_found(j, SG_TEXT_RES_UNKNOWN);
    else if (j->keying->session == SLICEGATE_SESSION_DENIED)
        sg_found(j, SG_TEXT_RES_DENIED);
}

void sg_check_res_2(sg_judge *j)
{
    if (j->keying->session == SLICEGATE_SESSION_EXPIRED)
        sg_found(j, SG_TEXT_RES_EXPIRED);
}
