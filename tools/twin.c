/* SPDX-License-Identifier: Apache-2.0 */
#include "twin.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#define ORGANIZATION "slicegate check"
#define HOUR 3600L
#define DAY (24 * HOUR)
#define SERIAL_BYTES 16
#define NF_TYPES "1.3.6.1.5.5.7.1.34" /* RFC 9310 */

slicegate_rule twin_rule(twin_fault fault)
{
    static const slicegate_rule rule[TWIN_FAULTS] = {
        [TWIN_NO_CDP] = SLICEGATE_RULE_CERT_CDP_1,
        [TWIN_KU_PLAIN] = SLICEGATE_RULE_CERT_KU_1,
        [TWIN_EKU_CRITICAL] = SLICEGATE_RULE_CERT_EKU_4,
        [TWIN_KU_ENCIPHER] = SLICEGATE_RULE_CERT_KU_5,
        [TWIN_NAME_PLACE] = SLICEGATE_RULE_CERT_NAME_1,
        [TWIN_EXPIRED] = SLICEGATE_RULE_CERT_VAL_1,
    };

    return rule[fault];
}

/* ---- Parts ------------------------------------------------------------- */

static bool set_serial(X509 *cert, OSSL_LIB_CTX *libctx)
{
    unsigned char bytes[SERIAL_BYTES];
    BIGNUM *number;
    bool good;

    if (RAND_bytes_ex(libctx, bytes, sizeof(bytes), 0) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40); /* positive, full */
    number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    good = number != NULL &&
           BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    BN_free(number);
    return good;
}

static bool add_name(X509_NAME *name, const char *type, const char *text)
{
    return X509_NAME_add_entry_by_txt(name, type, V_ASN1_UTF8STRING,
                                      (const unsigned char *)text, -1, -1,
                                      0) == 1;
}

static bool set_subject(X509 *cert, const char *common_name)
{
    X509_NAME *name = X509_get_subject_name(cert);

    return add_name(name, "O", ORGANIZATION) &&
           add_name(name, "CN", common_name);
}

static bool add(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509_EXTENSION *extension;
    X509V3_CTX context;
    bool good;

    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    good = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

/* Any value that is the key's own will do (RFC 5280 4.2.1.2). */
static bool add_key_id(X509 *cert, OSSL_LIB_CTX *libctx)
{
    unsigned char hash[32], *der = NULL;
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
    ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
    bool good =
        n > 0 && id != NULL &&
        EVP_Q_digest(libctx, "SHA256", NULL, der, (size_t)n, hash, NULL) == 1 &&
        ASN1_OCTET_STRING_set(id, hash, 20) == 1 &&
        X509_add1_ext_i2d(cert, NID_subject_key_identifier, id, 0,
                          X509V3_ADD_DEFAULT) == 1;

    ASN1_OCTET_STRING_free(id);
    OPENSSL_free(der);
    return good;
}

static bool add_nf_types(X509 *cert)
{
    static const unsigned char value[] = {0x30, 6, 0x16, 4, 'N', 'S', 'M', 'F'};
    ASN1_OBJECT *oid = OBJ_txt2obj(NF_TYPES, 1);
    ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
    X509_EXTENSION *extension = NULL;
    bool good = oid != NULL && octets != NULL &&
                ASN1_OCTET_STRING_set(octets, value, sizeof(value)) == 1;

    if (good)
        extension = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, octets);
    good = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(octets);
    ASN1_OBJECT_free(oid);
    return good;
}

/* ---- Certificates ------------------------------------------------------ */

static X509 *begin(OSSL_LIB_CTX *libctx, const char *common_name, X509 *issuer,
                   EVP_PKEY *key, long from, long to)
{
    X509 *cert = X509_new_ex(libctx, NULL);

    if (cert != NULL && X509_set_version(cert, X509_VERSION_3) == 1 &&
        set_serial(cert, libctx) && set_subject(cert, common_name) &&
        X509_set_issuer_name(
            cert, X509_get_subject_name(issuer == NULL ? cert : issuer)) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(cert), from) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(cert), to) != NULL &&
        X509_set_pubkey(cert, key) == 1 && add_key_id(cert, libctx))
        return cert;
    X509_free(cert);
    return NULL;
}

