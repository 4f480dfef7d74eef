/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate_hash.h"

#define TAG_SEQUENCE 0x30
#define TAG_BIT_STRING 0x03
#define HEADER_MAX 10

/* Tag and DER length of N content bytes; the number of bytes written. */
static size_t put_header(uint8_t tag, size_t n, uint8_t out[HEADER_MAX])
{
    size_t octets = 0, at = 0;

    out[at++] = tag;
    if (n < 0x80) {
        out[at++] = (uint8_t)n;
        return at;
    }
    for (size_t rest = n; rest > 0; rest >>= 8)
        octets++;
    out[at++] = (uint8_t)(0x80 | octets);
    while (octets-- > 0)
        out[at++] = (uint8_t)(n >> (8 * octets));
    return at;
}

void sg_certificate_hash(slicegate_bytes tbs, slicegate_bytes algorithm,
                         slicegate_bytes signature, uint8_t out[SG_SHA256_SIZE])
{
    uint8_t outer[HEADER_MAX], bits[HEADER_MAX + 1];
    size_t bits_n = put_header(TAG_BIT_STRING, signature.n + 1, bits);
    size_t outer_n;

    bits[bits_n++] = 0; /* no unused bits */
    outer_n = put_header(TAG_SEQUENCE,
                         tbs.n + algorithm.n + bits_n + signature.n, outer);
    {
        const sg_chunk chunks[] = {{outer, outer_n},
                                   {tbs.p, tbs.n},
                                   {algorithm.p, algorithm.n},
                                   {bits, bits_n},
                                   {signature.p, signature.n}};

        sg_sha256(chunks, sizeof(chunks) / sizeof(chunks[0]), out);
    }
}
