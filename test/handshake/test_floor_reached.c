/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digest that counts is the one that is signed with, whatever ways it was
 * given in: a name beside a parameter, a set that failed half-way, a key's own
 * restriction, a mask generation that is no longer used.
 */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "check.h"
#include "gate.h"

#define SHA1_SIZE 20

static const uint8_t text[SHA1_SIZE] = "header.payload";
static char sha1[] = "SHA1", sha256[] = "SHA256";

/* A library context's keys; made once, since RSA takes its time. */
typedef struct keys {
    OSSL_LIB_CTX *ctx;
    EVP_PKEY *ec, *rsa, *for_sha1_only;
} keys;

static EVP_PKEY *key_for_sha1_only(OSSL_LIB_CTX *ctx)
{
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(ctx, "RSA-PSS", NULL);
    EVP_PKEY *key = NULL;

    NEED(EVP_PKEY_keygen_init(pctx) == 1);
    NEED(EVP_PKEY_CTX_set_rsa_keygen_bits(pctx, 2048) == 1);
    NEED(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(pctx, sha1, NULL) == 1);
    NEED(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(pctx, sha1) == 1);
    NEED(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(pctx, SHA1_SIZE) == 1);
    NEED(EVP_PKEY_keygen(pctx, &key) == 1);
    EVP_PKEY_CTX_free(pctx);
    return key;
}

static keys keys_new(OSSL_LIB_CTX *ctx)
{
    keys k = {.ctx = ctx, .for_sha1_only = key_for_sha1_only(ctx)};

    k.ec = EVP_PKEY_Q_keygen(ctx, NULL, "EC", "P-256");
    k.rsa = EVP_PKEY_Q_keygen(ctx, NULL, "RSA", (size_t)2048);
    NEED(k.ec != NULL && k.rsa != NULL);
    return k;
}

static void keys_free(keys *k)
{
    EVP_PKEY_free(k->ec);
    EVP_PKEY_free(k->rsa);
    EVP_PKEY_free(k->for_sha1_only);
}

static OSSL_PARAM digest_param(char *name)
{
    return OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, name,
                                            0);
}

static bool signs(EVP_MD_CTX *md)
{
    uint8_t sig[512];
    size_t n = sizeof(sig);

    return EVP_DigestSign(md, sig, &n, text, sizeof(text)) == 1;
}

static bool signs_digest(EVP_PKEY_CTX *ctx)
{
    uint8_t sig[512];
    size_t n = sizeof(sig);

    return EVP_PKEY_sign(ctx, sig, &n, text, sizeof(text)) == 1;
}

static bool uses_sha1(EVP_PKEY_CTX *ctx)
{
    char name[64] = "";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(
                               OSSL_SIGNATURE_PARAM_DIGEST, name, sizeof(name)),
                           OSSL_PARAM_construct_end()};

    return EVP_PKEY_CTX_get_params(ctx, params) == 1 && strcmp(name, sha1) == 0;
}

/* What came of it; OVER_SHA1 tells of a context that got that far. */
typedef struct result {
    bool signs, over_sha1;
} result;

static result name_and_parameter(OSSL_LIB_CTX *ctx, EVP_PKEY *key,
                                 const char *name, char *parameter)
{
    OSSL_PARAM params[] = {digest_param(parameter), OSSL_PARAM_construct_end()};
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    result r = {false, false};

    if (EVP_DigestSignInit_ex(md, &pctx, name, ctx, NULL, key, params) == 1) {
        r.over_sha1 = uses_sha1(pctx);
        r.signs = signs(md);
    }
    EVP_MD_CTX_free(md);
    return r;
}

/* The size has the wrong type: after the digest was set, the call fails. */
static result set_half_way(OSSL_LIB_CTX *ctx, EVP_PKEY *key)
{
    OSSL_PARAM params[] = {digest_param(sha1),
                           OSSL_PARAM_construct_utf8_string(
                               OSSL_SIGNATURE_PARAM_DIGEST_SIZE, sha1, 0),
                           OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_pkey(ctx, key, NULL);
    result r;

    NEED(EVP_PKEY_sign_init(pctx) == 1);
    (void)EVP_PKEY_CTX_set_params(pctx, params);
    r.over_sha1 = uses_sha1(pctx);
    r.signs = signs_digest(pctx);
    EVP_PKEY_CTX_free(pctx);
    return r;
}

static result restricted_key(const keys *k)
{
    EVP_PKEY_CTX *pctx =
        EVP_PKEY_CTX_new_from_pkey(k->ctx, k->for_sha1_only, NULL);
    result r = {false, false};

    if (EVP_PKEY_sign_init(pctx) == 1) {
        r.over_sha1 = uses_sha1(pctx);
        r.signs = signs_digest(pctx);
    }
    EVP_PKEY_CTX_free(pctx);
    return r;
}

/* Stock signs; the gate does so where that was not over SHA-1. */
static void expect(result gated, result stock, bool floor, const char *what)
{
    CHECK(stock.signs, "%s: stock does not sign", what);
    CHECK(gated.signs == (!floor || !stock.over_sha1), "%s: %s", what,
          gated.signs ? "signed" : "not signed");
    ERR_clear_error();
}

static void digests_of(OSSL_LIB_CTX *ctx, EVP_PKEY *gated, EVP_PKEY *stock,
                       bool floor)
{
    expect(name_and_parameter(ctx, gated, sha1, sha256),
           name_and_parameter(NULL, stock, sha1, sha256), floor,
           "SHA-1 by name, SHA-256 by parameter");
    expect(name_and_parameter(ctx, gated, sha256, sha1),
           name_and_parameter(NULL, stock, sha256, sha1), floor,
           "SHA-256 by name, SHA-1 by parameter");
    expect(set_half_way(ctx, gated), set_half_way(NULL, stock), floor,
           "parameters set half-way");
}

static void mgf1_left_behind(const keys *k, bool floor)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx;

    NEED(EVP_DigestSignInit_ex(md, &pctx, sha256, k->ctx, NULL, k->rsa, NULL) ==
         1);
    NEED(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1);
    CHECK((EVP_PKEY_CTX_set_rsa_mgf1_md_name(pctx, sha1, NULL) == 1) == !floor,
          "mask generation by SHA-1");
    CHECK(signs(md) == !floor, "and a signature with it");
    CHECK(EVP_DigestSignInit_ex(md, NULL, NULL, k->ctx, NULL, NULL, NULL) ==
                  1 &&
              signs(md),
          "used again, as PKCS #1 with SHA-256");
    EVP_MD_CTX_free(md);
    ERR_clear_error();
}

static void under(const char *policy, const keys *stock, bool floor)
{
    gate *g = gate_new(policy, NULL);
    keys gated = keys_new(g->ctx);

    digests_of(g->ctx, gated.ec, stock->ec, floor);
    digests_of(g->ctx, gated.rsa, stock->rsa, floor);
    expect(restricted_key(&gated), restricted_key(stock), floor,
           "a key restricted to SHA-1");
    mgf1_left_behind(&gated, floor);
    keys_free(&gated);
    gate_free(g);
}

int main(void)
{
    keys stock = keys_new(NULL);

    CHECK(restricted_key(&stock).over_sha1, "stock tells of SHA-1");
    behaviour("mgmt, enforced");
    under("", &stock, true);
    behaviour("monitor refuses nothing");
    under("[gate]\nmode = monitor\n", &stock, false);
    behaviour("none refuses nothing");
    under("[profile]\nname = none\n", &stock, false);
    keys_free(&stock);
    return check_result();
}