static bool sign(OSSL_LIB_CTX *libctx, X509 *cert, EVP_PKEY *key)
{
    EVP_MD *md = EVP_MD_fetch(libctx, "SHA256", NULL);
    bool good = md != NULL && X509_sign(cert, key, md) > 0;

    EVP_MD_free(md);
    return good;
}

bool twin_ca_make(OSSL_LIB_CTX *libctx, twin_ca *ca)
{
    memset(ca, 0, sizeof(*ca));
    ca->libctx = libctx;
    ca->key = EVP_PKEY_Q_keygen(libctx, NULL, "EC", "P-256");
    if (ca->key != NULL)
        ca->cert = begin(libctx, "its own CA", NULL, ca->key, -HOUR, DAY);
    return ca->cert != NULL &&
           add(ca->cert, ca->cert, NID_basic_constraints,
               "critical,CA:TRUE,pathlen:0") &&
           add(ca->cert, ca->cert, NID_key_usage,
               "critical,keyCertSign,cRLSign") &&
           sign(libctx, ca->cert, ca->key);
}

void twin_ca_free(twin_ca *ca)
{
    EVP_PKEY_free(ca->key);
    X509_free(ca->cert);
    memset(ca, 0, sizeof(*ca));
}

static bool has(unsigned faults, twin_fault fault)
{
    return (faults & TWIN_FAULT(fault)) != 0;
}

static bool add_extensions(const twin_ca *ca, X509 *cert, bool server, bool sba,
                           unsigned faults)
{
    char eku[64], usage[64];

    (void)BIO_snprintf(eku, sizeof(eku), "%s%s",
                       has(faults, TWIN_EKU_CRITICAL) ? "critical," : "",
                       server ? "serverAuth" : "clientAuth");
    (void)BIO_snprintf(usage, sizeof(usage), "%sdigitalSignature%s",
                       has(faults, TWIN_KU_PLAIN) ? "" : "critical,",
                       has(faults, TWIN_KU_ENCIPHER) ? ",keyEncipherment" : "");
    return add(cert, ca->cert, NID_authority_key_identifier, "keyid:always") &&
           add(cert, ca->cert, NID_key_usage, usage) &&
           add(cert, ca->cert, NID_ext_key_usage, eku) &&
           add(cert, ca->cert, NID_subject_alt_name,
               sba ? "critical,DNS:localhost,URI:urn:uuid:"
                     "6d2a3bd0-7a1e-4c3b-9f43-1f0c5f0d9a10"
                   : "DNS:localhost") &&
           (has(faults, TWIN_NO_CDP) ||
            add(cert, ca->cert, NID_crl_distribution_points,
                "URI:http://localhost/check.crl")) &&
           (!sba || add_nf_types(cert));
}

bool twin_make(const twin_ca *ca, bool server, bool sba, unsigned faults,
               twin *out)
{
    bool expired = has(faults, TWIN_EXPIRED);
    const char *name = faults == TWIN_GOOD ? "compliant" : "not compliant";

    memset(out, 0, sizeof(*out));
    out->key = EVP_PKEY_Q_keygen(ca->libctx, NULL, "EC", "P-256");
    if (out->key != NULL)
        out->cert = begin(ca->libctx, name, ca->cert, out->key,
                          expired ? -2 * DAY : -HOUR, expired ? -DAY : DAY);
    return out->cert != NULL &&
           (!has(faults, TWIN_NAME_PLACE) ||
            add_name(X509_get_subject_name(out->cert), "L", "nowhere")) &&
           add_extensions(ca, out->cert, server, sba, faults) &&
           sign(ca->libctx, out->cert, ca->key);
}

void twin_free(twin *t)
{
    EVP_PKEY_free(t->key);
    X509_free(t->cert);
    memset(t, 0, sizeof(*t));
}
