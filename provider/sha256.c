/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sha256.h"

#include <openssl/sha.h>

void sg_sha256(const sg_chunk *chunks, size_t count,
               uint8_t out[SG_SHA256_SIZE])
{
    SHA256_CTX ctx;

    SHA256_Init(&ctx);
    for (size_t i = 0; i < count; i++)
        if (chunks[i].n > 0)
            SHA256_Update(&ctx, chunks[i].p, chunks[i].n);
    SHA256_Final(out, &ctx);
}

void sg_sha256_bytes(const void *p, size_t n, uint8_t out[SG_SHA256_SIZE])
{
    sg_chunk chunk = {p, n};

    sg_sha256(&chunk, 1, out);
}

void sg_hex(const uint8_t *p, size_t n, char *out)
{
    static const char digit[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digit[p[i] >> 4];
        out[2 * i + 1] = digit[p[i] & 15];
    }
    out[2 * n] = '\0';
}
