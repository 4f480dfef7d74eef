/* SPDX-License-Identifier: Apache-2.0 */
/* ServerKeyExchange and ClientKeyExchange of TLS 1.2 and earlier. */
#include "client_psk.h"
#include "cursor.h"
#include "handshake_reader.h"
#include "suite_exchange.h"

#define NAMED_CURVE 3 /* ECCurveType, RFC 8422 5.4 */

static uint32_t bit_length(slicegate_bytes n)
{
    uint32_t bits;

    while (n.n > 0 && n.p[0] == 0) {
        n.p++;
        n.n--;
    }
    if (n.n == 0)
        return 0;
    bits = (uint32_t)(n.n - 1) * 8;
    for (unsigned top = n.p[0]; top != 0; top >>= 1)
        bits++;
    return bits;
}

/* ServerDHParams (RFC 5246 7.4.3). */
static const char *read_dh(slicegate_handshake *facts, slicegate_bytes *rest)
{
    slicegate_bytes p, g, y;

    if (!sg_take_vector_of(rest, 2, 1, UINT16_MAX, &p) ||
        !sg_take_vector_of(rest, 2, 1, UINT16_MAX, &g) ||
        !sg_take_vector_of(rest, 2, 1, UINT16_MAX, &y))
        return "dh_p, dh_g and dh_Ys";
    facts->exchange = SLICEGATE_EXCHANGE_DH;
    facts->dh_bits = bit_length(p);
    return NULL;
}

/* ServerECDHParams (RFC 8422 5.4). */
static const char *read_ec(slicegate_handshake *facts, slicegate_bytes *rest)
{
    slicegate_bytes point;
    uint8_t type;

    if (!sg_take_u8(rest, &type) || type != NAMED_CURVE ||
        !sg_take_u16(rest, &facts->group))
        return "a named_curve";
    if (!sg_take_vector_of(rest, 1, 1, UINT8_MAX, &point))
        return "an ECPoint";
    facts->exchange = SLICEGATE_EXCHANGE_GROUP;
    return NULL;
}

static const char *read_signature(slicegate_handshake *facts,
                                  slicegate_bytes *rest)
{
    slicegate_bytes signature;

    if ((sg_names_schemes(facts) &&
         !sg_take_u16(rest, &facts->server.scheme)) ||
        !sg_take_vector_of(rest, 2, 1, UINT16_MAX, &signature))
        return "the signature of the params";
    facts->server.proved = true;
    return NULL;
}

const char *sg_read_server_key_exchange(slicegate_handshake *facts,
                                        slicegate_bytes body)
{
    const sg_exchange *exchange = sg_suite_exchange(facts->suite);
    slicegate_bytes hint;
    const char *fault = NULL;

    if (exchange == NULL)
        return "a key exchange that is known";
    if (exchange->psk && !sg_take_vector(&body, 2, &hint))
        return "psk_identity_hint";
    if (exchange->secret == SG_SECRET_DH)
        fault = read_dh(facts, &body);
    else if (exchange->secret == SG_SECRET_EC)
        fault = read_ec(facts, &body);
    if (fault == NULL && exchange->is_signed)
        fault = read_signature(facts, &body);
    if (fault == NULL && body.n != 0)
        fault = "the end of ServerKeyExchange";
    return fault;
}

/* RFC 4279 2. What the ClientHello offered to TLS 1.3 is past. */
static void take_identity(slicegate_handshake *facts, slicegate_bytes identity)
{
    sg_keep_identity(facts, 0, identity);
    facts->psk_offered = 1;
    facts->psk_identity_sent = true;
}

const char *sg_read_client_key_exchange(slicegate_handshake *facts,
                                        slicegate_bytes body)
{
    /* Octets of length before the client's share. */
    static const size_t width[] = {
        [SG_SECRET_RSA] = 2, [SG_SECRET_DH] = 2, [SG_SECRET_EC] = 1};
    const sg_exchange *exchange = sg_suite_exchange(facts->suite);
    slicegate_bytes identity, share;

    if (exchange == NULL)
        return "a key exchange that is known";
    if (exchange->psk) {
        if (!sg_take_vector(&body, 2, &identity))
            return "psk_identity";
        take_identity(facts, identity);
    }
    if (exchange->secret != SG_SECRET_NONE &&
        !sg_take_vector_of(&body, width[exchange->secret], 1, UINT16_MAX,
                           &share))
        return "the client's share";
    if (body.n != 0)
        return "the end of ClientKeyExchange";
    facts->client_key_exchange = true;
    return NULL;
}
