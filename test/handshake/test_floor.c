/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor under every signature of the process: no MD5, no SHA-1, RSA from
 * 2048 bits, named groups, whichever way the digest is set. Token signatures
 * go on working.
 */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "check.h"
#include "parties.h"

static const uint8_t text[] = "header.payload";
static pki *pk;

/* The key of a stock provider, as an object of the gate's context. */
static EVP_PKEY *import(OSSL_LIB_CTX *ctx, EVP_PKEY *from)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_PrivateKey(from, &der);
    EVP_PKEY *to;

    NEED(n > 0);
    p = der;
    to = d2i_AutoPrivateKey_ex(NULL, &p, n, ctx, NULL);
    NEED(to != NULL);
    OPENSSL_free(der);
    return to;
}

/* ---- One-shot signatures, as tokens have them -------------------------- */

typedef struct use {
    const char *type;   /* of pki_key_get */
    const char *digest; /* NULL: the algorithm has its own */
    const char *padding;
    bool allowed;
} use;

static const use uses[] = {
    {"ec:P-256", "SHA256", NULL, true},     /* ES256 */
    {"ec:P-384", "SHA384", NULL, true},     /* ES384 */
    {"ec:P-521", "SHA512", NULL, true},     /* ES512 */
    {"ec:secp256k1", "SHA256", NULL, true}, /* ES256K */
    {"ed25519", NULL, NULL, true},          /* EdDSA */
    {"ed448", NULL, NULL, true},            /* EdDSA */
    {"rsa:2048", "SHA256", "pkcs1", true},  /* RS256 */
    {"rsa:3072", "SHA384", "pss", true},    /* PS384 */
    {"rsa:3072", "SHA512", "pss", true},    /* PS512 */
    {"ec:P-256", "SHA1", NULL, false},
    {"ec:P-256", "SHA-1", NULL, false},
    {"ec:P-256", "1.3.14.3.2.26", NULL, false},
    {"ec:P-256", "ssl3-sha1", NULL, false},
    {"rsa:2048", "MD5", "pkcs1", false},
    {"rsa:2048", "ssl3-md5", "pkcs1", false},
    {"rsa:2048", "SHA1", "pss", false},
    {"rsa:2048", "MD5-SHA1", "pkcs1", false},
    {"rsa:1024", "SHA256", "pkcs1", false},
    {"rsa:1024", "SHA256", "pss", false},
};

static bool sign(OSSL_LIB_CTX *ctx, EVP_PKEY *key, const use *u, uint8_t *sig,
                 size_t *n)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    bool ok;

    NEED(md != NULL);
    ok = EVP_DigestSignInit_ex(md, &pctx, u->digest, ctx, NULL, key, NULL) ==
             1 &&
         (u->padding == NULL || strcmp(u->padding, "pss") != 0 ||
          EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1) &&
         EVP_DigestSign(md, sig, n, text, sizeof(text)) == 1;
    EVP_MD_CTX_free(md);
    return ok;
}

static int verify(OSSL_LIB_CTX *ctx, EVP_PKEY *key, const use *u,
                  const uint8_t *sig, size_t n, bool streaming)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    int ret = -9;

    NEED(md != NULL);
    if (EVP_DigestVerifyInit_ex(md, &pctx, u->digest, ctx, NULL, key, NULL) ==
            1 &&
        (u->padding == NULL || strcmp(u->padding, "pss") != 0 ||
         EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1)) {
        if (!streaming)
            ret = EVP_DigestVerify(md, sig, n, text, sizeof(text));
        else if (EVP_DigestVerifyUpdate(md, text, sizeof(text)) == 1)
            ret = EVP_DigestVerifyFinal(md, sig, n);
    }
    EVP_MD_CTX_free(md);
    return ret;
}

static void try_use(const gate *g, const use *u)
{
    EVP_PKEY *stock = pki_key_get(pk, u->type, "floor")->pkey;
    EVP_PKEY *gated = import(g->ctx, stock);
    uint8_t sig[1024];
    size_t n = sizeof(sig);
    const char *digest = u->digest == NULL ? "" : u->digest;

    CHECK(sign(g->ctx, gated, u, sig, &n) == u->allowed, "sign %s %s", u->type,
          digest);
    n = sizeof(sig);
    CHECK(sign(NULL, stock, u, sig, &n), "stock signs %s %s", u->type, digest);
    CHECK((verify(g->ctx, gated, u, sig, n, false) == 1) == u->allowed,
          "verify %s %s", u->type, digest);
    if (u->digest != NULL)
        CHECK((verify(g->ctx, gated, u, sig, n, true) == 1) == u->allowed,
              "verify in pieces %s %s", u->type, digest);
    EVP_PKEY_free(gated);
    ERR_clear_error();
}

/* ---- Signatures over a digest ------------------------------------------ */

typedef enum setting { BY_CTRL, BY_PARAMS, AT_INIT, settings } setting;

