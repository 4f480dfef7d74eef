/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells a TBSCertificate from other signed structures. It reads BER as widely
 * as libcrypto's ASN1_get_object does: long-form tags for small numbers, padded
 * and indefinite lengths, and a SEQUENCE without its constructed bit. Whatever
 * libcrypto would take as a TBSCertificate must be told as one here, or it
 * would pass the gate unjudged; the strict reader then refuses what is not DER.
 */
#include <limits.h>

#include "der.h"

#define CLASS 0xc0
#define CONSTRUCTED 0x20
#define NUMBER 0x1f

typedef struct element {
    uint8_t class; /* CLASS bits of the first octet */
    bool constructed, indefinite;
    unsigned number;
    size_t length; /* of the content; 0 where indefinite */
} element;

static bool take(sg_der *in, uint8_t *octet)
{
    if (in->p == in->end)
        return false;
    *octet = *in->p++;
    return true;
}

static bool read_tag(sg_der *in, element *e)
{
    uint8_t octet;
    if (!take(in, &octet))
        return false;
    e->class = octet & CLASS;
    e->constructed = (octet & CONSTRUCTED) != 0;
    e->number = octet & NUMBER;
    if (e->number != NUMBER)
        return true;
    e->number = 0;
    do {
        if (!take(in, &octet) || e->number > INT_MAX >> 7)
            return false;
        e->number = e->number << 7 | (octet & 0x7fu);
    } while ((octet & 0x80) != 0);
    return true;
}

static bool read_length(sg_der *in, element *e)
{
    uint8_t octet;
    if (!take(in, &octet))
        return false;
    e->indefinite = octet == 0x80;
    e->length = octet & 0x7f;
    if (octet <= 0x80)
        return !e->indefinite || e->constructed;
    size_t count = e->length;
    e->length = 0;
    while (count-- > 0) {
        if (!take(in, &octet) || e->length > SIZE_MAX >> 8)
            return false;
        e->length = e->length << 8 | octet;
    }
    return true;
}

/* Reads a head; the content must fit into what is left. */
static bool read_head(sg_der *in, element *e)
{
    return read_tag(in, e) && read_length(in, e) &&
           e->length <= (size_t)(in->end - in->p);
}

/* Passes over the content of E, to the end mark where it is indefinite. */
static bool skip_content(sg_der *in, const element *e)
{
    in->p += e->length;
    size_t open = e->indefinite;
    while (open > 0) {
        element inner;
        if (in->end - in->p >= 2 && in->p[0] == 0 && in->p[1] == 0) {
            in->p += 2;
            open--;
            continue;
        }
        if (!read_head(in, &inner))
            return false;
        in->p += inner.length;
        open += inner.indefinite;
    }
    return true;
}

/* Passes over an element of CLASS and NUMBER. */
static bool skip_if(sg_der *in, uint8_t class, unsigned number, element *e)
{
    sg_der ahead = *in;
    if (!read_head(&ahead, e) || e->class != class || e->number != number ||
        !skip_content(&ahead, e))
        return false;
    *in = ahead;
    return true;
}

bool slicegate_is_tbs_certificate(slicegate_bytes data)
{
    /* signature, issuer, validity, subject, subjectPublicKeyInfo */
    const unsigned sequences = 5;
    sg_der in = sg_der_over(data);
    element outer, e;
    if (!read_head(&in, &outer) || outer.class != 0 ||
        outer.number != (SG_SEQUENCE & NUMBER) || !outer.constructed)
        return false;
    if (!outer.indefinite)
        in.end = in.p + outer.length;
    skip_if(&in, SG_CONTEXT(0), 0, &e);
    if (!skip_if(&in, 0, SG_INTEGER, &e) || e.constructed)
        return false;
    /* Primitive ones too: libcrypto reads a Name that claims to be one. */
    for (unsigned i = 0; i < sequences; i++)
        if (!skip_if(&in, 0, SG_SEQUENCE & NUMBER, &e))
            return false;
    return true;
}
