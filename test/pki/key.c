/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, kept in files between runs: RSA generation is the one slow thing. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

typedef struct key_node {
    struct key_node *next;
    const char *id;
    pki_key key;
} key_node;

static void make_folder(const char *dir)
{
    char path[1024];
    size_t i, n = strlen(dir);

    if (n >= sizeof(path))
        pki_die("the key folder's path is too long");
    memcpy(path, dir, n + 1);
    for (i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        path[i] = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            pki_die("cannot make the key folder");
        path[i] = dir[i];
    }
}

pki *pki_new(const char *key_dir)
{
    pki *pk = calloc(1, sizeof(*pk));
    const char *dir = key_dir != NULL ? key_dir : getenv("SLICEGATE_PKI_KEYS");

    if (dir == NULL)
        dir = PKI_KEY_DIR;
    if (pk == NULL || (pk->key_dir = strdup(dir)) == NULL)
        pki_die("out of memory");
    make_folder(dir);
    return pk;
}

void pki_free(pki *pk)
{
    key_node *k;

    if (pk == NULL)
        return;
    for (k = pk->keys; k != NULL; k = k->next)
        EVP_PKEY_free(k->key.pkey);
    free(pk->key_dir);
    pki_arena_free(pk);
    free(pk);
}

static pki_key *remember(pki *pk, const char *type, const char *id,
                         EVP_PKEY *pkey)
{
    key_node *node = pki_alloc(pk, sizeof(*node));
    uint8_t *der = NULL;
    int n;

    node->id = (const char *)pki_copy(pk, id, strlen(id) + 1).p;
    node->key.type = (const char *)pki_copy(pk, type, strlen(type) + 1).p;
    node->key.pkey = pkey;
    node->next = pk->keys;
    pk->keys = node;
    if (pkey == NULL)
        return &node->key;
    n = i2d_PUBKEY(pkey, &der);
    if (n <= 0)
        pki_die("cannot encode a public key");
    node->key.spki = pki_copy(pk, der, (size_t)n);
    OPENSSL_free(der);
    return &node->key;
}

static EVP_PKEY *generate_rsa(const char *bits)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    BIGNUM *e = BN_new();
    EVP_PKEY *pkey = NULL;
    char *end;
    unsigned long n = strtoul(bits, &end, 10);

    if (ctx == NULL || e == NULL ||
        !BN_set_word(e, *end == ':' ? strtoul(end + 1, NULL, 10) : 65537) ||
        EVP_PKEY_keygen_init(ctx) <= 0 ||
        EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)n) <= 0 ||
        EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) <= 0 ||
        EVP_PKEY_generate(ctx, &pkey) <= 0)
        pki_die("cannot make an RSA key");
    BN_free(e);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

static EVP_PKEY *generate(const char *type)
{
    EVP_PKEY *pkey = NULL;

    if (strncmp(type, "rsa:", 4) == 0)
        pkey = generate_rsa(type + 4);
    else if (strncmp(type, "ec:", 3) == 0)
        pkey = EVP_EC_gen(type + 3);
    else if (strcmp(type, "ed25519") == 0)
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    else if (strcmp(type, "ed448") == 0)
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
    if (pkey == NULL)
        pki_die("cannot make a key of this type");
    return pkey;
}

/* Written beside its place and renamed: several tests share one folder. The
 * key that stands there in the end is the one everybody uses. */
static void store(const char *path, EVP_PKEY *pkey)
{
    char temp[1100];
    FILE *f;
    int fd;

    (void)snprintf(temp, sizeof(temp), "%s.XXXXXX", path);
    fd = mkstemp(temp);
    f = fd < 0 ? NULL : fdopen(fd, "w");
    if (f == NULL ||
        !PEM_write_PrivateKey(f, pkey, NULL, NULL, 0, NULL, NULL) ||
        fclose(f) != 0)
        pki_die("cannot write a key file");
    if (link(temp, path) != 0 && errno != EEXIST)
        pki_die("cannot place a key file");
    (void)unlink(temp);
}

