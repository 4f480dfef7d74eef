/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pki.h - certificates for tests, with every byte under control.
 *
 * A certificate is described by a pki_spec, which starts out compliant with
 * the profile mgmt; a test then replaces the part it wants to break. Every
 * part is a finished DER element, so anything can stand there. libcrypto
 * makes keys and signatures and nothing else.
 *
 *     pki *pk = pki_new(NULL);
 *     const pki_cert *root = pki_issue(pk, pki_spec_ca(pk, NULL, key, "R",
 * -1)); const pki_cert *ca = pki_issue(pk, pki_spec_ca(pk, root, key2, "T",
 * 0)); pki_spec *leaf = pki_spec_client(pk, ca, key3); pki_ext_find(leaf,
 * PKI_OID_KEY_USAGE)->critical = false; const pki_cert *bad = pki_issue(pk,
 * leaf);
 *
 * Ownership: everything returned lives in the pki and goes with pki_free.
 * Errors: there are none to handle. This is test code: what cannot be done
 * prints one line and aborts. A pki is not for several threads at once.
 */
#ifndef SLICEGATE_TEST_PKI_H
#define SLICEGATE_TEST_PKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <openssl/evp.h>

typedef struct pki pki;

typedef struct pki_bytes {
    const uint8_t *p;
    size_t n;
} pki_bytes;

/*
 * KEY_DIR keeps generated keys between runs (made when missing). NULL: the
 * environment's SLICEGATE_PKI_KEYS, or a folder of the build.
 */
pki *pki_new(const char *key_dir);
void pki_free(pki *pk);

void *pki_alloc(pki *pk, size_t n); /* zeroed */
_Noreturn void pki_die(const char *what);

/* ---- DER --------------------------------------------------------------- */

#define PKI_UTF8 0x0c
#define PKI_PRINTABLE 0x13
#define PKI_T61 0x14
#define PKI_IA5 0x16
#define PKI_BMP 0x1e

/* The one convention of a pki_spec: a NULL part is made by default, an
 * omitted part is left out. */
#define PKI_DEFAULT ((pki_bytes){NULL, 0})
#define PKI_OMIT ((pki_bytes){(const uint8_t *)"", 0})

#define PKI_LIST(...)                                                          \
    (const pki_bytes[]){__VA_ARGS__},                                          \
        sizeof((const pki_bytes[]){__VA_ARGS__}) / sizeof(pki_bytes)
#define PKI_CAT(pk, ...) pki_cat(pk, PKI_LIST(__VA_ARGS__))
#define PKI_SEQ(pk, ...) pki_tlv(pk, 0x30, PKI_CAT(pk, __VA_ARGS__))
#define PKI_SET(pk, ...) pki_tlv(pk, 0x31, PKI_CAT(pk, __VA_ARGS__))

typedef enum pki_length {
    PKI_LENGTH_DER,
    PKI_LENGTH_PADDED,    /* one leading zero octet too many */
    PKI_LENGTH_INDEFINITE /* 80 ... 00 00 */
} pki_length;

pki_bytes pki_copy(pki *pk, const void *p, size_t n);
pki_bytes pki_cat(pki *pk, const pki_bytes *part, size_t count);
pki_bytes pki_tlv(pki *pk, uint8_t tag, pki_bytes content);
pki_bytes pki_tlv_form(pki *pk, uint8_t tag, pki_bytes content,
                       pki_length form);
pki_bytes pki_hex(pki *pk, const char *hex); /* spaces allowed */
pki_bytes pki_int(pki *pk, long value);
pki_bytes pki_uint(pki *pk, pki_bytes big_endian); /* INTEGER >= 0 */
pki_bytes pki_bool(pki *pk, bool value);
pki_bytes pki_null(pki *pk);
pki_bytes pki_oid(pki *pk, const char *dotted);
pki_bytes pki_octets(pki *pk, pki_bytes content);
pki_bytes pki_bits(pki *pk, pki_bytes content, unsigned unused);
pki_bytes pki_string(pki *pk, uint8_t tag, const char *text);

/* ---- Keys -------------------------------------------------------------- */

typedef struct pki_key {
    const char *type;  /* as below */
    EVP_PKEY *pkey;    /* NULL: a forged RSA key with e = 1 */
    pki_bytes spki;    /* SubjectPublicKeyInfo, named curve, uncompressed */
    pki_bytes modulus; /* of a forged RSA key */
} pki_key;

/*
 * The key of that TYPE and NAME, from the cache or made now: "ec:P-256",
 * "ec:secp256k1" (any libcrypto group), "rsa:2048", "rsa:2048:3" (exponent),
 * "ed25519", "ed448".
 */
