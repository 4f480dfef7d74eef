/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes a key weak. No branch and no index depends on an octet of the
 * key: every comparison goes through to its end and is summed up.
 */
#include "slicegate/handshake.h"

/* Of a longer key the beginning is looked at; more of it makes no key
 * stronger that begins like this. */
#define LOOKED_AT 1024

/* 1 where every difference that was gathered is 0, without a branch. */
static unsigned none(unsigned gathered)
{
    return (gathered - 1u) >> 8 & 1u;
}

static unsigned all_equal(const uint8_t *key, size_t n)
{
    unsigned differ = 0;

    for (size_t i = 1; i < n; i++)
        differ |= (unsigned)(key[i] ^ key[0]);
    return none(differ);
}

static unsigned has_period(const uint8_t *key, size_t n, size_t period)
{
    unsigned differ = 0;

    for (size_t i = period; i < n; i++)
        differ |= (unsigned)(key[i] ^ key[i - period]);
    return none(differ);
}

static unsigned repeated(const uint8_t *key, size_t n)
{
    unsigned any = 0;

    for (size_t period = 1; period <= n / 2; period++)
        any |= has_period(key, n, period);
    return any;
}

static unsigned printable(const uint8_t *key, size_t n)
{
    unsigned outside = 0;

    for (size_t i = 0; i < n; i++)
        outside |= (key[i] - 0x20u) >> 31 | (0x7eu - key[i]) >> 31;
    return none(outside);
}

static unsigned equals(const uint8_t *key, const uint8_t *identity, size_t n)
{
    unsigned differ = 0;

    for (size_t i = 0; i < n; i++)
        differ |= (unsigned)(key[i] ^ identity[i]);
    return none(differ);
}

void slicegate_psk_look(slicegate_bytes key, slicegate_bytes identity,
                        slicegate_psk_key *out)
{
    size_t n = key.n < LOOKED_AT ? key.n : LOOKED_AT;

    out->length = key.n;
    out->weakness = 0;
    if (n == 0)
        return;
    out->weakness = all_equal(key.p, n) * SLICEGATE_PSK_ALL_EQUAL |
                    repeated(key.p, n) * SLICEGATE_PSK_REPEATED |
                    printable(key.p, n) * SLICEGATE_PSK_PRINTABLE;
    if (identity.n == key.n)
        out->weakness |=
            equals(key.p, identity.p, n) * SLICEGATE_PSK_IS_IDENTITY;
}
