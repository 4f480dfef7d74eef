/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 for the gate's own use. The low-level functions on purpose: the
 * one-shot SHA256() and EVP go through the application's library context,
 * which is where the gate itself is called from.
 */
#ifndef SG_SHA256_H
#define SG_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SG_SHA256_SIZE 32

typedef struct sg_chunk {
    const void *p;
    size_t n;
} sg_chunk;

/* Hashes the chunks one after another. Allocates nothing, cannot fail. */
void sg_sha256(const sg_chunk *chunks, size_t count,
               uint8_t out[SG_SHA256_SIZE]);

/* One run of bytes. */
void sg_sha256_bytes(const void *p, size_t n, uint8_t out[SG_SHA256_SIZE]);

/* Hex, lower case; OUT holds 2 * n + 1. */
void sg_hex(const uint8_t *p, size_t n, char *out);

#endif