static EVP_PKEY *load(const char *path)
{
    FILE *f = fopen(path, "r");
    EVP_PKEY *pkey;

    if (f == NULL)
        return NULL;
    pkey = PEM_read_PrivateKey(f, NULL, NULL, NULL);
    (void)fclose(f);
    if (pkey == NULL)
        pki_die("a key file cannot be read; remove the key folder");
    return pkey;
}

const pki_key *pki_key_get(pki *pk, const char *type, const char *name)
{
    char id[128], path[1024];
    EVP_PKEY *pkey;
    key_node *k;
    char *c;

    (void)snprintf(id, sizeof(id), "%s_%s", type, name);
    for (k = pk->keys; k != NULL; k = k->next) {
        if (strcmp(k->id, id) == 0)
            return &k->key;
    }
    for (c = strchr(id, ':'); c != NULL; c = strchr(c, ':'))
        *c = '-';
    (void)snprintf(path, sizeof(path), "%s/%s.pem", pk->key_dir, id);
    pkey = load(path);
    if (pkey == NULL) {
        pkey = generate(type);
        store(path, pkey);
        EVP_PKEY_free(pkey);
        pkey = load(path);
    }
    (void)snprintf(id, sizeof(id), "%s_%s", type, name);
    return remember(pk, type, id, pkey);
}

/* ---- Odd encodings of EC keys ------------------------------------------ */

static pki_bytes number(pki *pk, const pki_key *key, const char *param,
                        size_t width)
{
    BIGNUM *bn = NULL;
    uint8_t out[72] = {0};

    if (!EVP_PKEY_get_bn_param(key->pkey, param, &bn))
        pki_die("not an EC key");
    if (width == 0)
        width = (size_t)BN_num_bytes(bn);
    if (width > sizeof(out) || BN_bn2binpad(bn, out, (int)width) < 0)
        pki_die("odd EC number");
    BN_free(bn);
    return pki_copy(pk, out, width);
}

pki_bytes pki_ec_point(pki *pk, const pki_key *key, bool compressed)
{
    size_t width = number(pk, key, OSSL_PKEY_PARAM_EC_P, 0).n;
    pki_bytes x = number(pk, key, OSSL_PKEY_PARAM_EC_PUB_X, width);
    pki_bytes y = number(pk, key, OSSL_PKEY_PARAM_EC_PUB_Y, width);
    uint8_t form = 0x04;

    if (!compressed)
        return PKI_CAT(pk, {&form, 1}, x, y);
    form = (uint8_t)(0x02 | (y.p[width - 1] & 1));
    return PKI_CAT(pk, {&form, 1}, x);
}

static pki_bytes generator(pki *pk, const pki_key *key)
{
    uint8_t out[160];
    size_t n = 0;

    if (!EVP_PKEY_get_octet_string_param(
            key->pkey, OSSL_PKEY_PARAM_EC_GENERATOR, out, sizeof(out), &n))
        pki_die("no generator");
    return pki_copy(pk, out, n);
}

/* ECParameters of a prime curve (RFC 3279 2.3.5), with the generator given. */
static pki_bytes ec_parameters(pki *pk, const pki_key *key, pki_bytes base)
{
    pki_bytes p = number(pk, key, OSSL_PKEY_PARAM_EC_P, 0);
    pki_bytes field =
        PKI_SEQ(pk, pki_oid(pk, "1.2.840.10045.1.1"), pki_uint(pk, p));
    pki_bytes curve =
        PKI_SEQ(pk, pki_octets(pk, number(pk, key, OSSL_PKEY_PARAM_EC_A, p.n)),
                pki_octets(pk, number(pk, key, OSSL_PKEY_PARAM_EC_B, p.n)));

    return PKI_SEQ(pk, pki_int(pk, 1), field, curve, pki_octets(pk, base),
                   pki_uint(pk, number(pk, key, OSSL_PKEY_PARAM_EC_ORDER, 0)),
                   pki_int(pk, 1));
}

static pki_bytes ec_spki(pki *pk, pki_bytes parameters, pki_bytes point)
{
    return PKI_SEQ(pk,
                   PKI_SEQ(pk, pki_oid(pk, "1.2.840.10045.2.1"), parameters),
                   pki_bits(pk, point, 0));
}

