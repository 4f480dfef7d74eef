/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a TLS 1.2 client made by hand says and computes (RFC 5246), with
 * AES128-GCM-SHA256 behind any key exchange.
 */
#ifndef SLICEGATE_TEST_RAW_TLS12_H
#define SLICEGATE_TEST_RAW_TLS12_H

#include <stddef.h>
#include <stdint.h>

#define RAW_RECORD_CCS 20
#define RAW_RECORD_HANDSHAKE 22
#define RAW_MASTER 48
#define RAW_RANDOM 32
#define RAW_FLIGHT_MAX 65536

typedef struct raw_buffer {
    size_t n;
    uint8_t p[RAW_FLIGHT_MAX];
} raw_buffer;

typedef struct raw_keys {
    uint8_t client_random[RAW_RANDOM], server_random[RAW_RANDOM];
    uint8_t master[RAW_MASTER];
} raw_keys;

typedef struct raw_seed {
    const char *label;
    const uint8_t *a;
    size_t a_n;
    const uint8_t *b; /* may be NULL */
    size_t b_n;
} raw_seed;

/* The test ends where a buffer is too small. */
void raw_put(raw_buffer *b, const void *p, size_t n);
void raw_put_number(raw_buffer *b, size_t value, size_t octets);
void raw_put_record(raw_buffer *to, uint8_t type, const void *p, size_t n);

/* A handshake message, into the flight and the transcript. */
void raw_say(raw_buffer *flight, raw_buffer *transcript, uint8_t type,
             const raw_buffer *body);

/* Big-endian. */
size_t raw_number(const uint8_t *p, size_t n);

/* RFC 5246 5. */
void raw_prf(const uint8_t *secret, size_t secret_n, raw_seed seed,
             uint8_t *out, size_t out_n);

/* ChangeCipherSpec, and the client's Finished under the new keys. */
void raw_put_finished(raw_buffer *flight, const raw_buffer *transcript,
                      const raw_keys *keys);

#endif
