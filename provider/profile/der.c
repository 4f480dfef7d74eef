/* SPDX-License-Identifier: Apache-2.0 */
#include "der.h"

#include <string.h>

#define LONG_TAG 0x1f
#define LONG_LENGTH 0x80
#define LENGTH_OCTETS_MAX 4

/* Reads a length that begins at AT; *head counts its octets. */
static bool read_length(const uint8_t *at, size_t left, size_t *length,
                        size_t *head)
{
    size_t value = at[0];
    size_t octets = 0;
    if (value >= LONG_LENGTH) {
        octets = value - LONG_LENGTH;
        if (octets == 0 || octets > LENGTH_OCTETS_MAX || left <= octets ||
            at[1] == 0)
            return false;
        value = 0;
        for (size_t i = 1; i <= octets; i++)
            value = value << 8 | at[i];
        if (value < LONG_LENGTH)
            return false;
    }
    *length = value;
    *head = 1 + octets;
    return true;
}

bool sg_der_any(sg_der *in, sg_tlv *out)
{
    size_t left = (size_t)(in->end - in->p);
    size_t length, head;
    if (left < 2 || in->p[0] == 0 || (in->p[0] & LONG_TAG) == LONG_TAG ||
        !read_length(in->p + 1, left - 1, &length, &head) ||
        length > left - 1 - head)
        return false;
    out->tag = in->p[0];
    out->content.p = in->p + 1 + head;
    out->content.n = length;
    out->whole.p = in->p;
    out->whole.n = 1 + head + length;
    in->p += out->whole.n;
    return true;
}

bool sg_der_get(sg_der *in, uint8_t tag, slicegate_bytes *content)
{
    sg_tlv tlv;
    if (!sg_der_next_is(in, tag) || !sg_der_any(in, &tlv))
        return false;
    *content = tlv.content;
    return true;
}

bool sg_der_enter(sg_der *in, uint8_t tag, sg_der *inside)
{
    slicegate_bytes content;
    if (!sg_der_get(in, tag, &content))
        return false;
    *inside = sg_der_over(content);
    return true;
}

/* No sub-identifier begins with a zero group, and the last one ends. */
static bool oid_valid(slicegate_bytes oid)
{
    uint8_t before = 0;
    for (size_t i = 0; i < oid.n; i++) {
        if (oid.p[i] == 0x80 && before < 0x80)
            return false;
        before = oid.p[i];
    }
    return oid.n != 0 && before < 0x80;
}

bool sg_der_oid(sg_der *in, slicegate_bytes *oid)
{
    sg_der ahead = *in;
    if (!sg_der_get(&ahead, SG_OID, oid) || !oid_valid(*oid))
        return false;
    *in = ahead;
    return true;
}

bool sg_integer_minimal(slicegate_bytes content)
{
    if (content.n < 2)
        return content.n == 1;
    bool sign = (content.p[1] & 0x80) != 0;
    return !(content.p[0] == 0x00 && !sign) && !(content.p[0] == 0xff && sign);
}

bool sg_integer_negative(slicegate_bytes content)
{
    return content.n != 0 && (content.p[0] & 0x80) != 0;
}

bool sg_der_integer(sg_der *in, slicegate_bytes *content)
{
    sg_der ahead = *in;
    if (!sg_der_get(&ahead, SG_INTEGER, content) ||
        !sg_integer_minimal(*content))
        return false;
    *in = ahead;
    return true;
}

bool sg_der_uint(sg_der *in, uint8_t tag, uint32_t max, uint32_t *value)
{
    sg_der ahead = *in;
    slicegate_bytes content;
    if (!sg_der_get(&ahead, tag, &content) || !sg_integer_minimal(content) ||
        sg_integer_negative(content))
        return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < content.n && sum <= max; i++)
        sum = sum << 8 | content.p[i];
    *value = sum > max ? max : (uint32_t)sum;
    *in = ahead;
    return true;
}

bool sg_der_default_false(sg_der *in, bool *value)
{
    sg_der ahead = *in;
    slicegate_bytes content;
    *value = false;
    if (!sg_der_next_is(in, SG_BOOLEAN))
        return true;
    if (!sg_der_get(&ahead, SG_BOOLEAN, &content) || content.n != 1 ||
        content.p[0] != 0xff)
        return false;
    *value = true;
    *in = ahead;
    return true;
}

bool sg_der_bit_octets(sg_der *in, slicegate_bytes *octets)
{
    sg_der ahead = *in;
    slicegate_bytes content;
    if (!sg_der_get(&ahead, SG_BIT_STRING, &content) || content.n == 0 ||
        content.p[0] != 0)
        return false;
    octets->p = content.p + 1;
    octets->n = content.n - 1;
    *in = ahead;
    return true;
}

bool sg_named_bits(slicegate_bytes content, uint16_t *bits)
{
    *bits = 0;
    if (content.n == 0 || content.n > 3 || content.p[0] > 7)
        return false;
    if (content.n == 1)
        return content.p[0] == 0;
    unsigned last = content.p[content.n - 1];
    unsigned unused = content.p[0];
    /* X.690 11.2: the last bit kept is a one, those after it are zero. */
    if ((last & ((1u << unused) - 1u)) != 0 || (last & (1u << unused)) == 0)
        return false;
    for (unsigned n = 0; n < 8 * (content.n - 1); n++)
        if ((content.p[1 + n / 8] & (0x80u >> n % 8)) != 0)
            *bits = (uint16_t)(*bits | 1u << n);
    return true;
}

bool sg_der_algorithm(sg_der *in, slicegate_bytes *oid,
                      slicegate_bytes *parameters)
{
    sg_der ahead = *in, inside;
    sg_tlv any = {0};
    if (!sg_der_enter(&ahead, SG_SEQUENCE, &inside) ||
        !sg_der_oid(&inside, oid) ||
        (!sg_der_done(&inside) && !sg_der_any(&inside, &any)) ||
        !sg_der_done(&inside))
        return false;
    *parameters = any.whole;
    *in = ahead;
    return true;
}

bool sg_bytes_equal(slicegate_bytes a, slicegate_bytes b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