/* Signs or verifies a digest of SHA-1's size with NAME set that way. */
static int over_digest(OSSL_LIB_CTX *ctx, EVP_PKEY *key, setting how,
                       const char *name, bool signing, uint8_t *sig, size_t *n)
{
    static char copy[64];
    uint8_t hash[64] = {1};
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_pkey(ctx, key, NULL);
    OSSL_PARAM params[2];
    const OSSL_PARAM *given;
    size_t size = (size_t)EVP_MD_get_size(md);
    int ret = -9;

    NEED(pctx != NULL && md != NULL);
    (void)snprintf(copy, sizeof(copy), "%s", name);
    params[0] =
        OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, copy, 0);
    params[1] = OSSL_PARAM_construct_end();
    given = how == AT_INIT ? params : NULL;
    if ((signing ? EVP_PKEY_sign_init_ex(pctx, given)
                 : EVP_PKEY_verify_init_ex(pctx, given)) == 1) {
        /* An application that looks at no result gets no further. */
        if (how == BY_CTRL)
            (void)EVP_PKEY_CTX_set_signature_md(pctx, md);
        else if (how == BY_PARAMS)
            (void)EVP_PKEY_CTX_set_params(pctx, params);
        ret = signing ? EVP_PKEY_sign(pctx, sig, n, hash, size)
                      : EVP_PKEY_verify(pctx, sig, *n, hash, size);
    }
    EVP_PKEY_CTX_free(pctx);
    EVP_MD_free(md);
    ERR_clear_error();
    return ret;
}

static void try_settings(const gate *g, const char *type, const char *digest,
                         bool allowed)
{
    EVP_PKEY *stock = pki_key_get(pk, type, "floor")->pkey;
    EVP_PKEY *gated = import(g->ctx, stock);

    for (int how = BY_CTRL; how < settings; how++) {
        uint8_t sig[1024];
        size_t n = sizeof(sig);

        CHECK((over_digest(g->ctx, gated, (setting)how, digest, true, sig,
                           &n) == 1) == allowed,
              "sign a digest: %s %s, way %d", type, digest, how);
        n = sizeof(sig);
        NEED(over_digest(NULL, stock, (setting)how, digest, true, sig, &n) ==
             1);
        CHECK((over_digest(g->ctx, gated, (setting)how, digest, false, sig,
                           &n) == 1) == allowed,
              "verify a digest: %s %s, way %d", type, digest, how);
    }
    EVP_PKEY_free(gated);
}

/* ---- What a signature that is none gives ------------------------------- */

static void malformed(const gate *g)
{
    static const use u = {"ec:P-256", "SHA256", NULL, true};
    EVP_PKEY *stock = pki_key_get(pk, u.type, "floor")->pkey;
    EVP_PKEY *gated = import(g->ctx, stock);
    uint8_t sig[256];
    size_t n = sizeof(sig);

    NEED(sign(NULL, stock, &u, sig, &n));
    for (size_t i = 0; i <= n; i++) {
        uint8_t broken[256];

        memcpy(broken, sig, n);
        broken[i == n ? 0 : i] ^= 0x41;
        CHECK(verify(g->ctx, gated, &u, broken, i == n ? 3 : n, false) ==
                  verify(NULL, stock, &u, broken, i == n ? 3 : n, false),
              "octet %zu: another result than stock's", i);
    }
    EVP_PKEY_free(gated);
    ERR_clear_error();
}

/* ---- Curves without a name --------------------------------------------- */

static void explicit_curve(const gate *g, bool allowed)
{
    const pki_key *key = pki_key_get(pk, "ec:P-256", "floor");
    pki_bytes spki = pki_key_forge_ec(pk, key)->spki;
    const unsigned char *p = spki.p;
    EVP_PKEY *gated = d2i_PUBKEY_ex(NULL, &p, (long)spki.n, g->ctx, NULL);
    static const use u = {"ec:P-256", "SHA256", NULL, true};
    uint8_t sig[256];
    size_t n = sizeof(sig);

    NEED(gated != NULL);
    NEED(sign(NULL, pki_key_forge_ec(pk, key)->pkey, &u, sig, &n));
    CHECK((verify(g->ctx, gated, &u, sig, n, false) == 1) == allowed,
          "a curve of explicit parameters");
    EVP_PKEY_free(gated);
    ERR_clear_error();
}

static void under(const char *policy, bool floor)
{
    gate *g = gate_new(policy, NULL);

    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        use u = uses[i];

        u.allowed = u.allowed || !floor;
        try_use(g, &u);
    }
    try_settings(g, "ec:P-256", "SHA256", true);
    try_settings(g, "ec:P-521", "SHA512", true);
    try_settings(g, "rsa:2048", "SHA384", true);
    try_settings(g, "ec:P-256", "SHA1", !floor);
    try_settings(g, "rsa:2048", "SHA1", !floor);
    try_settings(g, "rsa:2048", "MD5", !floor);
    try_settings(g, "rsa:1024", "SHA256", !floor);
    malformed(g);
    explicit_curve(g, !floor);
    gate_free(g);
}

int main(void)
{
    pk = pki_new(NULL);
    behaviour("mgmt, enforced");
    under("", true);
    behaviour("monitor refuses nothing");
    under("[gate]\nmode = monitor\n", false);
    behaviour("none refuses nothing");
    under("[profile]\nname = none\n", false);
    pki_free(pk);
    return check_result();
}
