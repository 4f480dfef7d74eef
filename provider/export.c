/* SPDX-License-Identifier: Apache-2.0 */
#include "export.h"

#include <openssl/core_dispatch.h>
#include <string.h>

#include "overlay.h"

/* Key types that the profile, TLS key exchange and access tokens use. */
static const char *const key_types[] = {
    "RSA",
    "RSA-PSS",
    "EC",
    "ED25519",
    "ED448",
    "X25519",
    "X448",
    "ML-KEM-768",
    "X25519MLKEM768",
    "SecP256r1MLKEM768",
    "ML-KEM-1024",
    "SecP384r1MLKEM1024",
    "HKDF",
    "TLS1-PRF",
    "SCRYPT",
    "HMAC",
};

/* Decoders of anything but a SubjectPublicKeyInfo, PKCS #8 or traditional
 * form are for files nobody gives a TLS server. */
static bool decoder_kept(const OSSL_ALGORITHM *alg)
{
    const char *properties = alg->property_definition;

    return properties == NULL || (strstr(properties, "input=msblob") == NULL &&
                                  strstr(properties, "input=pvk") == NULL);
}

static bool key_type_kept(const OSSL_ALGORITHM *alg)
{
    for (size_t i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
        if (sg_names_contain(alg->algorithm_names, key_types[i]))
            return true;
    return false;
}

/* Decoders from one encoding to another, not to a key. */
static bool decodes_encoding(const OSSL_ALGORITHM *alg)
{
    return sg_names_contain(alg->algorithm_names, "DER") ||
           sg_names_contain(alg->algorithm_names, "EncryptedPrivateKeyInfo") ||
           sg_names_contain(alg->algorithm_names, "SubjectPublicKeyInfo");
}

bool sg_export_for_tls(int operation, const OSSL_ALGORITHM *alg)
{
    switch (operation) {
    case OSSL_OP_DECODER:
        return decoder_kept(alg) &&
               (key_type_kept(alg) || decodes_encoding(alg));
    case OSSL_OP_KEYMGMT:
        return key_type_kept(alg);
    default:
        return true;
    }
}
