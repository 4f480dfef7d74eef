/* SPDX-License-Identifier: Apache-2.0 */
/* The public key of a certificate. */
#include "judge.h"
#include "key.h"

static bool is_rsa(const sg_judge *j)
{
    return j->facts->key.type == SLICEGATE_KEY_RSA ||
           j->facts->key.type == SLICEGATE_KEY_RSA_PSS;
}

void sg_check_pk_2(sg_judge *j)
{
    if (is_rsa(j) && j->facts->key.bits < 2048)
        sg_found_number(j, SG_TEXT_KEY_SIZE, j->facts->key.bits);
}

void sg_check_pk_3(sg_judge *j)
{
    unsigned bits = j->facts->key.bits;
    if (is_rsa(j) && bits >= 2048 && bits < 3072)
        sg_found_number(j, SG_TEXT_KEY_SIZE, bits);
}

/* FIPS 186-5 A.1.1: odd and 2^16 < e < 2^256; 2^16 itself is even. */
static bool exponent_fits(slicegate_bytes e)
{
    return e.n >= 3 && e.n <= 32 && (e.p[e.n - 1] & 1) != 0;
}

void sg_check_pk_4(sg_judge *j)
{
    const slicegate_key *key = &j->facts->key;
    if (!is_rsa(j))
        return;
    if (!exponent_fits(key->e)) {
        if (key->e.n > 32)
            sg_found_number(j, SG_TEXT_EXPONENT_LONG, (uint32_t)key->e.n);
        else
            sg_found_bytes(j, SG_TEXT_EXPONENT, key->e);
    }
    if (key->bits % 8 != 0 && !sg_refused(j, SLICEGATE_RULE_CERT_PK_2))
        sg_found_number(j, SG_TEXT_MODULUS_BITS, key->bits);
}

void sg_check_ec_3(sg_judge *j)
{
    static const sg_text texts[] = {
        [SG_EC_EXPLICIT] = SG_TEXT_EC_EXPLICIT,
        [SG_EC_UNNAMED] = SG_TEXT_EC_UNNAMED,
        [SG_EC_COMPRESSED] = SG_TEXT_EC_COMPRESSED,
        [SG_EC_INFINITY] = SG_TEXT_EC_INFINITY,
        [SG_EC_POINT_LENGTH] = SG_TEXT_EC_POINT_LENGTH,
        [SG_EC_OFF_CURVE] = SG_TEXT_EC_OFF_CURVE,
    };
    uint8_t ec = j->facts->detail.ec;
    if (ec != SG_EC_WELL)
        sg_found_number(j, texts[ec], (uint32_t)j->facts->key.point.n);
}

void sg_check_ec_4(sg_judge *j)
{
    const slicegate_key *key = &j->facts->key;
    if (key->type == SLICEGATE_KEY_EC && key->curve == SLICEGATE_CURVE_OTHER)
        sg_found_bytes(j, SG_TEXT_CURVE, key->curve_oid);
}
