/* SPDX-License-Identifier: Apache-2.0 */
#include "client_extension.h"

#include <string.h>

#include "client_psk.h"
#include "cursor.h"
#include "hello_extension.h"

#define HOST_NAME 0 /* NameType, RFC 6066 3 */

bool sg_is_old_version(uint16_t version)
{
    return version <= 0x0302 || version == 0xfeff;
}

/* One host_name and nothing else: no other type was ever defined. */
static const char *read_server_name(slicegate_handshake *facts,
                                    slicegate_bytes content)
{
    slicegate_bytes list, name;
    uint8_t type;

    if (!sg_take_vector(&content, 2, &list) || content.n != 0 ||
        !sg_take_u8(&list, &type) || type != HOST_NAME ||
        !sg_take_vector_of(&list, 2, 1, SLICEGATE_SNI_MAX, &name) ||
        list.n != 0)
        return "one host_name of up to 255 octets";
    facts->client_sni = true;
    facts->sni_length = (uint8_t)name.n;
    memcpy(facts->sni, name.p, name.n);
    return NULL;
}

static const char *read_groups(slicegate_handshake *facts,
                               slicegate_bytes content)
{
    slicegate_bytes list;

    if (!sg_take_list16(&content, 2, &list) || content.n != 0)
        return "supported_groups";
    facts->client_groups = true;
    return NULL;
}

static const char *read_signatures(slicegate_handshake *facts,
                                   slicegate_bytes content)
{
    slicegate_bytes list;

    if (!sg_take_list16(&content, 2, &list) || content.n != 0)
        return "signature_algorithms";
    facts->client_signatures = true;
    return NULL;
}

static const char *read_versions(slicegate_handshake *facts,
                                 slicegate_bytes content)
{
    slicegate_bytes list;
    uint16_t version;

    if (!sg_take_list16(&content, 1, &list) || content.n != 0)
        return "supported_versions";
    while (sg_take_u16(&list, &version)) {
        if (version == 0x0304 || version == 0xfefc)
            facts->client_offers_13 = true;
        if (sg_is_old_version(version))
            facts->client_offers_old = true;
    }
    return NULL;
}

static const char *read_key_share(slicegate_handshake *facts,
                                  slicegate_bytes content)
{
    slicegate_bytes list, key;
    uint16_t group;

    (void)facts;
    if (!sg_take_vector(&content, 2, &list) || content.n != 0)
        return "key_share";
    while (list.n > 0)
        if (!sg_take_u16(&list, &group) ||
            !sg_take_vector_of(&list, 2, 1, UINT16_MAX, &key))
            return "KeyShareEntry";
    return NULL;
}

static const char *read_renegotiation_info(slicegate_handshake *facts,
                                           slicegate_bytes content)
{
    slicegate_bytes connection;

    if (!sg_take_vector(&content, 1, &connection) || content.n != 0)
        return "renegotiation_info";
    facts->client_renegotiation = true;
    facts->renegotiates = connection.n > 0;
    return NULL;
}

static const char *read_status(slicegate_handshake *facts,
                               slicegate_bytes content)
{
    (void)content;
    facts->client_status = true;
    return NULL;
}

#define FLAG(member)                                                           \
    static const char *read_##member(slicegate_handshake *facts,               \
                                     slicegate_bytes content)                  \
    {                                                                          \
        facts->member = true;                                                  \
        return content.n == 0 ? NULL : "an empty extension";                   \
    }
FLAG(client_truncated_hmac)
FLAG(client_ems)
FLAG(client_early_data)
FLAG(client_pha)
#undef FLAG

const char *sg_read_client_extensions(slicegate_handshake *facts,
                                      slicegate_bytes *rest)
{
    static const sg_extension_row rows[] = {
        {SG_EXT_SERVER_NAME, read_server_name},
        {SG_EXT_TRUNCATED_HMAC, read_client_truncated_hmac},
        {SG_EXT_STATUS_REQUEST, read_status},
        {SG_EXT_SUPPORTED_GROUPS, read_groups},
        {SG_EXT_SIGNATURE_ALGORITHMS, read_signatures},
        {SG_EXT_EXTENDED_MASTER_SECRET, read_client_ems},
        {SG_EXT_PRE_SHARED_KEY, sg_read_offered_psks},
        {SG_EXT_EARLY_DATA, read_client_early_data},
        {SG_EXT_SUPPORTED_VERSIONS, read_versions},
        {SG_EXT_PSK_KEY_EXCHANGE_MODES, sg_read_psk_modes},
        {SG_EXT_POST_HANDSHAKE_AUTH, read_client_pha},
        {SG_EXT_KEY_SHARE, read_key_share},
        {SG_EXT_RENEGOTIATION_INFO, read_renegotiation_info}};
    uint16_t last = SG_EXT_SERVER_NAME;
    const char *fault =
        sg_read_extensions(facts, rest, SG_EXTENSION_ROWS(rows), &last);

    facts->psk_last = last == SG_EXT_PRE_SHARED_KEY;
    return fault;
}
