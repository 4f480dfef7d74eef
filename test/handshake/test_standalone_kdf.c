/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TLS key derivations by themselves: as stock but for the steps in which
 * the gate decides, which standalone_kdf lets pass.
 */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "check.h"
#include "wire.h"

#define OUT 48
#define PARAMS_MAX 12

static char secret[48] = "0123456789abcdef0123456789abcdef0123456789abcde";
static char hash[32] = "the hash of no transcript at all";
static char prefix[] = "tls13 ";

/* Parameters in the order in which they are given. */
typedef struct given {
    const char *kdf;
    size_t n;
    OSSL_PARAM at[PARAMS_MAX];
} given;

static void add_text(given *g, const char *key, const char *text)
{
    g->at[g->n++] =
        OSSL_PARAM_construct_utf8_string(key, (char *)(uintptr_t)text, 0);
}

static void add_bytes(given *g, const char *key, const void *p, size_t n)
{
    g->at[g->n++] =
        OSSL_PARAM_construct_octet_string(key, (void *)(uintptr_t)p, n);
}

static given tls13(const char *label)
{
    given g = {.kdf = "TLS13-KDF"};

    add_text(&g, OSSL_KDF_PARAM_MODE, "EXPAND_ONLY");
    add_text(&g, OSSL_KDF_PARAM_DIGEST, "SHA256");
    add_bytes(&g, OSSL_KDF_PARAM_KEY, secret, 32);
    add_bytes(&g, OSSL_KDF_PARAM_PREFIX, prefix, sizeof(prefix) - 1);
    add_bytes(&g, OSSL_KDF_PARAM_LABEL, label, strlen(label));
    add_bytes(&g, OSSL_KDF_PARAM_DATA, hash, sizeof(hash));
    return g;
}

static given tls12(const char *label, const char *digest)
{
    given g = {.kdf = "TLS1-PRF"};

    add_text(&g, OSSL_KDF_PARAM_DIGEST, digest);
    add_bytes(&g, OSSL_KDF_PARAM_SECRET, secret, sizeof(secret));
    add_bytes(&g, OSSL_KDF_PARAM_SEED, label, strlen(label));
    add_bytes(&g, OSSL_KDF_PARAM_SEED, hash, sizeof(hash));
    return g;
}

static given extraction(bool key, bool salt)
{
    given g = {.kdf = "TLS13-KDF"};

    add_text(&g, OSSL_KDF_PARAM_MODE, "EXTRACT_ONLY");
    add_text(&g, OSSL_KDF_PARAM_DIGEST, "SHA384");
    if (key)
        add_bytes(&g, OSSL_KDF_PARAM_KEY, secret, 48);
    if (salt)
        add_bytes(&g, OSSL_KDF_PARAM_SALT, hash, sizeof(hash));
    add_bytes(&g, OSSL_KDF_PARAM_PREFIX, prefix, sizeof(prefix) - 1);
    add_bytes(&g, OSSL_KDF_PARAM_LABEL, "derived", 7);
    return g;
}

/* How the parameters reach the context. */
typedef enum manner {
    AT_ONCE,   /* with the derivation */
    BEFORE,    /* all set first */
    IN_PIECES, /* one by one */
    BACKWARDS, /* one by one, the last first; mode and seeds as they were */
    AFTER_RESET,
    BY_COPY, /* set, copied, and the original gone */
    MANNERS
} manner;

static void set_one(EVP_KDF_CTX *ctx, OSSL_PARAM p)
{
    OSSL_PARAM one[2] = {p, OSSL_PARAM_construct_end()};

    NEED(EVP_KDF_CTX_set_params(ctx, one) == 1);
}

static void set_all(EVP_KDF_CTX *ctx, const given *g, manner how)
{
    bool seeds = strcmp(g->kdf, "TLS1-PRF") == 0;

    if (how == BEFORE || how == BY_COPY || how == AFTER_RESET)
        NEED(EVP_KDF_CTX_set_params(ctx, g->at) == 1);
    for (size_t i = 0; how == IN_PIECES && i < g->n; i++)
        set_one(ctx, g->at[i]);
    /* TLS13-KDF takes nothing before its mode. */
    if (how == BACKWARDS && !seeds)
        set_one(ctx, g->at[0]);
    for (size_t i = seeds ? 2 : g->n; how == BACKWARDS && i > !seeds; i--)
        set_one(ctx, g->at[i - 1]);
    for (size_t i = 2; how == BACKWARDS && seeds && i < g->n; i++)
        set_one(ctx, g->at[i]);
}

/* What comes out: 1 and the octets, else 0; -1 where BY has no such copies. */
static int derive(const gate *by, given g, manner how, unsigned char out[OUT])
{
    given other = tls12("another label", "SHA256");
    EVP_KDF *kdf = EVP_KDF_fetch(by == NULL ? NULL : by->ctx, g.kdf, NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf), *copy;
    size_t n = OUT;
    int ret;

    NEED(kdf != NULL && ctx != NULL);
    g.at[g.n] = OSSL_PARAM_construct_end();
    other.at[other.n] = OSSL_PARAM_construct_end();
    if (strcmp(g.kdf, "TLS13-KDF") == 0)
        n = strcmp(g.at[0].data, "EXTRACT_ONLY") == 0 ? 48 : 32;
    if (how == AFTER_RESET) {
        if (strcmp(g.kdf, "TLS1-PRF") == 0)
            NEED(EVP_KDF_CTX_set_params(ctx, other.at) == 1);
        EVP_KDF_CTX_reset(ctx);
    }
    set_all(ctx, &g, how);
    if (how == BY_COPY) {
        copy = EVP_KDF_CTX_dup(ctx);
        EVP_KDF_CTX_free(ctx);
        ctx = copy;
    }
    memset(out, 0, OUT);
    ret = ctx == NULL
              ? -1
              : EVP_KDF_derive(ctx, out, n, how == AT_ONCE ? g.at : NULL);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    ERR_clear_error();
    return ret;
}