const pki_key *pki_key_get(pki *pk, const char *type, const char *name);

/* The point of an EC key: uncompressed or compressed form. */
pki_bytes pki_ec_point(pki *pk, const pki_key *key, bool compressed);

/* SubjectPublicKeyInfo of an EC key from explicit parameters or a named
 * curve, with the point given (PKI_DEFAULT: uncompressed). */
pki_bytes pki_spki_explicit(pki *pk, const pki_key *key, pki_bytes point);
pki_bytes pki_spki_named(pki *pk, const pki_key *key, pki_bytes point);

/* Keys that anybody can make from VICTIM's public key: the same modulus with
 * e = 1, and the same point on a curve whose generator is that point. */
const pki_key *pki_key_forge_rsa(pki *pk, const pki_key *victim);
const pki_key *pki_key_forge_ec(pki *pk, const pki_key *victim);

/* ---- Signatures -------------------------------------------------------- */

typedef enum pki_scheme { PKI_ECDSA, PKI_PKCS1, PKI_PSS, PKI_EDDSA } pki_scheme;

typedef struct pki_sigalg {
    pki_scheme scheme;
    const char *digest; /* "MD5", "SHA1", "SHA224", "SHA256", ... */
    const char *mgf1;   /* PSS; NULL: as digest */
    int salt;           /* PSS */
} pki_sigalg;

/* What the profile asks for with that key: SHA-384 for P-384, else SHA-256. */
pki_sigalg pki_sigalg_default(const pki_key *key);
pki_bytes pki_algorithm(pki *pk, pki_sigalg alg); /* AlgorithmIdentifier */
pki_bytes pki_sign(pki *pk, const pki_key *key, pki_sigalg alg, pki_bytes data);

/* ---- Names and times --------------------------------------------------- */

#define PKI_OID_CN "2.5.4.3"
#define PKI_OID_C "2.5.4.6"
#define PKI_OID_L "2.5.4.7"
#define PKI_OID_O "2.5.4.10"
#define PKI_OID_OU "2.5.4.11"
#define PKI_OID_DC "0.9.2342.19200300.100.1.25"

typedef struct pki_rdn {
    const char *oid;
    uint8_t tag;
    const char *text;
} pki_rdn;

#define PKI_NAME(pk, ...)                                                      \
    pki_name(pk, (const pki_rdn[]){__VA_ARGS__},                               \
             sizeof((const pki_rdn[]){__VA_ARGS__}) / sizeof(pki_rdn))

/* A Name of one attribute for each RDN, in the order given. */
pki_bytes pki_name(pki *pk, const pki_rdn *rdn, size_t count);
pki_bytes pki_attribute(pki *pk, pki_rdn rdn); /* AttributeTypeAndValue */
pki_bytes pki_name_a(pki *pk, const char *o, const char *cn); /* C=DE, O, CN */

pki_bytes pki_utc_time(pki *pk, time_t t);
pki_bytes pki_generalized_time(pki *pk, time_t t);
pki_bytes pki_validity(pki *pk, long from_days, long to_days); /* from now */

/* ---- Extensions -------------------------------------------------------- */

#define PKI_OID_SKI "2.5.29.14"
#define PKI_OID_KEY_USAGE "2.5.29.15"
#define PKI_OID_SAN "2.5.29.17"
#define PKI_OID_BASIC_CONSTRAINTS "2.5.29.19"
#define PKI_OID_NAME_CONSTRAINTS "2.5.29.30"
#define PKI_OID_CDP "2.5.29.31"
#define PKI_OID_POLICIES "2.5.29.32"
#define PKI_OID_AKI "2.5.29.35"
#define PKI_OID_EKU "2.5.29.37"
#define PKI_OID_AIA "1.3.6.1.5.5.7.1.1"
#define PKI_OID_NF_TYPES "1.3.6.1.5.5.7.1.34"

#define PKI_EKU_ANY "2.5.29.37.0"
#define PKI_EKU_SERVER "1.3.6.1.5.5.7.3.1"
#define PKI_EKU_CLIENT "1.3.6.1.5.5.7.3.2"
#define PKI_EKU_CODE "1.3.6.1.5.5.7.3.3"

enum { /* bits of keyUsage */
       PKI_KU_DIGITAL_SIGNATURE = 1 << 0,
       PKI_KU_NON_REPUDIATION = 1 << 1,
       PKI_KU_KEY_ENCIPHERMENT = 1 << 2,
       PKI_KU_DATA_ENCIPHERMENT = 1 << 3,
       PKI_KU_KEY_AGREEMENT = 1 << 4,
       PKI_KU_KEY_CERT_SIGN = 1 << 5,
       PKI_KU_CRL_SIGN = 1 << 6
};

