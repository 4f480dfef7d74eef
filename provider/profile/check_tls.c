/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of both versions of TLS. */
#include "check_tls.h"
#include "tls_name.h"

bool sg_is_resumed(const sg_judge *j)
{
    bool own_exchange = sg_is_13(j)
                            ? j->tls->psk_selected == SLICEGATE_PSK_NOT_SELECTED
                            : j->tls->client_key_exchange;

    return j->keying->session != SLICEGATE_SESSION_FULL && !own_exchange;
}

void sg_check_tls_ver_1(sg_judge *j)
{
    if (!sg_version_allowed(j->tls->version))
        sg_found_number(j, SG_TEXT_TLS_VERSION, j->tls->version);
}

void sg_check_tls_sni_1(sg_judge *j)
{
    if (!j->tls->client_sni && sg_was_read(j))
        sg_found(j, SG_TEXT_TLS_NO_SNI);
}

static void judge_scheme(sg_judge *j, const slicegate_end *end,
                         const char *whose)
{
    if (!end->proved)
        return;
    switch (sg_scheme_kind_of(end->scheme, sg_is_13(j))) {
    case SG_SCHEME_NAMED:
        return;
    case SG_SCHEME_STRONGER:
        sg_warned_all(j, SG_TEXT_TLS_SCHEME, sg_word(whose), end->scheme);
        return;
    case SG_SCHEME_BROKEN:
    case SG_SCHEME_OTHER:
        sg_found_all(j, SG_TEXT_TLS_SCHEME, sg_word(whose), end->scheme);
        return;
    }
}

static void judge_broken(sg_judge *j, const slicegate_end *end,
                         const char *whose)
{
    if (end->proved &&
        sg_scheme_kind_of(end->scheme, sg_is_13(j)) == SG_SCHEME_BROKEN)
        sg_found_all(j, SG_TEXT_TLS_SCHEME, sg_word(whose), end->scheme);
}

void sg_found_broken(sg_judge *j)
{
    judge_broken(j, &j->tls->server, "server");
    judge_broken(j, &j->tls->client, "client");
}

void sg_check_tls_sig_1(sg_judge *j)
{
    if (sg_refused(j, SLICEGATE_RULE_T13_SIG_3) ||
        sg_refused(j, SLICEGATE_RULE_T12_SIG_1) ||
        sg_refused(j, SLICEGATE_RULE_TLS_VER_1))
        return;
    judge_scheme(j, &j->tls->server, "server");
    judge_scheme(j, &j->tls->client, "client");
}

void sg_check_tls_grp_1(sg_judge *j)
{
    sg_group_kind kind = sg_group_kind_of(j->tls->group);

    if (j->tls->exchange != SLICEGATE_EXCHANGE_GROUP ||
        kind == SG_GROUP_NAMED || kind == SG_GROUP_HYBRID ||
        sg_refused(j, SLICEGATE_RULE_T13_GRP_3))
        return;
    sg_found_number(j, SG_TEXT_TLS_GROUP, j->tls->group);
}

static bool is_proven(const slicegate_end *end)
{
    return end->presented == SLICEGATE_PRESENTED_LEAF && end->proved;
}

/* With a static key the server proves itself by Finished alone. */
static bool server_is_proven(const sg_judge *j)
{
    bool is_static = !sg_is_13(j) && j->suite != NULL &&
                     sg_suite_is(j, SLICEGATE_AUTH_CERTIFICATE) &&
                     !j->suite->forward_secret;

    return is_proven(&j->tls->server) ||
           (is_static && j->tls->server.presented == SLICEGATE_PRESENTED_LEAF);
}

static void judge_certificates(sg_judge *j)
{
    const slicegate_end *client = &j->tls->client;

    if (is_proven(client)) {
        if (!server_is_proven(j))
            sg_found(j, SG_TEXT_MA_SERVER);
    } else if (client->presented == SLICEGATE_PRESENTED_LEAF) {
        sg_found(j, SG_TEXT_MA_UNPROVEN);
    } else if (client->presented == SLICEGATE_PRESENTED_EMPTY) {
        sg_found(j, SG_TEXT_MA_EMPTY);
    } else {
        sg_found(j, j->tls->certificate_request ? SG_TEXT_MA_NOTHING
                                                : SG_TEXT_MA_NOT_ASKED);
    }
}

/* Without a key exchange of its own the key is the only secret; where the mode
 * was refused for that, this would be the same fault again. */
static void judge_external(sg_judge *j)
{
    if (j->tls->exchange == SLICEGATE_EXCHANGE_NONE && !sg_suite_is_listed(j) &&
        !sg_refused(j, SLICEGATE_RULE_PSK_MODE_1) &&
        !sg_refused(j, SLICEGATE_RULE_PSK_MODE_2) &&
        !sg_refused(j, SLICEGATE_RULE_T13_PSK_1))
        sg_found(j, SG_TEXT_MA_NO_EXCHANGE);
}

void sg_check_tls_ma_1(sg_judge *j)
{
    if (j->policy->mutual_optional || !sg_was_read(j) ||
        sg_refused(j, SLICEGATE_RULE_PSK_UNK_4) ||
        sg_refused(j, SLICEGATE_RULE_RES_1))
        return;
    if (sg_is_external(j))
        judge_external(j);
    else if (!sg_is_resumed(j))
        judge_certificates(j);
    else if (!j->keying->session_mutual)
        sg_found(j, SG_TEXT_MA_SESSION);
}
