/* SPDX-License-Identifier: Apache-2.0 */
#include "raw_tls12.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "check.h"

void raw_put(raw_buffer *b, const void *p, size_t n)
{
    NEED(n <= RAW_FLIGHT_MAX - b->n);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void raw_put_number(raw_buffer *b, size_t value, size_t octets)
{
    while (octets-- > 0) {
        uint8_t octet = (uint8_t)(value >> (8 * octets));

        raw_put(b, &octet, 1);
    }
}

void raw_put_record(raw_buffer *to, uint8_t type, const void *p, size_t n)
{
    raw_put(to, &type, 1);
    raw_put(to, "\3\3", 2);
    raw_put_number(to, n, 2);
    raw_put(to, p, n);
}

void raw_say(raw_buffer *flight, raw_buffer *transcript, uint8_t type,
             const raw_buffer *body)
{
    static _Thread_local raw_buffer message;

    message.n = 0;
    raw_put(&message, &type, 1);
    raw_put_number(&message, body->n, 3);
    raw_put(&message, body->p, body->n);
    raw_put(transcript, message.p, message.n);
    raw_put_record(flight, RAW_RECORD_HANDSHAKE, message.p, message.n);
}

size_t raw_number(const uint8_t *p, size_t n)
{
    size_t value = 0;

    while (n-- > 0)
        value = value << 8 | *p++;
    return value;
}

void raw_prf(const uint8_t *secret, size_t secret_n, raw_seed seed,
             uint8_t *out, size_t out_n)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    uint8_t joined[256];
    size_t n = strlen(seed.label);
    char digest[] = "SHA256";
    OSSL_PARAM params[4];

    NEED(ctx != NULL && n + seed.a_n + seed.b_n <= sizeof(joined));
    memcpy(joined, seed.label, n);
    memcpy(joined + n, seed.a, seed.a_n);
    if (seed.b_n > 0)
        memcpy(joined + n + seed.a_n, seed.b, seed.b_n);
    params[0] =
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
    params[1] = OSSL_PARAM_construct_octet_string(
        OSSL_KDF_PARAM_SECRET, (void *)(uintptr_t)secret, secret_n);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, joined,
                                                  n + seed.a_n + seed.b_n);
    params[3] = OSSL_PARAM_construct_end();
    NEED(EVP_KDF_derive(ctx, out, out_n, params) == 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

/* RFC 5288 3, as the first record under the keys. */
static void seal(const uint8_t keys[40], const uint8_t plain[16],
                 uint8_t sealed[40])
{
    uint8_t nonce[12],
        extra[13] = {0, 0, 0, 0, 0, 0, 0, 0, RAW_RECORD_HANDSHAKE, 3, 3, 0, 16};
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n;

    memset(sealed, 0, 8); /* explicit nonce: the sequence number, zero */
    memcpy(nonce, keys + 32, 4);
    memcpy(nonce + 4, sealed, 8);
    NEED(ctx != NULL &&
         EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, keys, nonce) == 1 &&
         EVP_EncryptUpdate(ctx, NULL, &n, extra, sizeof(extra)) == 1 &&
         EVP_EncryptUpdate(ctx, sealed + 8, &n, plain, 16) == 1 &&
         EVP_EncryptFinal_ex(ctx, sealed + 24, &n) == 1 &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, sealed + 24) == 1);
    EVP_CIPHER_CTX_free(ctx);
}

void raw_put_finished(raw_buffer *flight, const raw_buffer *transcript,
                      const raw_keys *keys)
{
    uint8_t block[40], hash[32], plain[16] = {20, 0, 0, 12}, sealed[40];
    const raw_seed finished = {"client finished", hash, sizeof(hash), NULL, 0};
    const raw_seed expansion = {"key expansion", keys->server_random,
                                RAW_RANDOM, keys->client_random, RAW_RANDOM};

    NEED(EVP_Digest(transcript->p, transcript->n, hash, NULL, EVP_sha256(),
                    NULL) == 1);
    raw_prf(keys->master, RAW_MASTER, finished, plain + 4, 12);
    raw_prf(keys->master, RAW_MASTER, expansion, block, sizeof(block));
    seal(block, plain, sealed);
    raw_put_record(flight, RAW_RECORD_CCS, "\1", 1);
    raw_put_record(flight, RAW_RECORD_HANDSHAKE, sealed, sizeof(sealed));
}
