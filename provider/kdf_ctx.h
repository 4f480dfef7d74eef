/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the KDF wrapper share, and nobody else includes. */
#ifndef SG_KDF_CTX_H
#define SG_KDF_CTX_H

#include "state.h"

#define SG_KDF_TEXT_MAX 128 /* more than any label with what follows it */
#define SG_KDF_SHORT 64     /* secrets up to this length need no memory */

/* A parameter by value; what does not fit is no handshake's. */
typedef struct sg_kdf_text {
    size_t n;
    bool longer;
    uint8_t p[SG_KDF_TEXT_MAX];
} sg_kdf_text;

/* A secret, wiped when it goes. */
typedef struct sg_kdf_secret {
    bool set;
    size_t n;
    uint8_t *p; /* at `space`, or memory of its own */
    uint8_t space[SG_KDF_SHORT];
} sg_kdf_secret;

typedef struct sg_kdf_ctx {
    const sg_kdf_slot *slot;
    void *inner;
    bool broken;             /* a parameter could not be kept: no derivation */
    int mode;                /* EVP_KDF_HKDF_MODE_*; -1 where none was set */
    bool old;                /* TLS 1.1 and before: MD5 and SHA-1 together */
    sg_kdf_text label, data; /* TLS13-KDF */
    sg_kdf_text seed;        /* TLS1-PRF: label, then hash or randoms */
    sg_kdf_secret key;       /* "key" and "secret" */
    sg_kdf_secret salt;
} sg_kdf_ctx;

/*
 * Looks at what was derived. False where the gate refuses it; the refusal is
 * on the error queue and in the audit log.
 */
bool sg_kdf_tls13_allows(sg_state *state, const sg_kdf_ctx *ctx,
                         const uint8_t *out, size_t n);
bool sg_kdf_tls12_allows(sg_state *state, const sg_kdf_ctx *ctx);

#endif
