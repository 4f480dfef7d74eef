/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signature contexts used in unusual order: data before the one-shot, twice,
 * finished again, set up again. The gate, which remembers signatures that hold,
 * answers each call as stock does.
 *
 * But for one: newer libcryptos hold callers to EVP_DigestVerify(3), "can only
 * be called once, and cannot be used again without reinitialising", where the
 * algorithm has a one-shot of its own. With the gate every algorithm has; in
 * stock most have none.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "check.h"
#include "parties.h"

#define STEPS_MAX 8

typedef struct material {
    const char *name;
    uint8_t data[8192], sig[1024];
    size_t n, half, siglen;
    const char *digest;
} material;

static parties *p;

/* ---- What is verified, with the root's key ----------------------------- */

/* The signature of a certificate: the cache answers the second time. */
static void certificate(material *m)
{
    const pki_cert *ca = p->op->tls_a;
    const unsigned char *der = ca->der.p;
    X509 *x = d2i_X509(NULL, &der, (long)ca->der.n);
    const ASN1_BIT_STRING *sig;

    NEED(x != NULL && ca->tbs.n <= sizeof(m->data));
    X509_get0_signature(&sig, NULL, x);
    m->siglen = (size_t)ASN1_STRING_length(sig);
    NEED(m->siglen <= sizeof(m->sig));
    memcpy(m->sig, ASN1_STRING_get0_data(sig), m->siglen);
    memcpy(m->data, ca->tbs.p, ca->tbs.n);
    m->name = "certificate";
    m->n = ca->tbs.n;
    m->half = m->n / 2;
    m->digest = "SHA384";
    X509_free(x);
}

static void token(material *m)
{
    static const char text[] = "header.payload";
    EVP_MD_CTX *md = EVP_MD_CTX_new();

    m->name = "token";
    m->n = sizeof(text);
    m->half = m->n / 2;
    m->digest = "SHA256";
    m->siglen = sizeof(m->sig);
    memcpy(m->data, text, sizeof(text));
    NEED(EVP_DigestSignInit_ex(md, NULL, m->digest, NULL, NULL,
                               p->op->root_a->key->pkey, NULL) == 1);
    NEED(EVP_DigestSign(md, m->sig, &m->siglen, m->data, m->n) == 1);
    EVP_MD_CTX_free(md);
}

/* ---- Steps ------------------------------------------------------------- */

static int one_shot(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerify(md, m->sig, m->siglen, m->data, m->n);
}

static int one_shot_of_half(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerify(md, m->sig, m->siglen, m->data, m->half);
}

static int one_shot_of_rest(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerify(md, m->sig, m->siglen, m->data + m->half,
                            m->n - m->half);
}

static int update(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerifyUpdate(md, m->data, m->n);
}

static int update_half(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerifyUpdate(md, m->data, m->half);
}

static int finish(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerifyFinal(md, m->sig, m->siglen);
}

static int set_up_again(EVP_MD_CTX *md, const material *m)
{
    return EVP_DigestVerifyInit_ex(md, NULL, m->digest, NULL, NULL, NULL, NULL);
}

static int set_up_for_another_digest(EVP_MD_CTX *md, const material *m)
{
    (void)m;
    return EVP_DigestVerifyInit_ex(md, NULL, "SHA512", NULL, NULL, NULL, NULL);
}

typedef int step(EVP_MD_CTX *md, const material *m);

typedef struct course {
    const char *name;
    step *const steps[STEPS_MAX]; /* ends with NULL */
} course;

/* The plain one comes first, so that the cache knows the answer after it. */
static const course courses[] = {
    {"one-shot", {one_shot}},
    {"data before the one-shot", {update, one_shot}},
    {"the half before a one-shot of the rest", {update_half, one_shot_of_rest}},
    {"one-shots of the half and of the rest",
     {one_shot_of_half, one_shot_of_rest}},
    {"twice", {one_shot, one_shot}},
    {"one-shot, then final", {one_shot, finish}},
    {"one-shot, final, one-shot", {one_shot, finish, one_shot}},
    {"data after the one-shot", {one_shot, update, finish}},
    {"in pieces, final twice", {update, finish, finish}},
    {"set up again", {one_shot, set_up_again, one_shot}},
    {"set up again after data", {update, set_up_again, one_shot, finish}},
    {"set up for another digest",
     {one_shot, set_up_for_another_digest, one_shot}},
};

/* Returns how many steps there were. */
static size_t take(const gate *g, const course *c, const material *m,
                   int out[STEPS_MAX])
{
    X509 *root = gate_x509(g, p->op->root_a);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    size_t n = 0;

    NEED(EVP_DigestVerifyInit_ex(md, NULL, m->digest, g->ctx, NULL,
                                 X509_get0_pubkey(root), NULL) == 1);
    for (; c->steps[n] != NULL; n++)
        out[n] = c->steps[n](md, m);
    EVP_MD_CTX_free(md);
    X509_free(root);
    return n;
}

/* Does this libcrypto refuse a context after its algorithm's own one-shot?
 * Ed25519 has one in stock. */
static bool once_only(void)
{
    static const unsigned char text[] = "header.payload";
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char sig[64];
    size_t n = sizeof(sig);
    int again;

    NEED(EVP_DigestSignInit(md, NULL, NULL, NULL, key) == 1 &&
         EVP_DigestSign(md, sig, &n, text, sizeof(text)) == 1);
    EVP_MD_CTX_free(md);
    md = EVP_MD_CTX_new();
    NEED(EVP_DigestVerifyInit(md, NULL, NULL, NULL, key) == 1 &&
         EVP_DigestVerify(md, sig, n, text, sizeof(text)) == 1);
    again = EVP_DigestVerify(md, sig, n, text, sizeof(text));
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    return again != 1;
}

/* What is stock's answer, where every algorithm has a one-shot of its own. */
static void hold_to_once(const course *c, int results[STEPS_MAX])
{
    bool finished = false;

    for (size_t i = 0; c->steps[i] != NULL; i++) {
        step *s = c->steps[i];

        if (s == set_up_again || s == set_up_for_another_digest)
            finished = false;
        else if (finished)
            results[i] = 0;
        if (s == one_shot || s == one_shot_of_half || s == one_shot_of_rest)
            finished = true;
    }
}

static void compare(const gate *g, const material *m)
{
    static const gate stock;
    int ours[STEPS_MAX], theirs[STEPS_MAX];
    bool once = once_only();

    for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++) {
        const course *c = &courses[i];
        size_t n = take(&stock, c, m, theirs);

        (void)take(g, c, m, ours);
        NEED(i > 0 || theirs[0] == 1);
        if (once)
            hold_to_once(c, theirs);
        for (size_t k = 0; k < n; k++)
            CHECK(ours[k] == theirs[k], "%s, %s, step %zu: %d, expected %d",
                  m->name, c->name, k + 1, ours[k], theirs[k]);
    }
}

static void under(const char *policy, const pki_cert *const *anchors,
                  const material *all, size_t n)
{
    gate *g = gate_new(policy, anchors);

    for (size_t i = 0; i < n; i++)
        compare(g, &all[i]);
    gate_free(g);
}

int main(void)
{
    static material all[2];

    p = parties_new();
    certificate(&all[0]);
    token(&all[1]);
    behaviour("with the cache");
    under("", p->anchors, all, 2);
    behaviour("without the cache");
    under("[cache]\nentries = 0\n", p->anchors, all, 2);
    behaviour("monitor");
    under("[gate]\nmode = monitor\n", p->anchors, all, 2);
    behaviour("none");
    under("[profile]\nname = none\n", NULL, all, 2);
    parties_free(p);
    return check_result();
}