typedef enum pki_general_name { /* their context tags */
                                PKI_GN_EMAIL = 1,
                                PKI_GN_DNS = 2,
                                PKI_GN_URI = 6,
                                PKI_GN_IP = 7
} pki_general_name;

pki_bytes pki_key_usage(pki *pk, unsigned bits);
pki_bytes pki_basic_constraints(pki *pk, bool ca, int path_len); /* -1 none */
pki_bytes pki_eku(pki *pk, const char *a, const char *b);        /* b or NULL */
pki_bytes pki_gn(pki *pk, pki_general_name type, const char *text);
pki_bytes pki_gn_ip4(pki *pk, const uint8_t address[4]);
pki_bytes pki_cdp_uri(pki *pk, const char *uri);
pki_bytes pki_aia_uri(pki *pk, const char *ocsp_uri);
pki_bytes pki_policies(pki *pk, const char *oid);
pki_bytes pki_key_id(pki *pk, pki_bytes spki); /* method 1, 20 octets */

/* ---- Certificates ------------------------------------------------------ */

#define PKI_EXTENSIONS_MAX 48

typedef struct pki_extension {
    const char *oid;
    bool critical;
    pki_bytes value; /* content of the OCTET STRING */
    pki_bytes raw;   /* or the whole Extension, taken as it is */
} pki_extension;

typedef struct pki_cert {
    pki_bytes der, tbs;
    pki_bytes subject, ski;
    const pki_key *key;
    const struct pki_cert *issuer; /* NULL: self-signed */
} pki_cert;

typedef struct pki_spec {
    pki_bytes version; /* [0] and what is in it; default v3 */
    pki_bytes serial;  /* INTEGER */
    pki_bytes inner;   /* signature; default: of sigalg */
    pki_bytes issuer_name, validity, subject;
    pki_bytes spki;       /* default: key's */
    pki_bytes unique_ids; /* default: none */
    pki_bytes extensions; /* [3] and what is in it; default: of ext[] */
    pki_bytes tail;       /* after the extensions; default: none */
    pki_bytes outer;      /* signatureAlgorithm; default: as inner */
    pki_bytes signature;  /* BIT STRING; default: made with signer's key */
    unsigned ext_count;
    pki_extension ext[PKI_EXTENSIONS_MAX];
    const pki_key *key;     /* the subject's */
    const pki_cert *issuer; /* NULL: self-signed */
    const pki_key *signer;  /* default: the issuer's */
    pki_sigalg sigalg;
} pki_spec;

/* Compliant specs. ISSUER NULL makes a self-signed anchor; PATH_LEN -1 none.
 * A server is named localhost and 127.0.0.1 as well. */
pki_spec *pki_spec_ca(pki *pk, const pki_cert *issuer, const pki_key *key,
                      const char *cn, int path_len);
pki_spec *pki_spec_client(pki *pk, const pki_cert *issuer, const pki_key *key);
pki_spec *pki_spec_server(pki *pk, const pki_cert *issuer, const pki_key *key);

/* Another key, encoding of the key or issuer, with what hangs on it. */
void pki_spec_key(pki *pk, pki_spec *spec, const pki_key *key);
void pki_spec_spki(pki *pk, pki_spec *spec, pki_bytes spki);
void pki_spec_issuer(pki *pk, pki_spec *spec, const pki_cert *issuer);

pki_extension *pki_ext_find(pki_spec *spec, const char *oid); /* or aborts */
void pki_ext_set(pki_spec *spec, const char *oid, bool critical,
                 pki_bytes value); /* replaces or adds */
void pki_ext_add(pki_spec *spec, const char *oid, bool critical,
                 pki_bytes value); /* adds, even twice */
void pki_ext_drop(pki_spec *spec, const char *oid);

pki_bytes pki_tbs(pki *pk, const pki_spec *spec);
pki_bytes pki_certificate(pki *pk, pki_bytes tbs, pki_bytes algorithm,
                          pki_bytes signature_bits);
const pki_cert *pki_issue(pki *pk, const pki_spec *spec);

/* A certificate over TBS bytes given as they are (broken DER and the like),
 * signed and placed as SPEC says. */
const pki_cert *pki_issue_tbs(pki *pk, const pki_spec *spec, pki_bytes tbs);

/* ---- Files ------------------------------------------------------------- */

void pki_pem_cert(FILE *out, const pki_cert *cert);
void pki_pem_chain(FILE *out, const pki_cert *leaf, bool with_anchor);
void pki_pem_key(FILE *out, const pki_key *key);

#endif
