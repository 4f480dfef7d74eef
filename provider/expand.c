/* SPDX-License-Identifier: Apache-2.0 */
#include "expand.h"

#include <openssl/comp.h>
#include <openssl/crypto.h>

/* uint16 algorithm, uint24 uncompressed_length, opaque<1..2^24-1> */
#define HEADER 8

/* The one-shot methods came with OpenSSL 3.2; NULL on an earlier one. */
#pragma weak COMP_zlib_oneshot
#pragma weak COMP_brotli_oneshot
#pragma weak COMP_zstd_oneshot
#pragma weak COMP_CTX_new
#pragma weak COMP_CTX_free
#pragma weak COMP_expand_block
COMP_METHOD *COMP_zlib_oneshot(void);
COMP_METHOD *COMP_brotli_oneshot(void);
COMP_METHOD *COMP_zstd_oneshot(void);

/* By the numbers of RFC 8879 7.3. */
static COMP_METHOD *method_of(size_t algorithm)
{
    if (algorithm == 1 && COMP_zlib_oneshot != NULL)
        return COMP_zlib_oneshot();
    if (algorithm == 2 && COMP_brotli_oneshot != NULL)
        return COMP_brotli_oneshot();
    if (algorithm == 3 && COMP_zstd_oneshot != NULL)
        return COMP_zstd_oneshot();
    return NULL;
}

static size_t number(const uint8_t *p, size_t n)
{
    size_t value = 0;

    while (n-- > 0)
        value = value << 8 | *p++;
    return value;
}

static bool expand_with(COMP_METHOD *method, slicegate_bytes in, uint8_t *out,
                        size_t n)
{
    COMP_CTX *ctx = COMP_CTX_new(method);
    bool good =
        ctx != NULL &&
        COMP_expand_block(ctx, out, (int)n, (unsigned char *)(uintptr_t)in.p,
                          (int)in.n) == (int)n;

    COMP_CTX_free(ctx);
    return good;
}

bool sg_expand(slicegate_bytes body, slicegate_bytes *out)
{
    COMP_METHOD *method;
    slicegate_bytes in;
    size_t n;
    uint8_t *buffer;

    *out = (slicegate_bytes){NULL, 0};
    if (body.n <= HEADER || COMP_CTX_new == NULL || COMP_CTX_free == NULL ||
        COMP_expand_block == NULL)
        return false;
    n = number(body.p + 2, 3);
    in.p = body.p + HEADER;
    in.n = number(body.p + 5, 3);
    if (in.n != body.n - HEADER || n == 0 || n > SG_EXPANDED_MAX)
        return false;
    method = method_of(number(body.p, 2));
    if (method == NULL || (buffer = OPENSSL_malloc(n)) == NULL)
        return false;
    if (!expand_with(method, in, buffer, n)) {
        OPENSSL_free(buffer);
        return false;
    }
    *out = (slicegate_bytes){buffer, n};
    return true;
}
