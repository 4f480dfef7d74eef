/* SPDX-License-Identifier: Apache-2.0 */
#include "export.h"

#include <openssl/core_dispatch.h>
#include <string.h>

#include "overlay.h"

/*
 * To decode a public key libcrypto 3.0 goes through every method it holds, of
 * whatever operation. So each operation that has many is cut down to what TLS,
 * its key files and access tokens use.
 */
static const char *const key_types[] = {
    "RSA",
    "RSA-PSS",
    "EC",
    "ED25519",
    "ED448",
    "X25519",
    "X448",
    "DH",
    "DHX",
    "ML-KEM-768",
    "X25519MLKEM768",
    "SecP256r1MLKEM768",
    "ML-KEM-1024",
    "SecP384r1MLKEM1024",
    "HKDF",
    "TLS1-PRF",
    "HMAC",
    NULL,
};

/* Keys that come in files and certificates, and the steps towards them. */
static const char *const decoded[] = {
    "RSA",
    "RSA-PSS",
    "EC",
    "ED25519",
    "ED448",
    "DER",
    "EncryptedPrivateKeyInfo",
    "SubjectPublicKeyInfo",
    NULL,
};

/* Forms of a key that no PEM or DER file of a TLS server has, and second
 * names for "type-specific". */
static const char *const undecoded_forms[] = {
    "input=msblob", "input=pvk",    "structure=rsa",
    "structure=ec", "structure=dh", NULL,
};

/* Of these only the parameters come in files, for DHE. */
static const char *const decoded_parameters[] = {"DH", "DHX", NULL};

static const char *const key_exchanges[] = {
    "ECDH", "X25519", "X448", "DH", "HKDF", "TLS1-PRF", NULL,
};

/* Of the TLS suites of the profile and their neighbours, of session tickets,
 * QUIC header protection and encrypted key files. */
static const char *const ciphers[] = {
    "AES-128-GCM",
    "AES-256-GCM",
    "AES-128-CCM",
    "AES-256-CCM",
    "ChaCha20-Poly1305",
    "ChaCha20",
    "AES-128-CBC",
    "AES-192-CBC",
    "AES-256-CBC",
    "AES-128-CBC-HMAC-SHA1",
    "AES-256-CBC-HMAC-SHA1",
    "AES-128-CBC-HMAC-SHA256",
    "AES-256-CBC-HMAC-SHA256",
    "AES-128-CTR",
    "AES-256-CTR",
    "AES-128-ECB",
    "AES-256-ECB",
    "DES-EDE3-CBC",
    "NULL",
    NULL,
};

static const char *const digests[] = {
    "SHA1",     "SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA3-256",
    "SHA3-384", "SHA3-512", "MD5",      "MD5-SHA1", "NULL",     NULL,
};

static const char *const kdfs[] = {
    "HKDF", "TLS13-KDF", "TLS1-PRF", "PBKDF2", "PKCS12KDF", "SCRYPT", NULL,
};

static const char *const macs[] = {"HMAC", NULL};

static const struct {
    int operation;
    const char *const *names;
} kept[] = {
    {OSSL_OP_KEYMGMT, key_types}, {OSSL_OP_KEYEXCH, key_exchanges},
    {OSSL_OP_CIPHER, ciphers},    {OSSL_OP_DIGEST, digests},
    {OSSL_OP_KDF, kdfs},          {OSSL_OP_MAC, macs},
};

static bool listed(const char *const *names, const OSSL_ALGORITHM *alg)
{
    for (; *names != NULL; names++)
        if (sg_names_contain(alg->algorithm_names, *names))
            return true;
    return false;
}

static bool form_kept(const OSSL_ALGORITHM *alg)
{
    const char *const *form = undecoded_forms;

    for (; alg->property_definition != NULL && *form != NULL; form++)
        if (strstr(alg->property_definition, *form) != NULL)
            return false;
    return true;
}

static bool decodes_parameters(const OSSL_ALGORITHM *alg)
{
    return listed(decoded_parameters, alg) &&
           alg->property_definition != NULL &&
           strstr(alg->property_definition, "structure=type-specific") != NULL;
}

bool sg_export_for_tls(int operation, const OSSL_ALGORITHM *alg)
{
    if (operation == OSSL_OP_DECODER)
        return form_kept(alg) &&
               (listed(decoded, alg) || decodes_parameters(alg));
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (kept[i].operation == operation)
            return listed(kept[i].names, alg);
    return true;
}
