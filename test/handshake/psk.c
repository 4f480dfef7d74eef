/* SPDX-License-Identifier: Apache-2.0 */
#include "psk.h"

#include <openssl/rand.h>
#include <string.h>

#include "check.h"

#define RANDOM_MAX 512

typedef struct offer {
    const shared_key *key;
    uint16_t suite;
} offer;

const void *psk_random(size_t n)
{
    static uint8_t bytes[RANDOM_MAX];
    static bool drawn;

    NEED(n <= sizeof(bytes));
    if (!drawn)
        NEED(RAND_bytes(bytes, sizeof(bytes)) == 1);
    drawn = true;
    return bytes;
}

/* ---- What hangs on a context ------------------------------------------- */

static void free_offer(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int index,
                       long argl, void *argp)
{
    (void)parent;
    (void)ad;
    (void)index;
    (void)argl;
    (void)argp;
    OPENSSL_free(ptr);
}

static int place(void)
{
    static int index = -1;

    if (index < 0)
        index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, NULL, NULL,
                                        NULL, free_offer);
    NEED(index >= 0);
    return index;
}

static void hang(SSL_CTX *ctx, const shared_key *key, uint16_t suite)
{
    offer *o = OPENSSL_zalloc(sizeof(*o));

    NEED(o != NULL);
    OPENSSL_free(SSL_CTX_get_ex_data(ctx, place()));
    o->key = key;
    o->suite = suite;
    NEED(SSL_CTX_set_ex_data(ctx, place(), o) == 1);
}

static const offer *offer_of(SSL *ssl)
{
    return SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place());
}

/* ---- Keys as bytes ----------------------------------------------------- */

static unsigned server_key(SSL *ssl, const char *name, unsigned char *psk,
                           unsigned max)
{
    const shared_key *key = offer_of(ssl)->key;

    if (strcmp(name, key->identity) != 0 || key->n > max)
        return 0;
    memcpy(psk, key->key, key->n);
    return (unsigned)key->n;
}

static unsigned client_key(SSL *ssl, const char *hint, char *name,
                           unsigned name_max, unsigned char *psk, unsigned max)
{
    const shared_key *key = offer_of(ssl)->key;

    (void)hint;
    if (strlen(key->identity) >= name_max || key->n > max)
        return 0;
    memcpy(name, key->identity, strlen(key->identity) + 1);
    memcpy(psk, key->key, key->n);
    return (unsigned)key->n;
}

void psk_serve(SSL_CTX *server, const shared_key *key)
{
    hang(server, key, 0);
    SSL_CTX_set_psk_server_callback(server, server_key);
}

void psk_use(SSL_CTX *client, const shared_key *key)
{
    hang(client, key, 0);
    SSL_CTX_set_psk_client_callback(client, client_key);
}

/* ---- Keys as sessions -------------------------------------------------- */

static SSL_SESSION *session_of(SSL *ssl, const offer *o)
{
    const unsigned char id[2] = {(unsigned char)(o->suite >> 8),
                                 (unsigned char)o->suite};
    const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, id);
    SSL_SESSION *session = SSL_SESSION_new();

    NEED(cipher != NULL && session != NULL);
    NEED(SSL_SESSION_set1_master_key(session, o->key->key, o->key->n) == 1 &&
         SSL_SESSION_set_cipher(session, cipher) == 1 &&
         SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) == 1);
    return session;
}

static int find_session(SSL *ssl, const unsigned char *name, size_t n,
                        SSL_SESSION **session)
{
    const offer *o = offer_of(ssl);

    *session = NULL;
    if (n == strlen(o->key->identity) && memcmp(name, o->key->identity, n) == 0)
        *session = session_of(ssl, o);
    return 1;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id,
                       size_t *n, SSL_SESSION **session)
{
    const offer *o = offer_of(ssl);

    *session = session_of(ssl, o);
    if (md != NULL && SSL_CIPHER_get_handshake_digest(
                          SSL_SESSION_get0_cipher(*session)) != md) {
        SSL_SESSION_free(*session);
        *session = NULL;
        return 1;
    }
    *id = (const unsigned char *)o->key->identity;
    *n = strlen(o->key->identity);
    return 1;
}

void psk_serve_session(SSL_CTX *server, const shared_key *key, uint16_t suite)
{
    hang(server, key, suite);
    SSL_CTX_set_psk_find_session_callback(server, find_session);
}

void psk_use_session(SSL_CTX *client, const shared_key *key, uint16_t suite)
{
    hang(client, key, suite);
    SSL_CTX_set_psk_use_session_callback(client, use_session);
}
