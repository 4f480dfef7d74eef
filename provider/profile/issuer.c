/* SPDX-License-Identifier: Apache-2.0 */
/* What a path keeps of an issuer. */
#include <string.h>

#include "slicegate/profile.h"

/* Keeps BYTES, or only how long they are where they do not fit. */
static size_t keep(slicegate_bytes bytes, uint8_t *out, size_t size)
{
    if (bytes.n != 0 && bytes.n <= size)
        memcpy(out, bytes.p, bytes.n);
    return bytes.n;
}

void slicegate_issuer_keep(const slicegate_cert_facts *facts,
                           slicegate_issuer *out)
{
    memset(out, 0, sizeof *out);
    out->path_len = -1;
    if (facts->unreadable != NULL)
        return;
    out->key_type = facts->key.type;
    out->curve = facts->key.curve;
    out->key_bits = facts->key.bits;
    out->strength = facts->key.strength;
    out->is_ca = facts->is_ca;
    out->path_len = facts->path_len;
    out->ski_len = keep(facts->subject_key_id, out->ski, sizeof out->ski);
    out->subject_len = keep(facts->subject, out->subject, sizeof out->subject);
}
