/* SPDX-License-Identifier: Apache-2.0 */
/* CertificateRequest (RFC 8446 4.3.2 and 4.6.2, RFC 5246 7.4.4). */
#include <string.h>

#include "cursor.h"
#include "handshake_reader.h"
#include "hello_extension.h"

static bool take_names(slicegate_bytes *rest)
{
    slicegate_bytes list, name;

    if (!sg_take_vector(rest, 2, &list))
        return false;
    while (list.n > 0)
        if (!sg_take_vector_of(&list, 2, 1, UINT16_MAX, &name))
            return false;
    return true;
}

const char *sg_read_request_tls12(slicegate_handshake *facts,
                                  slicegate_bytes body)
{
    slicegate_bytes types, schemes;

    if (!sg_take_vector_of(&body, 1, 1, UINT8_MAX, &types))
        return "certificate_types";
    if (sg_names_schemes(facts) && !sg_take_list16(&body, 2, &schemes))
        return "supported_signature_algorithms";
    if (!take_names(&body) || body.n != 0)
        return "certificate_authorities";
    facts->certificate_request = true;
    return NULL;
}

static const char *read_signatures(slicegate_handshake *facts,
                                   slicegate_bytes content)
{
    slicegate_bytes schemes;

    (void)facts;
    return sg_take_list16(&content, 2, &schemes) && content.n == 0
               ? NULL
               : "signature_algorithms";
}

/* CONTEXT is empty in the handshake, and not after it. */
static const char *read_tls13(slicegate_handshake *facts, slicegate_bytes body,
                              bool post_handshake)
{
    static const sg_extension_row rows[] = {
        {SG_EXT_SIGNATURE_ALGORITHMS, read_signatures}};
    slicegate_bytes context;
    const char *fault;

    if (!sg_take_vector(&body, 1, &context) ||
        (context.n > 0) != post_handshake)
        return "certificate_request_context";
    fault = sg_read_extensions(facts, &body, SG_EXTENSION_ROWS(rows), NULL);
    if (fault == NULL && body.n != 0)
        fault = "the end of CertificateRequest";
    return fault;
}

const char *sg_read_request_tls13(slicegate_handshake *facts,
                                  slicegate_bytes body)
{
    facts->certificate_request = true;
    return read_tls13(facts, body, false);
}

/* The client begins anew; what was agreed stays. */
const char *sg_read_request_post_handshake(slicegate_handshake *facts,
                                           slicegate_bytes body)
{
    facts->post_handshake = true;
    memset(&facts->client, 0, sizeof facts->client);
    return read_tls13(facts, body, true);
}
