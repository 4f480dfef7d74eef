/* SPDX-License-Identifier: Apache-2.0 */
#include "client_psk.h"

#include <string.h>

#include "cursor.h"

#define BINDER_MIN 32

void sg_keep_identity(slicegate_handshake *facts, unsigned at,
                      slicegate_bytes identity)
{
    slicegate_psk_offer *kept;
    size_t n = identity.n;

    if (at >= SLICEGATE_PSK_OFFERS_MAX)
        return;
    kept = &facts->psk[at];
    if (n > sizeof kept->identity)
        n = sizeof kept->identity;
    memset(kept, 0, sizeof *kept);
    kept->length = (uint16_t)identity.n;
    if (n > 0)
        memcpy(kept->identity, identity.p, n);
}

static const char *read_identities(slicegate_handshake *facts,
                                   slicegate_bytes *rest)
{
    slicegate_bytes list, identity;
    uint32_t age;

    if (!sg_take_vector_of(rest, 2, 1, UINT16_MAX, &list))
        return "identities";
    for (; list.n > 0; facts->psk_offered++) {
        if (!sg_take_vector_of(&list, 2, 1, UINT16_MAX, &identity) ||
            !sg_take_number(&list, 4, &age))
            return "PskIdentity";
        sg_keep_identity(facts, facts->psk_offered, identity);
        facts->psk_external_offered |= age == 0;
    }
    return NULL;
}

const char *sg_read_offered_psks(slicegate_handshake *facts,
                                 slicegate_bytes content)
{
    const char *fault = read_identities(facts, &content);
    slicegate_bytes list, binder;
    unsigned binders = 0;

    if (fault != NULL)
        return fault;
    if (!sg_take_vector(&content, 2, &list) || content.n != 0)
        return "binders";
    for (; list.n > 0; binders++)
        if (!sg_take_vector_of(&list, 1, BINDER_MIN, UINT8_MAX, &binder))
            return "PskBinderEntry";
    return binders == facts->psk_offered ? NULL : "a binder for each identity";
}

const char *sg_read_psk_modes(slicegate_handshake *facts,
                              slicegate_bytes content)
{
    slicegate_bytes modes;
    uint8_t mode;

    if (!sg_take_vector_of(&content, 1, 1, UINT8_MAX, &modes) || content.n != 0)
        return "ke_modes";
    facts->psk_modes_sent = true;
    while (sg_take_u8(&modes, &mode))
        if (mode < 2)
            facts->psk_modes |= (uint8_t)(1u << mode);
    return NULL;
}
