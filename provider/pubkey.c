/* SPDX-License-Identifier: Apache-2.0 */
#include "pubkey.h"

#include <openssl/asn1.h>
#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <string.h>
#include <strings.h>

#include "overlay.h"

#define RSA_BYTES_MAX 2048 /* 16384 bits, the largest libcrypto verifies */
#define RAW_BYTES_MAX 57   /* Ed448 */
#define GROUP_NAME_MAX 64
#define POINT_UNCOMPRESSED 4 /* SEC 1 2.3.3 */

/* What kind of key a signature algorithm takes, by the stem of its names. */
static const struct {
    const char *stem;
    const char *keymgmt;
    sg_key_kind kind;
} kinds[] = {
    {"RSA", "RSA", SG_KEY_RSA},         {"ECDSA", "EC", SG_KEY_EC},
    {"DSA", "DSA", SG_KEY_OTHER},       {"SM2", "SM2", SG_KEY_OTHER},
    {"ED25519", "ED25519", SG_KEY_RAW}, {"ED448", "ED448", SG_KEY_RAW},
};

/* The groups of the profile, by the names that libcrypto gives them. */
static const struct {
    const char *name;
    slicegate_curve curve;
} groups[] = {
    {"prime256v1", SLICEGATE_CURVE_P256},
    {"P-256", SLICEGATE_CURVE_P256},
    {"secp384r1", SLICEGATE_CURVE_P384},
    {"P-384", SLICEGATE_CURVE_P384},
};

sg_key_kind sg_pubkey_kind(const char *signature_names, const char **keymgmt)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t n = strlen(kinds[i].stem);
        char next = '\0';

        if (strncasecmp(signature_names, kinds[i].stem, n) != 0)
            continue;
        next = signature_names[n];
        /* "RSA-SHA256", "ED25519ph": the composite names of 3.4 and later */
        if (next == '\0' || next == ':' || next == '-' || next == 'p' ||
            next == 'c') {
            *keymgmt = kinds[i].keymgmt;
            return kinds[i].kind;
        }
    }
    *keymgmt = NULL;
    return SG_KEY_OTHER;
}

/* SHA-256 over a kind and two parts, each with its length before it. */
static void identify(const char *kind, slicegate_bytes a, slicegate_bytes b,
                     uint8_t id[SG_SHA256_SIZE])
{
    uint8_t length[8];
    sg_chunk chunks[4] = {{kind, strlen(kind) + 1},
                          {length, sizeof(length)},
                          {a.p, a.n},
                          {b.p, b.n}};

    for (int i = 0; i < 4; i++) {
        length[i] = (uint8_t)(a.n >> (8 * (3 - i)));
        length[4 + i] = (uint8_t)(b.n >> (8 * (3 - i)));
    }
    sg_sha256(chunks, 4, id);
}

/* A native-endian integer of OSSL_PARAM as big-endian without zeros. */
static slicegate_bytes big_endian(uint8_t *p, size_t n)
{
    const union {
        uint16_t word;
        uint8_t first;
    } probe = {1};
    slicegate_bytes out;

    if (probe.first == 1)
        for (size_t i = 0; i < n / 2; i++) {
            uint8_t swap = p[i];

            p[i] = p[n - 1 - i];
            p[n - 1 - i] = swap;
        }
    out.p = p;
    out.n = n;
    while (out.n > 0 && *out.p == 0) {
        out.p++;
        out.n--;
    }
    return out;
}

/* SP 800-57 part 1, table 2. */
static unsigned rsa_strength(unsigned bits)
{
    return bits >= 15360  ? 256
           : bits >= 7680 ? 192
           : bits >= 3072 ? 128
           : bits >= 2048 ? 112
           : bits >= 1024 ? 80
                          : 0;
}

static unsigned bit_length(slicegate_bytes n)
{
    unsigned bits = (unsigned)n.n * 8;

    if (n.n == 0)
        return 0;
    for (uint8_t top = n.p[0]; (top & 0x80) == 0; top = (uint8_t)(top << 1))
        bits--;
    return bits;
}

static void measure_rsa(OSSL_FUNC_keymgmt_get_params_fn *get_params,
                        void *provkey, sg_pubkey *out)
{
    int bits = 0;
    OSSL_PARAM params[2];

    out->type = SLICEGATE_KEY_RSA; /* of 0 bits until they are known */
    params[0] = OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_BITS, &bits);
    params[1] = OSSL_PARAM_construct_end();
    if (get_params(provkey, params) && bits > 0)
        out->bits = (unsigned)bits;
}

