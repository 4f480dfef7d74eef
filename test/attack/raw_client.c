/* SPDX-License-Identifier: Apache-2.0 */
#include "raw_client.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#include "check.h"
#include "raw_tls12.h"

typedef struct raw {
    raw_hello form;
    uint8_t version[2]; /* client_version */
    raw_keys keys;
    EVP_PKEY *server_key;
    raw_buffer transcript, flight;
} raw;

static void say(raw *r, uint8_t type, const raw_buffer *body)
{
    raw_say(&r->flight, &r->transcript, type, body);
}

/* ---- Hello ------------------------------------------------------------- */

/* AES128-GCM-SHA256, and the signal that there is no renegotiation. */
static const uint8_t suites[] = {0x00, 0x9c, 0x00, 0xff};

static void say_tls_hello(raw *r)
{
    /* signature_algorithms: ecdsa_secp256r1_sha256, rsa_pkcs1_sha256 */
    static const uint8_t extensions[] = {0, 13, 0, 6, 0, 4, 4, 3, 4, 1};
    raw_buffer body = {.n = 0};

    raw_put(&body, r->version, 2);
    raw_put(&body, r->keys.client_random, RAW_RANDOM);
    raw_put_number(&body, 0, 1);
    raw_put_number(&body, sizeof(suites), 2);
    raw_put(&body, suites, sizeof(suites));
    raw_put(&body, "\1\0", 2);
    raw_put_number(&body, sizeof(extensions), 2);
    raw_put(&body, extensions, sizeof(extensions));
    say(r, 1, &body);
}

/* RFC 5246 E.2; what is hashed is the message without its record header. */
static void say_ssl2_hello(raw *r)
{
    raw_buffer body = {.n = 0};

    raw_put_number(&body, 1, 1);
    raw_put(&body, r->version, 2);
    raw_put_number(&body, 3 * sizeof(suites) / 2, 2);
    raw_put_number(&body, 0, 2);
    raw_put_number(&body, RAW_RANDOM, 2);
    for (size_t i = 0; i < sizeof(suites); i += 2) {
        raw_put_number(&body, 0, 1);
        raw_put(&body, suites + i, 2);
    }
    raw_put(&body, r->keys.client_random, RAW_RANDOM);
    raw_put(&r->transcript, body.p, body.n);
    raw_put_number(&r->flight, 0x8000 | body.n, 2);
    raw_put(&r->flight, body.p, body.n);
}

static void say_hello(raw *r)
{
    static const uint8_t versions[][2] = {
        {3, 3}, {4, 4}, {0xff, 0xff}, {3, 3}, {3, 0xff}};

    memcpy(r->version, versions[r->form], 2);
    NEED(RAND_bytes(r->keys.client_random, RAW_RANDOM) == 1);
    if (r->form == RAW_HELLO_SSL2 || r->form == RAW_HELLO_SSL2_NEW)
        say_ssl2_hello(r);
    else
        say_tls_hello(r);
}

/* ---- What the server says ---------------------------------------------- */

static void take_certificate(raw *r, const uint8_t *body)
{
    const unsigned char *p = body + 6;
    X509 *x = d2i_X509(NULL, &p, (long)raw_number(body + 3, 3));

    NEED(x != NULL);
    r->server_key = X509_get_pubkey(x);
    NEED(r->server_key != NULL && EVP_PKEY_is_a(r->server_key, "RSA"));
    X509_free(x);
}

/* The server's flight; false where it sent an alert in its place. */
static bool hear(raw *r, BIO *from)
{
    raw_buffer in = {.n = 0}, messages = {.n = 0};
    int n = BIO_read(from, in.p, RAW_FLIGHT_MAX);

    for (size_t at = 0; n > 0 && at + 5 <= (size_t)n;) {
        size_t length = raw_number(in.p + at + 3, 2);

        if (in.p[at] != RAW_RECORD_HANDSHAKE)
            return false;
        raw_put(&messages, in.p + at + 5, length);
        at += 5 + length;
    }
    for (size_t at = 0; at + 4 <= messages.n;) {
        if (messages.p[at] == 2)
            memcpy(r->keys.server_random, messages.p + at + 6, RAW_RANDOM);
        if (messages.p[at] == 11)
            take_certificate(r, messages.p + at + 4);
        at += 4 + raw_number(messages.p + at + 1, 3);
    }
    raw_put(&r->transcript, messages.p, messages.n);
    return messages.n > 0 && r->server_key != NULL;
}

/* ---- What the client answers ------------------------------------------- */

static void put_certificate(raw_buffer *list, const pki_cert *cert)
{
    raw_put_number(list, cert->der.n, 3);
    raw_put(list, cert->der.p, cert->der.n);
}

static void say_certificate(raw *r, identity who)
{
    raw_buffer list = {.n = 0}, body = {.n = 0};

    put_certificate(&list, who.leaf);
    if (who.chain != NULL)
        for (; *who.chain != NULL; who.chain++)
            put_certificate(&list, *who.chain);
    else
        for (const pki_cert *up = who.leaf->issuer;
             up != NULL && up->issuer != NULL; up = up->issuer)
            put_certificate(&list, up);
    raw_put_number(&body, list.n, 3);
    raw_put(&body, list.p, list.n);
    say(r, 11, &body);
}

static void say_key_exchange(raw *r)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(r->server_key, NULL);
    uint8_t premaster[RAW_MASTER], sealed[1024];
    const raw_seed master = {"master secret", r->keys.client_random, RAW_RANDOM,
                             r->keys.server_random, RAW_RANDOM};
    size_t n = sizeof(sealed);
    raw_buffer body = {.n = 0};

    NEED(RAND_bytes(premaster, sizeof(premaster)) == 1);
    memcpy(premaster, r->version, 2);
    NEED(ctx != NULL && EVP_PKEY_encrypt_init(ctx) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_encrypt(ctx, sealed, &n, premaster, sizeof(premaster)) == 1);
    EVP_PKEY_CTX_free(ctx);
    raw_prf(premaster, sizeof(premaster), master, r->keys.master, RAW_MASTER);
    raw_put_number(&body, n, 2);
    raw_put(&body, sealed, n);
    say(r, 16, &body);
}

static void say_certificate_verify(raw *r, const pki_key *key)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t sig[512];
    size_t n = sizeof(sig);
    raw_buffer body = {.n = 0};

    NEED(ctx != NULL &&
         EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pkey) == 1 &&
         EVP_DigestSign(ctx, sig, &n, r->transcript.p, r->transcript.n) == 1);
    EVP_MD_CTX_free(ctx);
    raw_put(&body, "\4\3", 2); /* ecdsa_secp256r1_sha256 */
    raw_put_number(&body, n, 2);
    raw_put(&body, sig, n);
    say(r, 15, &body);
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
        if (who.leaf != NULL)
            say_certificate(&r, who);
        say_key_exchange(&r);
        if (who.leaf != NULL)
            say_certificate_verify(&r,
                                   who.key != NULL ? who.key : who.leaf->key);
        raw_put_finished(&r.flight, &r.transcript, &r.keys);
        ret = deliver(&r, to, server);
    }
    wire_errors(errors, size);
    EVP_PKEY_free(r.server_key);
    return ret == 1;
}