static void same(const gate *by, given g, const char *what)
{
    unsigned char stock[OUT], gated[OUT];

    for (int how = 0; how < MANNERS; how++) {
        int expected = derive(NULL, g, (manner)how, stock);
        int got = derive(by, g, (manner)how, gated);

        CHECK(expected == got && memcmp(stock, gated, OUT) == 0,
              "%s, manner %d: %d, stock %d", what, how, got, expected);
        CHECK(how == BY_COPY || expected == 1, "%s: stock derives", what);
    }
}

static void refused(const gate *by, given g, const char *what)
{
    static const unsigned char nothing[OUT];
    unsigned char out[OUT];

    for (int how = 0; how < MANNERS; how++) {
        int got = derive(by, g, (manner)how, out);

        CHECK(got != 1, "%s, manner %d: derived", what, how);
        CHECK(memcmp(out, nothing, OUT) == 0, "%s: nothing comes out", what);
    }
}

/* ---- What is tried ----------------------------------------------------- */

static const char *const deciding[] = {"res master", "ext binder", "imp binder",
                                       "res binder"};

static void others_are_as_stock(const gate *g)
{
    static const char *const labels13[] = {
        "derived",      "c hs traffic", "s hs traffic", "c ap traffic",
        "s ap traffic", "exp master",   "finished",     "key",
        "iv",           "traffic upd",  "resumption",   "exporter",
        "res maste",    "res masterx",  "xres master",  "RES MASTER"};
    static const char *const labels12[] = {
        "server finished",         "key expansion",  "master secret",
        "extended master secret",  "client finishe", "CLIENT FINISHED",
        "an exporter of one's own"};

    for (size_t i = 0; i < sizeof(labels13) / sizeof(labels13[0]); i++)
        same(g, tls13(labels13[i]), labels13[i]);
    for (size_t i = 0; i < sizeof(labels12) / sizeof(labels12[0]); i++) {
        same(g, tls12(labels12[i], "SHA256"), labels12[i]);
        same(g, tls12(labels12[i], "SHA384"), labels12[i]);
        same(g, tls12(labels12[i], "MD5-SHA1"), labels12[i]);
    }
    for (int i = 0; i < 4; i++)
        same(g, extraction(i & 1, i & 2), "EXTRACT_ONLY");
}

static void deciding_ones_are_refused(const gate *g)
{
    given split = tls12("client fin", "SHA256");

    for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++)
        refused(g, tls13(deciding[i]), deciding[i]);
    refused(g, tls12("client finished", "SHA256"), "client finished");
    refused(g, tls12("client finished", "SHA384"), "client finished");
    refused(g, tls12("client finished", "MD5-SHA1"), "client finished");
    split.at[3] = OSSL_PARAM_construct_octet_string(
        OSSL_KDF_PARAM_SEED, (void *)(uintptr_t) "ished", 5);
    add_bytes(&split, OSSL_KDF_PARAM_SEED, hash, sizeof(hash));
    refused(g, split, "client finished in two pieces");
    refused(g, tls13("c e traffic"), "c e traffic");
    refused(g, tls13("e exp master"), "e exp master");
}

static void deciding_ones_pass(const gate *g)
{
    for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++)
        same(g, tls13(deciding[i]), deciding[i]);
    same(g, tls12("client finished", "SHA256"), "client finished");
}

/* A secret too long to be kept in place, and labels that are no label. */
static void odd_ones(const gate *g)
{
    static const char long_text[300] = "res master";
    given longer = {.kdf = "TLS1-PRF"};

    add_text(&longer, OSSL_KDF_PARAM_DIGEST, "SHA256");
    add_bytes(&longer, OSSL_KDF_PARAM_SECRET, long_text, sizeof(long_text));
    add_bytes(&longer, OSSL_KDF_PARAM_SEED, long_text, sizeof(long_text));
    add_bytes(&longer, OSSL_KDF_PARAM_SEED, hash, sizeof(hash));
    same(g, longer, "a long secret and seed");
    refused(g, tls13("res master"), "res master after it");
}

int main(void)
{
    gate *g = gate_new("", NULL);
    gate *allow = gate_new("[gate]\nstandalone_kdf = allow\n", NULL);
    gate *none = gate_new("[profile]\nname = none\n", NULL);
    gate *monitor = gate_new("[gate]\nmode = monitor\n", NULL);

    behaviour("labels and modes that decide nothing give what stock gives");
    others_are_as_stock(g);
    behaviour("those that decide are refused by default");
    deciding_ones_are_refused(g);
    CHECK(gate_audited(g, "GATE-1") > 0, "as GATE-1");
    behaviour("standalone_kdf = allow, the profile none and the mode monitor "
              "let them pass");
    deciding_ones_pass(allow);
    deciding_ones_pass(none);
    deciding_ones_pass(monitor);
    behaviour("parameters longer than any handshake's");
    odd_ones(g);
    gate_free(g);
    gate_free(allow);
    gate_free(none);
    gate_free(monitor);
    return check_result();
}
