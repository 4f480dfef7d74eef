/* SPDX-License-Identifier: Apache-2.0 */
#include "raw_client.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#include "check.h"

#define RECORD_ALERT_CCS 20
#define RECORD_HANDSHAKE 22
#define MASTER 48
#define RANDOM 32
#define FLIGHT_MAX 65536

typedef struct buffer {
    size_t n;
    uint8_t p[FLIGHT_MAX];
} buffer;

typedef struct raw {
    raw_hello form;
    uint8_t version[2]; /* client_version */
    uint8_t client_random[RANDOM], server_random[RANDOM];
    uint8_t master[MASTER];
    EVP_PKEY *server_key;
    buffer transcript, flight;
} raw;

static void put(buffer *b, const void *p, size_t n)
{
    NEED(b->n + n <= FLIGHT_MAX);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static void put_number(buffer *b, size_t value, size_t octets)
{
    while (octets-- > 0) {
        uint8_t octet = (uint8_t)(value >> (8 * octets));

        put(b, &octet, 1);
    }
}

static void put_record(buffer *to, uint8_t type, const void *p, size_t n)
{
    put(to, &type, 1);
    put(to, "\3\3", 2);
    put_number(to, n, 2);
    put(to, p, n);
}

/* A handshake message, into the flight and the transcript. */
static void say(raw *r, uint8_t type, const buffer *body)
{
    static _Thread_local buffer message;

    message.n = 0;
    put(&message, &type, 1);
    put_number(&message, body->n, 3);
    put(&message, body->p, body->n);
    put(&r->transcript, message.p, message.n);
    put_record(&r->flight, RECORD_HANDSHAKE, message.p, message.n);
}

/* ---- Hello ------------------------------------------------------------- */

/* AES128-GCM-SHA256, and the signal that there is no renegotiation. */
static const uint8_t suites[] = {0x00, 0x9c, 0x00, 0xff};

static void say_tls_hello(raw *r)
{
    /* signature_algorithms: ecdsa_secp256r1_sha256, rsa_pkcs1_sha256 */
    static const uint8_t extensions[] = {0, 13, 0, 6, 0, 4, 4, 3, 4, 1};
    buffer body = {.n = 0};

    put(&body, r->version, 2);
    put(&body, r->client_random, RANDOM);
    put_number(&body, 0, 1);
    put_number(&body, sizeof(suites), 2);
    put(&body, suites, sizeof(suites));
    put(&body, "\1\0", 2);
    put_number(&body, sizeof(extensions), 2);
    put(&body, extensions, sizeof(extensions));
    say(r, 1, &body);
}

/* RFC 5246 E.2; what is hashed is the message without its record header. */
static void say_ssl2_hello(raw *r)
{
    buffer body = {.n = 0};

    put_number(&body, 1, 1);
    put(&body, r->version, 2);
    put_number(&body, 3 * sizeof(suites) / 2, 2);
    put_number(&body, 0, 2);
    put_number(&body, RANDOM, 2);
    for (size_t i = 0; i < sizeof(suites); i += 2) {
        put_number(&body, 0, 1);
        put(&body, suites + i, 2);
    }
    put(&body, r->client_random, RANDOM);
    put(&r->transcript, body.p, body.n);
    put_number(&r->flight, 0x8000 | body.n, 2);
    put(&r->flight, body.p, body.n);
}

static void say_hello(raw *r)
{
    static const uint8_t versions[][2] = {
        {3, 3}, {4, 4}, {0xff, 0xff}, {3, 3}, {3, 0xff}};

    memcpy(r->version, versions[r->form], 2);
    NEED(RAND_bytes(r->client_random, RANDOM) == 1);
    if (r->form == RAW_HELLO_SSL2 || r->form == RAW_HELLO_SSL2_NEW)
        say_ssl2_hello(r);
    else
        say_tls_hello(r);
}

/* ---- What the server says ---------------------------------------------- */

static size_t number(const uint8_t *p, size_t n)
{
    size_t value = 0;

    while (n-- > 0)
        value = value << 8 | *p++;
    return value;
}

static void take_certificate(raw *r, const uint8_t *body)
{
    const unsigned char *p = body + 6;
    X509 *x = d2i_X509(NULL, &p, (long)number(body + 3, 3));

    NEED(x != NULL);
    r->server_key = X509_get_pubkey(x);
    NEED(r->server_key != NULL && EVP_PKEY_is_a(r->server_key, "RSA"));
    X509_free(x);
}

/* The server's flight; false where it sent an alert in its place. */
static bool hear(raw *r, BIO *from)
{
    buffer in = {.n = 0}, messages = {.n = 0};
    int n = BIO_read(from, in.p, FLIGHT_MAX);

    for (size_t at = 0; n > 0 && at + 5 <= (size_t)n;) {
        size_t length = number(in.p + at + 3, 2);

        if (in.p[at] != RECORD_HANDSHAKE)
            return false;
        put(&messages, in.p + at + 5, length);
        at += 5 + length;
    }
    for (size_t at = 0; at + 4 <= messages.n;) {
        if (messages.p[at] == 2)
            memcpy(r->server_random, messages.p + at + 6, RANDOM);
        if (messages.p[at] == 11)
            take_certificate(r, messages.p + at + 4);
        at += 4 + number(messages.p + at + 1, 3);
    }
    put(&r->transcript, messages.p, messages.n);
    return messages.n > 0 && r->server_key != NULL;
}

/* ---- What the client answers ------------------------------------------- */

static void put_certificate(buffer *list, const pki_cert *cert)
{
    put_number(list, cert->der.n, 3);
    put(list, cert->der.p, cert->der.n);
}

static void say_certificate(raw *r, identity who)
{
    buffer list = {.n = 0}, body = {.n = 0};

    put_certificate(&list, who.leaf);
    if (who.chain != NULL)
        for (; *who.chain != NULL; who.chain++)
            put_certificate(&list, *who.chain);
    else
        for (const pki_cert *up = who.leaf->issuer;
             up != NULL && up->issuer != NULL; up = up->issuer)
            put_certificate(&list, up);
    put_number(&body, list.n, 3);
    put(&body, list.p, list.n);
    say(r, 11, &body);
}

/* RFC 5246 5. */
static void prf(const uint8_t *secret, size_t secret_n, const char *label,
                const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n,
                uint8_t *out, size_t out_n)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    uint8_t seed[256];
    size_t n = strlen(label);
    char digest[] = "SHA256";
    OSSL_PARAM params[4];

    NEED(ctx != NULL && n + a_n + b_n <= sizeof(seed));
    memcpy(seed, label, n);
    memcpy(seed + n, a, a_n);
    if (b_n > 0)
        memcpy(seed + n + a_n, b, b_n);
    params[0] =
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
    params[1] = OSSL_PARAM_construct_octet_string(
        OSSL_KDF_PARAM_SECRET, (void *)(uintptr_t)secret, secret_n);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed,
                                                  n + a_n + b_n);
    params[3] = OSSL_PARAM_construct_end();
    NEED(EVP_KDF_derive(ctx, out, out_n, params) == 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

static void say_key_exchange(raw *r)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(r->server_key, NULL);
    uint8_t premaster[MASTER], sealed[1024];
    size_t n = sizeof(sealed);
    buffer body = {.n = 0};

    NEED(RAND_bytes(premaster, sizeof(premaster)) == 1);
    memcpy(premaster, r->version, 2);
    NEED(ctx != NULL && EVP_PKEY_encrypt_init(ctx) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_encrypt(ctx, sealed, &n, premaster, sizeof(premaster)) == 1);
    EVP_PKEY_CTX_free(ctx);
    prf(premaster, sizeof(premaster), "master secret", r->client_random, RANDOM,
        r->server_random, RANDOM, r->master, MASTER);
    put_number(&body, n, 2);
    put(&body, sealed, n);
    say(r, 16, &body);
}

