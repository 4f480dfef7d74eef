/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of a pre-shared key by itself, and of its identity. */
#include "check_tls.h"
#include "psk_identity.h"

#define BYTES_MIN 16       /* no policy goes below */
#define PRINTABLE_BYTES 32 /* of printable text, this is let through */

static const slicegate_bytes none = {NULL, 0};

/* A length as half a number. */
static uint32_t cut(size_t length)
{
    return length < UINT16_MAX ? (uint32_t)length : UINT16_MAX;
}

static size_t least(const sg_judge *j)
{
    return j->policy->psk_min_bytes > BYTES_MIN ? j->policy->psk_min_bytes
                                                : BYTES_MIN;
}

/* The least in the upper half of the number, the length in the lower. */
static void found_length(sg_judge *j, size_t minimum)
{
    sg_found_number(j, SG_TEXT_PSK_LENGTH,
                    cut(minimum) << 16 | cut(j->key->length));
}

void sg_check_psk_len_1(sg_judge *j)
{
    if (j->key != NULL && j->key->length < least(j))
        found_length(j, least(j));
}

void sg_check_psk_len_3(sg_judge *j)
{
    if (j->key != NULL && j->key->length < j->policy->psk_warn_bytes &&
        !sg_refused(j, SLICEGATE_RULE_PSK_LEN_1))
        found_length(j, j->policy->psk_warn_bytes);
}

/* The worst first; one is enough to know what to do. Of a key that is too
 * short anyway it is no news that it is text. */
void sg_check_psk_ent_2(sg_judge *j)
{
    unsigned weakness = j->key != NULL ? j->key->weakness : 0;

    if ((weakness & SLICEGATE_PSK_IS_IDENTITY) != 0)
        sg_found(j, SG_TEXT_PSK_IS_IDENTITY);
    else if ((weakness & SLICEGATE_PSK_ALL_EQUAL) != 0)
        sg_found(j, SG_TEXT_PSK_ALL_EQUAL);
    else if ((weakness & SLICEGATE_PSK_REPEATED) != 0)
        sg_found(j, SG_TEXT_PSK_REPEATED);
    else if ((weakness & SLICEGATE_PSK_PRINTABLE) == 0 ||
             sg_refused(j, SLICEGATE_RULE_PSK_LEN_1))
        return;
    else if (j->key->length < PRINTABLE_BYTES)
        sg_found_number(j, SG_TEXT_PSK_PRINTABLE, cut(j->key->length));
    else
        sg_warned_all(j, SG_TEXT_PSK_PRINTABLE, none, cut(j->key->length));
}

void sg_check_psk_id_4(sg_judge *j)
{
    static const sg_text texts[] = {
        [SG_IDENTITY_NOT_UTF8] = SG_TEXT_PSK_ID_NOT_UTF8,
        [SG_IDENTITY_CONTROL] = SG_TEXT_PSK_ID_CONTROL,
        [SG_IDENTITY_BLANK] = SG_TEXT_PSK_ID_BLANK};
    sg_identity_fault fault = sg_identity_look(j->identity);

    if (!j->identity_known)
        return;
    if (j->identity_length == 0) {
        if (!sg_refused(j, SLICEGATE_RULE_PSK_ID_1))
            sg_found(j, SG_TEXT_PSK_ID_EMPTY);
    } else if (j->identity_length > SLICEGATE_PSK_IDENTITY_MAX) {
        sg_found_number(j, SG_TEXT_PSK_ID_LONG, cut(j->identity_length));
    } else if (fault != SG_IDENTITY_FINE) {
        sg_found_bytes(j, texts[fault], j->identity);
    }
}
