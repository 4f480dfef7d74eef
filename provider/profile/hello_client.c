/* SPDX-License-Identifier: Apache-2.0 */
/* ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2, RFC 6347 4.2.1). */
#include <string.h>

#include "client_extension.h"
#include "cursor.h"
#include "handshake_reader.h"

#define SESSION_ID_MAX 32
#define EMPTY_RENEGOTIATION_INFO_SCSV 0x00ff

static bool take_random(slicegate_bytes *rest, uint8_t *random)
{
    slicegate_bytes octets;

    if (!sg_take_bytes(rest, SLICEGATE_RANDOM_SIZE, &octets))
        return false;
    memcpy(random, octets.p, octets.n);
    return true;
}

static const char *read_head(slicegate_handshake *facts, slicegate_bytes *rest)
{
    slicegate_bytes part;

    if (!sg_take_u16(rest, &facts->client_version) ||
        !take_random(rest, facts->client_random))
        return "client_version and random";
    if (!sg_take_vector_of(rest, 1, 0, SESSION_ID_MAX, &part))
        return "a session_id of up to 32 octets";
    if (facts->dtls && !sg_take_vector(rest, 1, &part))
        return "a cookie";
    return NULL;
}

static const char *read_suites(slicegate_handshake *facts,
                               slicegate_bytes *rest)
{
    slicegate_bytes suites;
    uint16_t suite;

    if (!sg_take_list16(rest, 2, &suites))
        return "cipher_suites";
    while (sg_take_u16(&suites, &suite))
        if (suite == EMPTY_RENEGOTIATION_INFO_SCSV)
            facts->client_renegotiation = true;
    return NULL;
}

static const char *read_compression(slicegate_handshake *facts,
                                    slicegate_bytes *rest)
{
    slicegate_bytes methods;
    uint8_t method;

    if (!sg_take_vector_of(rest, 1, 1, UINT8_MAX, &methods))
        return "compression_methods";
    while (sg_take_u8(&methods, &method))
        if (method != 0)
            facts->client_compression = true;
    return NULL;
}

const char *sg_read_client_hello(slicegate_handshake *facts,
                                 slicegate_bytes body)
{
    const char *fault = read_head(facts, &body);

    if (fault == NULL)
        fault = read_suites(facts, &body);
    if (fault == NULL)
        fault = read_compression(facts, &body);
    if (fault != NULL)
        return fault;
    if (sg_is_old_version(facts->client_version))
        facts->client_offers_old = true;
    if (body.n > 0)
        fault = sg_read_client_extensions(facts, &body);
    if (fault == NULL && body.n != 0)
        fault = "the end of ClientHello";
    return fault;
}
