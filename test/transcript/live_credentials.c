/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "live.h"

static const unsigned char key[32] = {
    0x8a, 0x13, 0x77, 0x02, 0xe4, 0x5c, 0x90, 0xbb, 0x31, 0xf8, 0x66,
    0x0d, 0xa9, 0x47, 0xc2, 0x1e, 0x59, 0xd0, 0x3b, 0x84, 0xef, 0x72,
    0x15, 0xac, 0x68, 0x9f, 0x24, 0xd7, 0x40, 0xbe, 0x01, 0x5a};

void live_certificate(SSL_CTX *ctx)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    X509 *x = X509_new();

    LIVE_NEED(pkey != NULL && x != NULL);
    LIVE_NEED(X509_set_version(x, X509_VERSION_3) == 1);
    LIVE_NEED(ASN1_INTEGER_set(X509_get_serialNumber(x), 7) == 1);
    LIVE_NEED(X509_gmtime_adj(X509_getm_notBefore(x), -60) != NULL);
    LIVE_NEED(X509_gmtime_adj(X509_getm_notAfter(x), 3600) != NULL);
    LIVE_NEED(X509_NAME_add_entry_by_txt(
                  X509_get_subject_name(x), "CN", MBSTRING_ASC,
                  (const unsigned char *)LIVE_SNI, -1, -1, 0) == 1);
    LIVE_NEED(X509_set_issuer_name(x, X509_get_subject_name(x)) == 1);
    LIVE_NEED(X509_set_pubkey(x, pkey) == 1);
    LIVE_NEED(X509_sign(x, pkey, EVP_sha256()) > 0);
    LIVE_NEED(SSL_CTX_use_certificate(ctx, x) == 1);
    LIVE_NEED(SSL_CTX_use_PrivateKey(ctx, pkey) == 1);
    X509_free(x);
    EVP_PKEY_free(pkey);
}

/* ---- TLS 1.2 ----------------------------------------------------------- */

static unsigned client_psk(SSL *ssl, const char *hint, char *identity,
                           unsigned identity_max, unsigned char *psk,
                           unsigned psk_max)
{
    (void)ssl;
    (void)hint;
    LIVE_NEED(identity_max > sizeof LIVE_IDENTITY && psk_max >= sizeof key);
    memcpy(identity, LIVE_IDENTITY, sizeof LIVE_IDENTITY);
    memcpy(psk, key, sizeof key);
    return sizeof key;
}

static unsigned server_psk(SSL *ssl, const char *identity, unsigned char *psk,
                           unsigned psk_max)
{
    (void)ssl;
    LIVE_NEED(strcmp(identity, LIVE_IDENTITY) == 0 && psk_max >= sizeof key);
    memcpy(psk, key, sizeof key);
    return sizeof key;
}

/* ---- TLS 1.3 ----------------------------------------------------------- */

static SSL_SESSION *session_of(SSL *ssl)
{
    static const unsigned char suite[] = {0x13, 0x01};
    SSL_SESSION *session = SSL_SESSION_new();

    LIVE_NEED(session != NULL);
    LIVE_NEED(SSL_SESSION_set1_master_key(session, key, sizeof key) == 1);
    LIVE_NEED(SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, suite)) ==
              1);
    LIVE_NEED(SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) == 1);
    return session;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id,
                       size_t *n, SSL_SESSION **session)
{
    (void)md;
    *id = (const unsigned char *)LIVE_IDENTITY;
    *n = strlen(LIVE_IDENTITY);
    *session = session_of(ssl);
    return 1;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t n,
                        SSL_SESSION **session)
{
    const bool ours =
        n == strlen(LIVE_IDENTITY) && memcmp(identity, LIVE_IDENTITY, n) == 0;

    *session = ours ? session_of(ssl) : NULL;
    return 1;
}

void live_psk(SSL_CTX *server, SSL_CTX *client, bool tls13)
{
    if (tls13) {
        SSL_CTX_set_psk_use_session_callback(client, use_session);
        SSL_CTX_set_psk_find_session_callback(server, find_session);
        return;
    }
    SSL_CTX_set_psk_client_callback(client, client_psk);
    SSL_CTX_set_psk_server_callback(server, server_psk);
    LIVE_NEED(SSL_CTX_use_psk_identity_hint(server, "a hint") == 1);
}