pki_bytes pki_spki_explicit(pki *pk, const pki_key *key, pki_bytes point)
{
    if (point.p == NULL)
        point = pki_ec_point(pk, key, false);
    return ec_spki(pk, ec_parameters(pk, key, generator(pk, key)), point);
}

pki_bytes pki_spki_named(pki *pk, const pki_key *key, pki_bytes point)
{
    char group[64];
    const char *oid = NULL;
    size_t i;
    static const char *const known[][2] = {
        {"prime256v1", "1.2.840.10045.3.1.7"},
        {"secp384r1", "1.3.132.0.34"},
        {"secp521r1", "1.3.132.0.35"},
        {"secp256k1", "1.3.132.0.10"},
    };

    if (!EVP_PKEY_get_group_name(key->pkey, group, sizeof(group), NULL))
        pki_die("no group name");
    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i][0], group) == 0)
            oid = known[i][1];
    }
    if (oid == NULL)
        pki_die("the identifier of this group is not known here");
    if (point.p == NULL)
        point = pki_ec_point(pk, key, false);
    return ec_spki(pk, pki_oid(pk, oid), point);
}

/* ---- Forgeries --------------------------------------------------------- */

const pki_key *pki_key_forge_rsa(pki *pk, const pki_key *victim)
{
    pki_key *key = remember(pk, "rsa:forged", "forged", NULL);
    BIGNUM *n = NULL;
    uint8_t out[2048];

    if (!EVP_PKEY_get_bn_param(victim->pkey, OSSL_PKEY_PARAM_RSA_N, &n) ||
        BN_num_bytes(n) > (int)sizeof(out))
        pki_die("not an RSA key");
    key->modulus = pki_copy(pk, out, (size_t)BN_bn2bin(n, out));
    key->modulus = pki_copy(pk, out, key->modulus.n);
    BN_free(n);
    key->spki = PKI_SEQ(
        pk, PKI_SEQ(pk, pki_oid(pk, "1.2.840.113549.1.1.1"), pki_null(pk)),
        pki_bits(pk, PKI_SEQ(pk, pki_uint(pk, key->modulus), pki_int(pk, 1)),
                 0));
    return key;
}

static void push_number(OSSL_PARAM_BLD *bld, const char *param, pki_bytes v,
                        BIGNUM **keep)
{
    *keep = BN_bin2bn(v.p, (int)v.n, NULL);
    if (*keep == NULL || !OSSL_PARAM_BLD_push_BN(bld, param, *keep))
        pki_die("cannot build EC parameters");
}

static EVP_PKEY *key_of(OSSL_PARAM_BLD *bld)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY *pkey = NULL;

    if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) <= 0 ||
        EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
        pki_die("libcrypto does not take the forged curve");
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return pkey;
}

/* With the victim's point as generator the private key is 1. */
const pki_key *pki_key_forge_ec(pki *pk, const pki_key *victim)
{
    static const char *const numbers[] = {
        OSSL_PKEY_PARAM_EC_P, OSSL_PKEY_PARAM_EC_A, OSSL_PKEY_PARAM_EC_B,
        OSSL_PKEY_PARAM_EC_ORDER};
    pki_bytes point = pki_ec_point(pk, victim, false);
    pki_bytes one = pki_hex(pk, "01");
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    BIGNUM *keep[6] = {NULL};
    pki_key *key;
    size_t i;

    if (bld == NULL ||
        !OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_EC_FIELD_TYPE,
                                         "prime-field", 0) ||
        !OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_EC_GENERATOR,
                                          point.p, point.n) ||
        !OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point.p,
                                          point.n))
        pki_die("cannot build EC parameters");
    for (i = 0; i < 4; i++)
        push_number(bld, numbers[i], number(pk, victim, numbers[i], 0),
                    &keep[i]);
    push_number(bld, OSSL_PKEY_PARAM_EC_COFACTOR, one, &keep[4]);
    push_number(bld, OSSL_PKEY_PARAM_PRIV_KEY, one, &keep[5]);
    key = remember(pk, "ec:forged", "forged", key_of(bld));
    key->spki = ec_spki(pk, ec_parameters(pk, victim, point), point);
    for (i = 0; i < 6; i++)
        BN_free(keep[i]);
    OSSL_PARAM_BLD_free(bld);
    return key;
}
