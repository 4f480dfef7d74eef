/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of TLS 1.3 alone. */
#include "check_tls.h"
#include "tls_name.h"

#define TLS_SHA256_SHA256 0xC0B4
#define TLS_SHA384_SHA384 0xC0B5
#define TLS_SM4_GCM_SM3 0x00C6
#define TLS_SM4_CCM_SM3 0x00C7

void sg_check_t13_cs_2(sg_judge *j)
{
    if (sg_is_13(j) && (j->tls->suite == TLS_SHA256_SHA256 ||
                        j->tls->suite == TLS_SHA384_SHA384))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
}

/* RFC 8446 B.4 without CCM_8: of the suites that the list has for TLS 1.3
 * alone, those left over are of RFC 8998 and RFC 9150. */
static bool is_rfc8446(const sg_judge *j)
{
    return sg_suite_is(j, SLICEGATE_AUTH_ANY) && j->suite->aead &&
           !j->suite->tag64 && j->suite->id != TLS_SM4_GCM_SM3 &&
           j->suite->id != TLS_SM4_CCM_SM3;
}

void sg_check_t13_cs_3(sg_judge *j)
{
    if (sg_is_13(j) && !is_rfc8446(j) &&
        !sg_refused(j, SLICEGATE_RULE_T13_CS_2))
        sg_found_number(j, SG_TEXT_TLS_SUITE, j->tls->suite);
}

static bool is_group(const sg_judge *j, sg_group_kind kind)
{
    return sg_is_13(j) && j->tls->exchange == SLICEGATE_EXCHANGE_GROUP &&
           sg_group_kind_of(j->tls->group) == kind;
}

void sg_check_t13_grp_3(sg_judge *j)
{
    if (is_group(j, SG_GROUP_FINITE))
        sg_found_number(j, SG_TEXT_TLS_GROUP, j->tls->group);
}

void sg_check_t13_grp_4(sg_judge *j)
{
    if (is_group(j, SG_GROUP_HYBRID))
        sg_found_number(j, SG_TEXT_TLS_GROUP, j->tls->group);
}

void sg_check_t13_sig_3(sg_judge *j)
{
    if (sg_is_13(j))
        sg_found_broken(j);
}

void sg_check_t13_ext_2(sg_judge *j)
{
    if (sg_is_13(j) && j->tls->server.presented == SLICEGATE_PRESENTED_LEAF &&
        !j->tls->client_status)
        sg_found(j, SG_TEXT_T13_NO_STATUS);
}

void sg_check_t13_psk_1(sg_judge *j)
{
    if (sg_is_13(j) && j->tls->psk_selected != SLICEGATE_PSK_NOT_SELECTED &&
        j->tls->exchange == SLICEGATE_EXCHANGE_NONE)
        sg_found(j, SG_TEXT_PSK_KE);
}

void sg_check_t13_0rtt_1(sg_judge *j)
{
    if (j->tls->early_data && !sg_refused(j, SLICEGATE_RULE_PSK_0RTT_1))
        sg_found(j, SG_TEXT_EARLY_DATA);
}

void sg_check_t13_pha_1(sg_judge *j)
{
    if (sg_is_13(j) && sg_is_external(j) && j->tls->post_handshake)
        sg_found(j, SG_TEXT_PHA);
}