static void read_rsa(OSSL_FUNC_keymgmt_get_params_fn *get_params, void *provkey,
                     sg_pubkey *out)
{
    uint8_t n_bytes[RSA_BYTES_MAX], e_bytes[RSA_BYTES_MAX];
    OSSL_PARAM params[3];
    slicegate_bytes n, e;

    out->type = SLICEGATE_KEY_RSA; /* of 0 bits until they are known */
    /* The sizes are asked for first: a buffer too large would be padded. */
    params[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, NULL, 0);
    params[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0);
    params[2] = OSSL_PARAM_construct_end();
    if (!get_params(provkey, params) || !OSSL_PARAM_modified(&params[0]) ||
        !OSSL_PARAM_modified(&params[1]) ||
        params[0].return_size > sizeof(n_bytes) ||
        params[1].return_size > sizeof(e_bytes))
        return;
    params[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n_bytes,
                                        params[0].return_size);
    params[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e_bytes,
                                        params[1].return_size);
    if (!get_params(provkey, params))
        return;
    n = big_endian(n_bytes, params[0].data_size);
    e = big_endian(e_bytes, params[1].data_size);
    if (n.n == 0 || e.n == 0)
        return;
    out->bits = bit_length(n);
    out->strength = rsa_strength(out->bits);
    identify("RSA", n, e, out->id);
    out->identified = true;
    /* Odd, and from 65537 up (FIPS 186-5 A.1.1): CERT-PK-4. */
    out->cacheable = e.n >= 3 && (e.p[e.n - 1] & 1) != 0;
}

/* The identity of an EC key; NAME as libcrypto names the group. */
static void identify_ec(slicegate_curve curve, const char *name,
                        slicegate_bytes point, uint8_t id[SG_SHA256_SIZE])
{
    slicegate_bytes group;

    if (curve == SLICEGATE_CURVE_P256)
        name = "P-256";
    else if (curve == SLICEGATE_CURVE_P384)
        name = "P-384";
    group.p = (const uint8_t *)name;
    group.n = strlen(name);
    identify("EC", group, point, id);
}

/* The group alone; false where it is not a named one. */
static bool measure_ec(OSSL_FUNC_keymgmt_get_params_fn *get_params,
                       void *provkey, char group[GROUP_NAME_MAX],
                       sg_pubkey *out)
{
    int from_explicit = 0;
    OSSL_PARAM params[3];

    out->type = SLICEGATE_KEY_EC;
    group[0] = '\0';
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                 group, GROUP_NAME_MAX);
    params[1] = OSSL_PARAM_construct_int(
        OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &from_explicit);
    params[2] = OSSL_PARAM_construct_end();
    if (!get_params(provkey, params) || !OSSL_PARAM_modified(&params[0]) ||
        group[0] == '\0' || from_explicit != 0)
        return false;
    out->named_group = true;
    out->curve = SLICEGATE_CURVE_OTHER;
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        if (strcasecmp(group, groups[i].name) == 0)
            out->curve = groups[i].curve;
    return true;
}

static void read_ec(OSSL_FUNC_keymgmt_get_params_fn *get_params, void *provkey,
                    sg_pubkey *out)
{
    char group[GROUP_NAME_MAX];
    uint8_t point[256];
    int bits = 0, strength = 0;
    OSSL_PARAM params[4];
    slicegate_bytes encoded;

    if (!measure_ec(get_params, provkey, group, out))
        return;
    params[0] = OSSL_PARAM_construct_octet_string(
        OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, sizeof(point));
    params[1] = OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_BITS, &bits);
    params[2] =
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_SECURITY_BITS, &strength);
    params[3] = OSSL_PARAM_construct_end();
    if (!get_params(provkey, params))
        return;
    out->bits = bits > 0 ? (unsigned)bits : 0;
    out->strength = strength > 0 ? (unsigned)strength : 0;
    if (!OSSL_PARAM_modified(&params[0]) ||
        params[0].return_size > sizeof(point))
        return;
    encoded.p = point;
    encoded.n = params[0].return_size;
    identify_ec(out->curve, group, encoded, out->id);
    out->identified = true;
    out->cacheable = out->curve != SLICEGATE_CURVE_OTHER;
}

