/* SPDX-License-Identifier: Apache-2.0 */
#include "curve.h"

#include <string.h>

#define LIMBS_MAX 6

__extension__ typedef unsigned __int128 wide;

/* Little-endian limbs. The constants are scaled so that the curve equation can
 * be checked after Montgomery products without converting x and y first. */
typedef struct field {
    unsigned limbs;
    uint64_t p[LIMBS_MAX];
    uint64_t minus_inverse;    /* -1/p mod 2^64 */
    uint64_t three[LIMBS_MAX]; /* 3/R mod p */
    uint64_t b[LIMBS_MAX];     /* b/R^2 mod p */
} field;

static const field p256 = {4,
                           {0xffffffffffffffff, 0x00000000ffffffff,
                            0x0000000000000000, 0xffffffff00000001},
                           0x1,
                           {0x0000000900000002, 0x00000003fffffffa,
                            0xfffffff700000006, 0xfffffffc00000009},
                           {0xe59be0a64584a137, 0xfc3521eb9ca065a7,
                            0x7c178684a0f45303, 0x3081dc38d948431a}};

static const field p384 = {
    6,
    {0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe,
     0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff},
    0x100000001,
    {0xffffffa300000012, 0xffffffc3ffffff8a, 0xfffffff3fffffff9,
     0xfffffff6fffffff0, 0x0000002400000008, 0x0000003c0000003c},
    {0x915a902a4a4651db, 0x2c9f09fa919d89c2, 0xfc7a73ca80408afd,
     0x9e15936d2ed86bff, 0xbefd4246abbab844, 0xf7cd02a78f62a21c}};

static bool below(const uint64_t *a, const uint64_t *b, unsigned limbs)
{
    for (unsigned i = limbs; i-- > 0;)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

/* a -= b, giving the borrow. */
static uint64_t subtract(uint64_t *a, const uint64_t *b, unsigned limbs)
{
    uint64_t borrow = 0;
    for (unsigned i = 0; i < limbs; i++) {
        wide difference = (wide)a[i] - b[i] - borrow;
        a[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    return borrow;
}

/* a += b, giving the carry. */
static uint64_t add(uint64_t *a, const uint64_t *b, unsigned limbs)
{
    uint64_t carry = 0;
    for (unsigned i = 0; i < limbs; i++) {
        wide sum = (wide)a[i] + b[i] + carry;
        a[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return carry;
}

static void reduce_once(const field *f, uint64_t carry, uint64_t *a)
{
    if (carry != 0 || !below(a, f->p, f->limbs))
        subtract(a, f->p, f->limbs);
}

/* r = a * b / R mod p */
static void product(const field *f, const uint64_t *a, const uint64_t *b,
                    uint64_t *r)
{
    uint64_t t[LIMBS_MAX + 2] = {0};
    unsigned n = f->limbs;
    for (unsigned i = 0; i < n; i++) {
        uint64_t carry = 0;
        for (unsigned j = 0; j < n; j++) {
            wide sum = (wide)a[j] * b[i] + t[j] + carry;
            t[j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        wide top = (wide)t[n] + carry;
        t[n] = (uint64_t)top;
        t[n + 1] = (uint64_t)(top >> 64);

        uint64_t m = t[0] * f->minus_inverse;
        carry = (uint64_t)(((wide)m * f->p[0] + t[0]) >> 64);
        for (unsigned j = 1; j < n; j++) {
            wide sum = (wide)m * f->p[j] + t[j] + carry;
            t[j - 1] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        top = (wide)t[n] + carry;
        t[n - 1] = (uint64_t)top;
        t[n] = t[n + 1] + (uint64_t)(top >> 64);
    }
    reduce_once(f, t[n], t);
    memcpy(r, t, n * sizeof *r);
}

static void load(const field *f, const uint8_t *octets, uint64_t *out)
{
    for (unsigned i = 0; i < f->limbs; i++) {
        const uint8_t *at = octets + (size_t)(f->limbs - 1 - i) * 8;
        out[i] = 0;
        for (unsigned k = 0; k < 8; k++)
            out[i] = out[i] << 8 | at[k];
    }
}

static bool solves(const field *f, slicegate_bytes xy)
{
    static const uint64_t one[LIMBS_MAX] = {1};
    uint64_t x[LIMBS_MAX], y[LIMBS_MAX], left[LIMBS_MAX], right[LIMBS_MAX];
    size_t size = (size_t)f->limbs * 8;
    if (xy.n != 2 * size)
        return false;
    load(f, xy.p, x);
    load(f, xy.p + size, y);
    if (!below(x, f->p, f->limbs) || !below(y, f->p, f->limbs))
        return false;

    /* y^2 = (x^2 - 3) x + b, both sides divided by R^2 */
    product(f, y, y, left);
    product(f, left, one, left);
    product(f, x, x, right);
    if (subtract(right, f->three, f->limbs) != 0)
        add(right, f->p, f->limbs);
    product(f, right, x, right);
    reduce_once(f, add(right, f->b, f->limbs), right);
    return memcmp(left, right, size) == 0;
}

bool sg_curve_has_point(slicegate_curve curve, slicegate_bytes xy)
{
    return (curve == SLICEGATE_CURVE_P256 && solves(&p256, xy)) ||
           (curve == SLICEGATE_CURVE_P384 && solves(&p384, xy));
}
