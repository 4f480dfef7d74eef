/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded cursor over the presentation language of TLS (RFC 8446 3): numbers
 * and vectors. Nothing is read beyond the end; where a read fails the cursor
 * stays where it was and the function says false.
 */
#ifndef SLICEGATE_PROFILE_CURSOR_H
#define SLICEGATE_PROFILE_CURSOR_H

#include "slicegate/profile.h"

/* The next N octets. */
static inline bool sg_take_bytes(slicegate_bytes *rest, size_t n,
                                 slicegate_bytes *out)
{
    if (rest->n < n)
        return false;
    *out = (slicegate_bytes){rest->p, n};
    if (n > 0)
        rest->p += n;
    rest->n -= n;
    return true;
}

/* An integer of WIDTH octets, at most 4. */
static inline bool sg_take_number(slicegate_bytes *rest, size_t width,
                                  uint32_t *out)
{
    slicegate_bytes octets;

    if (!sg_take_bytes(rest, width, &octets))
        return false;
    *out = 0;
    for (size_t i = 0; i < width; i++)
        *out = *out << 8 | octets.p[i];
    return true;
}

static inline bool sg_take_u8(slicegate_bytes *rest, uint8_t *out)
{
    uint32_t n;

    if (!sg_take_number(rest, 1, &n))
        return false;
    *out = (uint8_t)n;
    return true;
}

static inline bool sg_take_u16(slicegate_bytes *rest, uint16_t *out)
{
    uint32_t n;

    if (!sg_take_number(rest, 2, &n))
        return false;
    *out = (uint16_t)n;
    return true;
}

/* A vector: WIDTH octets of length, then that many octets. */
static inline bool sg_take_vector(slicegate_bytes *rest, size_t width,
                                  slicegate_bytes *out)
{
    slicegate_bytes at = *rest;
    uint32_t n;

    if (!sg_take_number(&at, width, &n) || !sg_take_bytes(&at, n, out))
        return false;
    *rest = at;
    return true;
}

/* A vector of MIN to MAX octets. */
static inline bool sg_take_vector_of(slicegate_bytes *rest, size_t width,
                                     size_t min, size_t max,
                                     slicegate_bytes *out)
{
    slicegate_bytes at = *rest;

    if (!sg_take_vector(&at, width, out) || out->n < min || out->n > max)
        return false;
    *rest = at;
    return true;
}

/* A vector of one 16-bit number or more. */
static inline bool sg_take_list16(slicegate_bytes *rest, size_t width,
                                  slicegate_bytes *out)
{
    slicegate_bytes at = *rest;

    if (!sg_take_vector(&at, width, out) || out->n < 2 || out->n % 2 != 0)
        return false;
    *rest = at;
    return true;
}

#endif