static void read_raw(const char *keymgmt,
                     OSSL_FUNC_keymgmt_get_params_fn *get_params, void *provkey,
                     sg_pubkey *out)
{
    uint8_t pub[RAW_BYTES_MAX];
    OSSL_PARAM params[2];
    slicegate_bytes raw, none = {NULL, 0};

    params[0] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, pub,
                                                  sizeof(pub));
    params[1] = OSSL_PARAM_construct_end();
    if (!get_params(provkey, params) || !OSSL_PARAM_modified(&params[0]) ||
        params[0].return_size > sizeof(pub))
        return;
    raw.p = pub;
    raw.n = params[0].return_size;
    out->type = strcasecmp(keymgmt, "ED25519") == 0 ? SLICEGATE_KEY_ED25519
                                                    : SLICEGATE_KEY_ED448;
    out->strength = out->type == SLICEGATE_KEY_ED25519 ? 128 : 224;
    out->bits = out->type == SLICEGATE_KEY_ED25519 ? 256 : 456;
    identify(out->type == SLICEGATE_KEY_ED25519 ? "ED25519" : "ED448", raw,
             none, out->id);
    out->identified = true;
}

void sg_pubkey_measure(sg_key_kind kind,
                       OSSL_FUNC_keymgmt_get_params_fn *get_params,
                       void *provkey, sg_pubkey *out)
{
    char group[GROUP_NAME_MAX];

    memset(out, 0, sizeof(*out));
    if (get_params == NULL || provkey == NULL)
        return;
    if (kind == SG_KEY_RSA)
        measure_rsa(get_params, provkey, out);
    else if (kind == SG_KEY_EC)
        (void)measure_ec(get_params, provkey, group, out);
}

void sg_pubkey_read(sg_key_kind kind, const char *keymgmt,
                    OSSL_FUNC_keymgmt_get_params_fn *get_params, void *provkey,
                    sg_pubkey *out)
{
    memset(out, 0, sizeof(*out));
    if (get_params == NULL || provkey == NULL)
        return;
    if (kind == SG_KEY_RSA)
        read_rsa(get_params, provkey, out);
    else if (kind == SG_KEY_EC)
        read_ec(get_params, provkey, out);
    else if (kind == SG_KEY_RAW)
        read_raw(keymgmt, get_params, provkey, out);
}

/* The name libcrypto has for a curve OID (content octets), NULL if none. */
static const char *group_of_oid(slicegate_bytes oid)
{
    uint8_t der[2 + 64];
    const unsigned char *p = der;
    ASN1_OBJECT *object;
    int nid;

    if (oid.n == 0 || oid.n > 64)
        return NULL;
    der[0] = V_ASN1_OBJECT;
    der[1] = (uint8_t)oid.n;
    memcpy(der + 2, oid.p, oid.n);
    object = d2i_ASN1_OBJECT(NULL, &p, (long)(oid.n + 2));
    if (object == NULL)
        return NULL;
    nid = OBJ_obj2nid(object);
    ASN1_OBJECT_free(object);
    return nid == NID_undef ? NULL : OBJ_nid2sn(nid);
}

bool sg_pubkey_id_of(const slicegate_key *key, uint8_t id[SG_SHA256_SIZE])
{
    slicegate_bytes none = {NULL, 0};
    const char *group;

    switch (key->type) {
    case SLICEGATE_KEY_RSA:
    case SLICEGATE_KEY_RSA_PSS:
        if (key->n.n == 0 || key->e.n == 0)
            return false;
        identify("RSA", key->n, key->e, id);
        return true;
    case SLICEGATE_KEY_EC:
        group = key->curve == SLICEGATE_CURVE_OTHER
                    ? group_of_oid(key->curve_oid)
                    : "";
        /* A compressed point is never what get_params answers. */
        if (key->curve == SLICEGATE_CURVE_NONE || group == NULL ||
            key->point.n == 0 || key->point.p[0] != POINT_UNCOMPRESSED)
            return false;
        identify_ec(key->curve, group, key->point, id);
        return true;
    case SLICEGATE_KEY_ED25519:
    case SLICEGATE_KEY_ED448:
        identify(key->type == SLICEGATE_KEY_ED25519 ? "ED25519" : "ED448",
                 key->point, none, id);
        return true;
    case SLICEGATE_KEY_OTHER:
        break;
    }
    return false;
}
