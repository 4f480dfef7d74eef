/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate, CompressedCertificate and CertificateVerify (RFC 8446 4.4.2 and
 * 4.4.3, RFC 5246 7.4.2, 7.4.6 and 7.4.8, RFC 8879 4). */
#include "cursor.h"
#include "handshake_reader.h"

static const char a_list[] = "a list of certificates";

static bool take_certificate(slicegate_bytes *list, bool tls13,
                             slicegate_bytes *certificate)
{
    slicegate_bytes extensions;

    return sg_take_vector(list, 3, certificate) && certificate->n > 0 &&
           (!tls13 || sg_take_vector(list, 2, &extensions));
}

bool slicegate_leaf(slicegate_bytes body, bool tls13, slicegate_bytes *leaf)
{
    slicegate_bytes context, list, first = {NULL, 0}, other;

    *leaf = first;
    if ((tls13 && !sg_take_vector(&body, 1, &context)) ||
        !sg_take_vector(&body, 3, &list) || body.n != 0 ||
        (list.n > 0 && !take_certificate(&list, tls13, &first)))
        return false;
    while (list.n > 0)
        if (!take_certificate(&list, tls13, &other))
            return false;
    *leaf = first;
    return true;
}

const char *sg_read_certificate(slicegate_handshake *facts,
                                slicegate_bytes body)
{
    slicegate_bytes leaf;

    if (!slicegate_leaf(body, slicegate_is_tls13(facts), &leaf))
        return a_list;
    if (leaf.n == 0 && facts->last_from_server)
        return "a certificate of the server";
    sg_reading_end(facts)->presented =
        leaf.n == 0 ? SLICEGATE_PRESENTED_EMPTY : SLICEGATE_PRESENTED_LEAF;
    return NULL;
}

const char *sg_read_compressed_certificate(slicegate_handshake *facts,
                                           slicegate_bytes body)
{
    slicegate_bytes compressed;
    uint32_t algorithm, length;

    if (!sg_take_number(&body, 2, &algorithm) ||
        !sg_take_number(&body, 3, &length) ||
        !sg_take_vector(&body, 3, &compressed) || compressed.n == 0 ||
        body.n != 0)
        return "compressed_certificate_message";
    sg_reading_end(facts)->compressed = true;
    return NULL;
}

const char *sg_read_certificate_verify(slicegate_handshake *facts,
                                       slicegate_bytes body)
{
    slicegate_end *end = sg_reading_end(facts);
    slicegate_bytes signature;

    if ((sg_names_schemes(facts) && !sg_take_u16(&body, &end->scheme)) ||
        !sg_take_vector_of(&body, 2, 1, UINT16_MAX, &signature) || body.n != 0)
        return "a scheme and a signature";
    end->proved = true;
    return NULL;
}
