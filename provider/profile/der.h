/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded cursor over strict DER (X.690): low tag numbers, definite and
 * minimal lengths. Nothing is read beyond the end; where a read fails the
 * cursor stays where it was and the function says false.
 */
#ifndef SLICEGATE_PROFILE_DER_H
#define SLICEGATE_PROFILE_DER_H

#include "slicegate/profile.h"

#define SG_BOOLEAN 0x01
#define SG_INTEGER 0x02
#define SG_BIT_STRING 0x03
#define SG_OCTET_STRING 0x04
#define SG_NULL 0x05
#define SG_OID 0x06
#define SG_UTF8_STRING 0x0c
#define SG_PRINTABLE_STRING 0x13
#define SG_TELETEX_STRING 0x14
#define SG_IA5_STRING 0x16
#define SG_UTC_TIME 0x17
#define SG_GENERALIZED_TIME 0x18
#define SG_SEQUENCE 0x30
#define SG_SET 0x31
#define SG_CONTEXT(n) (0x80 | (n))             /* primitive */
#define SG_CONTEXT_CONSTRUCTED(n) (0xa0 | (n)) /* constructed */

/* What is left to read. */
typedef struct sg_der {
    const uint8_t *p, *end;
} sg_der;

typedef struct sg_tlv {
    uint8_t tag;
    slicegate_bytes content;
    slicegate_bytes whole; /* with tag and length */
} sg_tlv;

static inline sg_der sg_der_over(slicegate_bytes bytes)
{
    sg_der in = {bytes.p, bytes.p};
    if (bytes.n != 0)
        in.end += bytes.n;
    return in;
}

static inline bool sg_der_done(const sg_der *in)
{
    return in->p == in->end;
}

/* Is the next element's tag octet TAG? False at the end. */
static inline bool sg_der_next_is(const sg_der *in, uint8_t tag)
{
    return in->p != in->end && *in->p == tag;
}

bool sg_der_any(sg_der *in, sg_tlv *out);
bool sg_der_get(sg_der *in, uint8_t tag, slicegate_bytes *content);
bool sg_der_enter(sg_der *in, uint8_t tag, sg_der *inside);

/* An OBJECT IDENTIFIER with minimal sub-identifiers: its content octets. */
bool sg_der_oid(sg_der *in, slicegate_bytes *oid);

/* An INTEGER of minimal length: its content octets. */
bool sg_der_integer(sg_der *in, slicegate_bytes *content);
bool sg_integer_minimal(slicegate_bytes content);
bool sg_integer_negative(slicegate_bytes content);

/* A non-negative INTEGER under TAG; a value above MAX is given as MAX. */
bool sg_der_uint(sg_der *in, uint8_t tag, uint32_t max, uint32_t *value);

/* BOOLEAN DEFAULT FALSE: absent, or TRUE as FF; FALSE may not be encoded. */
bool sg_der_default_false(sg_der *in, bool *value);

/* A BIT STRING of whole octets. */
bool sg_der_bit_octets(sg_der *in, slicegate_bytes *octets);

/* The content of a named BIT STRING of at most 16 bits, without trailing zero
 * bits; bit n of *BITS is the named bit n. */
bool sg_named_bits(slicegate_bytes content, uint16_t *bits);

/* AlgorithmIdentifier; *parameters is the whole element, empty if absent. */
bool sg_der_algorithm(sg_der *in, slicegate_bytes *oid,
                      slicegate_bytes *parameters);

bool sg_bytes_equal(slicegate_bytes a, slicegate_bytes b);

#endif
