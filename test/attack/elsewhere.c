/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "elsewhere.h"

#include <openssl/ec.h>

#include "check.h"

static EC_KEY_METHOD *module(void)
{
    static EC_KEY_METHOD *method;

    if (method == NULL)
        method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    NEED(method != NULL);
    return method;
}

/* Of its own bytes: libcrypto caches the legacy form of what it is taken of. */
static EC_KEY *private_key(const pki_key *key)
{
    unsigned char *der = NULL;
    int n = i2d_PrivateKey(key->pkey, &der);
    const unsigned char *p = der;
    EC_KEY *ec;

    NEED(n > 0);
    ec = d2i_ECPrivateKey(NULL, &p, n);
    NEED(ec != NULL);
    OPENSSL_free(der);
    return ec;
}

void elsewhere_use(SSL_CTX *server, const pki_key *key)
{
    EC_KEY *ec = private_key(key);
    EVP_PKEY *pkey = EVP_PKEY_new();

    NEED(EC_KEY_set_method(ec, module()) == 1);
    NEED(pkey != NULL && EVP_PKEY_assign_EC_KEY(pkey, ec) == 1);
    NEED(SSL_CTX_use_PrivateKey(server, pkey) == 1);
    EVP_PKEY_free(pkey);
}