static void say_certificate_verify(raw *r, const pki_key *key)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t sig[512];
    size_t n = sizeof(sig);
    buffer body = {.n = 0};

    NEED(ctx != NULL &&
         EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pkey) == 1 &&
         EVP_DigestSign(ctx, sig, &n, r->transcript.p, r->transcript.n) == 1);
    EVP_MD_CTX_free(ctx);
    put(&body, "\4\3", 2); /* ecdsa_secp256r1_sha256 */
    put_number(&body, n, 2);
    put(&body, sig, n);
    say(r, 15, &body);
}

/* ChangeCipherSpec, and Finished under the new keys (RFC 5288 3). */
static void say_finished(raw *r)
{
    uint8_t keys[40], hash[32], plain[16] = {20, 0, 0, 12}, sealed[40];
    uint8_t nonce[12],
        extra[13] = {0, 0, 0, 0, 0, 0, 0, 0, RECORD_HANDSHAKE, 3, 3, 0, 16};
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n;

    NEED(EVP_Digest(r->transcript.p, r->transcript.n, hash, NULL, EVP_sha256(),
                    NULL) == 1);
    prf(r->master, MASTER, "client finished", hash, sizeof(hash), NULL, 0,
        plain + 4, 12);
    prf(r->master, MASTER, "key expansion", r->server_random, RANDOM,
        r->client_random, RANDOM, keys, sizeof(keys));
    memset(sealed, 0, 8); /* explicit nonce: the sequence number, zero */
    memcpy(nonce, keys + 32, 4);
    memcpy(nonce + 4, sealed, 8);
    NEED(ctx != NULL &&
         EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, keys, nonce) == 1 &&
         EVP_EncryptUpdate(ctx, NULL, &n, extra, sizeof(extra)) == 1 &&
         EVP_EncryptUpdate(ctx, sealed + 8, &n, plain, sizeof(plain)) == 1 &&
         EVP_EncryptFinal_ex(ctx, sealed + 24, &n) == 1 &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, sealed + 24) == 1);
    EVP_CIPHER_CTX_free(ctx);
    put_record(&r->flight, RECORD_ALERT_CCS, "\1", 1);
    put_record(&r->flight, RECORD_HANDSHAKE, sealed, sizeof(sealed));
}

/* ---- The whole --------------------------------------------------------- */

static int deliver(raw *r, BIO *to, SSL *server)
{
    NEED(BIO_write(to, r->flight.p, (int)r->flight.n) == (int)r->flight.n);
    r->flight.n = 0;
    ERR_clear_error();
    return SSL_accept(server);
}

bool raw_handshake(SSL *server, raw_hello hello, identity who, char *errors,
                   size_t size)
{
    static _Thread_local raw r;
    BIO *to = BIO_new(BIO_s_mem()), *from = BIO_new(BIO_s_mem());
    int ret;

    memset(&r, 0, sizeof(r));
    r.form = hello;
    NEED(to != NULL && from != NULL);
    BIO_set_mem_eof_return(to, -1);
    SSL_set_bio(server, to, from);
    say_hello(&r);
    ret = deliver(&r, to, server);
    if (ret != 1 && hear(&r, from)) {
        say_certificate(&r, who);
        say_key_exchange(&r);
        say_certificate_verify(&r, who.key != NULL ? who.key : who.leaf->key);
        say_finished(&r);
        ret = deliver(&r, to, server);
    }
    wire_errors(errors, size);
    EVP_PKEY_free(r.server_key);
    return ret == 1;
}
