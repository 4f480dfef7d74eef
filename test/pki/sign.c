/* SPDX-License-Identifier: Apache-2.0 */
/* Signature algorithms: their identifiers, and signing with them. */
#include "internal.h"

#include <string.h>

#include <openssl/rsa.h>

typedef struct digest_info {
    const char *name;
    const char *oid, *pkcs1, *ecdsa;
} digest_info;

static const digest_info digests[] = {
    {"MD5", "1.2.840.113549.2.5", "1.2.840.113549.1.1.4", NULL},
    {"SHA1", "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"},
    {"SHA224", "2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14",
     "1.2.840.10045.4.3.1"},
    {"SHA256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11",
     "1.2.840.10045.4.3.2"},
    {"SHA384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12",
     "1.2.840.10045.4.3.3"},
    {"SHA512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13",
     "1.2.840.10045.4.3.4"},
    {"SHA3-256", "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.3.14",
     "2.16.840.1.101.3.4.3.10"},
};

static const digest_info *digest_get(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
        if (strcmp(digests[i].name, name) == 0)
            return &digests[i];
    }
    pki_die("unknown digest");
}

pki_sigalg pki_sigalg_default(const pki_key *key)
{
    if (strncmp(key->type, "rsa", 3) == 0)
        return (pki_sigalg){.scheme = PKI_PKCS1, .digest = "SHA256"};
    if (strncmp(key->type, "ed", 2) == 0)
        return (pki_sigalg){.scheme = PKI_EDDSA, .digest = key->type};
    if (strcmp(key->type, "ec:P-384") == 0)
        return (pki_sigalg){.scheme = PKI_ECDSA, .digest = "SHA384"};
    return (pki_sigalg){.scheme = PKI_ECDSA, .digest = "SHA256"};
}

static pki_bytes digest_id(pki *pk, const char *name)
{
    return PKI_SEQ(pk, pki_oid(pk, digest_get(name)->oid), pki_null(pk));
}

/* RSASSA-PSS-params (RFC 4055 3.1); DER leaves defaults out. */
static pki_bytes pss_params(pki *pk, pki_sigalg alg)
{
    const char *mgf1 = alg.mgf1 != NULL ? alg.mgf1 : alg.digest;
    pki_bytes hash = PKI_OMIT, mask = PKI_OMIT, salt = PKI_OMIT;

    if (strcmp(alg.digest, "SHA1") != 0)
        hash = pki_tlv(pk, 0xa0, digest_id(pk, alg.digest));
    if (strcmp(mgf1, "SHA1") != 0)
        mask = pki_tlv(pk, 0xa1,
                       PKI_SEQ(pk, pki_oid(pk, "1.2.840.113549.1.1.8"),
                               digest_id(pk, mgf1)));
    if (alg.salt != 20)
        salt = pki_tlv(pk, 0xa2, pki_int(pk, alg.salt));
    return PKI_SEQ(pk, hash, mask, salt);
}

pki_bytes pki_algorithm(pki *pk, pki_sigalg alg)
{
    const digest_info *d;

    switch (alg.scheme) {
    case PKI_EDDSA:
        return PKI_SEQ(pk, pki_oid(pk, strcmp(alg.digest, "ed448") == 0
                                           ? "1.3.101.113"
                                           : "1.3.101.112"));
    case PKI_PSS:
        return PKI_SEQ(pk, pki_oid(pk, "1.2.840.113549.1.1.10"),
                       pss_params(pk, alg));
    case PKI_PKCS1:
        d = digest_get(alg.digest);
        return PKI_SEQ(pk, pki_oid(pk, d->pkcs1), pki_null(pk));
    case PKI_ECDSA:
    default:
        d = digest_get(alg.digest);
        if (d->ecdsa == NULL)
            pki_die("no ECDSA with this digest");
        return PKI_SEQ(pk, pki_oid(pk, d->ecdsa));
    }
}

/* With e = 1 the signature of a message is the padded message. */
static pki_bytes sign_with_exponent_one(pki *pk, const pki_key *key,
                                        pki_sigalg alg, pki_bytes data)
{
    uint8_t md[EVP_MAX_MD_SIZE], *out = pki_alloc(pk, key->modulus.n);
    size_t n = 0;
    pki_bytes info;

    if (alg.scheme != PKI_PKCS1 ||
        !EVP_Q_digest(NULL, alg.digest, NULL, data.p, data.n, md, &n))
        pki_die("a forged RSA key signs PKCS#1 only");
    info = PKI_SEQ(pk, digest_id(pk, alg.digest),
                   pki_octets(pk, (pki_bytes){md, n}));
    memset(out, 0xff, key->modulus.n);
    out[0] = 0x00;
    out[1] = 0x01;
    out[key->modulus.n - info.n - 1] = 0x00;
    memcpy(out + key->modulus.n - info.n, info.p, info.n);
    return (pki_bytes){out, key->modulus.n};
}

static bool set_pss(EVP_PKEY_CTX *ctx, pki_sigalg alg)
{
    const char *mgf1 = alg.mgf1 != NULL ? alg.mgf1 : alg.digest;

    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, mgf1, NULL) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, alg.salt) > 0;
}

pki_bytes pki_sign(pki *pk, const pki_key *key, pki_sigalg alg, pki_bytes data)
{
    const char *md = alg.scheme == PKI_EDDSA ? NULL : alg.digest;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    uint8_t *out;
    size_t n = 0;

    if (key->pkey == NULL) {
        EVP_MD_CTX_free(ctx);
        return sign_with_exponent_one(pk, key, alg, data);
    }
    if (ctx == NULL ||
        EVP_DigestSignInit_ex(ctx, &pctx, md, NULL, NULL, key->pkey, NULL) <=
            0 ||
        (alg.scheme == PKI_PSS && !set_pss(pctx, alg)) ||
        EVP_DigestSign(ctx, NULL, &n, data.p, data.n) <= 0)
        pki_die("this key does not sign with this algorithm");
    out = pki_alloc(pk, n);
    if (EVP_DigestSign(ctx, out, &n, data.p, data.n) <= 0)
        pki_die("signing failed");
    EVP_MD_CTX_free(ctx);
    return (pki_bytes){out, n};
}
