/* SPDX-License-Identifier: Apache-2.0 */
#include "key.h"

#include <string.h>

#include "curve.h"
#include "oid.h"

/* Field size and security strength of named curves (SP 800-57 part 1). */
static const struct {
    sg_oid oid;
    slicegate_curve curve;
    uint16_t bits, strength;
} curves[] = {
    {SG_OID_P256, SLICEGATE_CURVE_P256, 256, 128},
    {SG_OID_P384, SLICEGATE_CURVE_P384, 384, 192},
    {SG_OID_P521, SLICEGATE_CURVE_OTHER, 521, 256},
    {SG_OID_P224, SLICEGATE_CURVE_OTHER, 224, 112},
    {SG_OID_P192, SLICEGATE_CURVE_OTHER, 192, 80},
    {SG_OID_SECP256K1, SLICEGATE_CURVE_OTHER, 256, 128},
    {SG_OID_BP256, SLICEGATE_CURVE_OTHER, 256, 128},
    {SG_OID_BP384, SLICEGATE_CURVE_OTHER, 384, 192},
    {SG_OID_BP512, SLICEGATE_CURVE_OTHER, 512, 256},
    {SG_OID_SM2, SLICEGATE_CURVE_OTHER, 256, 128},
};

static unsigned rsa_strength(unsigned bits)
{
    static const struct {
        unsigned bits, strength;
    } steps[] = {
        {15360, 256}, {7680, 192}, {3072, 128}, {2048, 112}, {1024, 80}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (bits >= steps[i].bits)
            return steps[i].strength;
    return 0;
}

static bool positive(sg_der *in, slicegate_bytes *magnitude)
{
    slicegate_bytes content;
    if (!sg_der_integer(in, &content) || sg_integer_negative(content))
        return false;
    size_t zero = content.p[0] == 0;
    magnitude->p = content.p + zero;
    magnitude->n = content.n - zero;
    return magnitude->n != 0;
}

static unsigned bit_length(slicegate_bytes magnitude)
{
    unsigned bits = (unsigned)(magnitude.n - 1) * 8;
    for (unsigned top = magnitude.p[0]; top != 0; top >>= 1)
        bits++;
    return bits;
}

static bool read_rsa(slicegate_bytes octets, slicegate_key *key)
{
    sg_der in = sg_der_over(octets), inside;
    if (!sg_der_enter(&in, SG_SEQUENCE, &inside) || !sg_der_done(&in) ||
        !positive(&inside, &key->n) || !positive(&inside, &key->e) ||
        !sg_der_done(&inside))
        return false;
    key->bits = bit_length(key->n);
    key->strength = rsa_strength(key->bits);
    return true;
}

static sg_ec_fault point_fault(const slicegate_key *key)
{
    slicegate_bytes point = key->point;
    if (point.n == 0)
        return SG_EC_POINT_LENGTH;
    if (point.p[0] == 0x00)
        return SG_EC_INFINITY;
    if (point.p[0] != 0x04)
        return SG_EC_COMPRESSED;
    if (key->curve == SLICEGATE_CURVE_OTHER)
        return SG_EC_WELL;
    slicegate_bytes xy = {point.p + 1, point.n - 1};
    if (xy.n != key->bits / 4)
        return SG_EC_POINT_LENGTH;
    return sg_curve_has_point(key->curve, xy) ? SG_EC_WELL : SG_EC_OFF_CURVE;
}

static void name_curve(slicegate_key *key)
{
    sg_oid oid = sg_oid_find(key->curve_oid, SG_OIDS_CURVES);
    key->curve = SLICEGATE_CURVE_OTHER;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        if (curves[i].oid == oid) {
            key->curve = curves[i].curve;
            key->bits = curves[i].bits;
            key->strength = curves[i].strength;
        }
}

static bool read_ec(slicegate_bytes parameters, slicegate_key *key, uint8_t *ec)
{
    sg_der in = sg_der_over(parameters);
    if (sg_der_next_is(&in, SG_OID)) {
        if (!sg_der_oid(&in, &key->curve_oid))
            return false;
        name_curve(key);
        *ec = (uint8_t)point_fault(key);
    } else {
        *ec = sg_der_next_is(&in, SG_SEQUENCE) ? SG_EC_EXPLICIT : SG_EC_UNNAMED;
    }
    return true;
}

static bool is_null(slicegate_bytes parameters)
{
    return parameters.n == 2 && parameters.p[0] == SG_NULL;
}

static bool read_material(slicegate_bytes parameters, slicegate_bytes octets,
                          slicegate_key *key, bool *rsa_null, uint8_t *ec)
{
    switch (sg_oid_find(key->oid, SG_OIDS_KEYS)) {
    case SG_OID_RSA_KEY:
        key->type = SLICEGATE_KEY_RSA;
        *rsa_null = is_null(parameters);
        return read_rsa(octets, key);
    case SG_OID_RSA_PSS_KEY:
        key->type = SLICEGATE_KEY_RSA_PSS;
        return read_rsa(octets, key);
    case SG_OID_EC_KEY:
        key->type = SLICEGATE_KEY_EC;
        key->point = octets;
        return read_ec(parameters, key, ec);
    case SG_OID_ED25519_KEY:
        key->type = SLICEGATE_KEY_ED25519;
        key->bits = 256;
        key->strength = 128;
        break;
    case SG_OID_ED448_KEY:
        key->type = SLICEGATE_KEY_ED448;
        key->bits = 448;
        key->strength = 224;
        break;
    default:
        key->type = SLICEGATE_KEY_OTHER;
        break;
    }
    key->point = octets;
    return true;
}

bool sg_key_read(sg_der *in, slicegate_bytes *whole, slicegate_key *key,
                 bool *rsa_null, uint8_t *ec)
{
    sg_tlv spki;
    slicegate_bytes parameters, octets;
    memset(key, 0, sizeof *key);
    *rsa_null = true;
    *ec = SG_EC_WELL;
    if (!sg_der_next_is(in, SG_SEQUENCE) || !sg_der_any(in, &spki))
        return false;
    sg_der inside = sg_der_over(spki.content);
    *whole = spki.whole;
    return sg_der_algorithm(&inside, &key->oid, &parameters) &&
           sg_der_bit_octets(&inside, &octets) && sg_der_done(&inside) &&
           read_material(parameters, octets, key, rsa_null, ec);
}
