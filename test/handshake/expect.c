/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"

#include <openssl/sha.h>
#include <string.h>

void expect_at(bool served, const char *why, const char *rule, const char *what,
               const char *file, int line)
{
    check_at(served == (rule == NULL), file, line, "%s: %s; %s", what,
             served ? "served" : "not served", why);
    check_at(rule == NULL || strstr(why, rule) != NULL, file, line,
             "%s: expected %s in \"%s\"", what, rule == NULL ? "" : rule, why);
}

/* The macros of these controls cast const away, which clang reports. */
static void set_list(SSL_CTX *ctx, int control, const char *list)
{
    char copy[256];

    if (list == NULL)
        return;
    (void)snprintf(copy, sizeof(copy), "%s", list);
    NEED(SSL_CTX_ctrl(ctx, control, 0, copy) == 1);
}

void wire_terms(SSL_CTX *ctx, terms t)
{
    NEED(t.suites == NULL || SSL_CTX_set_cipher_list(ctx, t.suites) == 1);
    NEED(t.suites_tls13 == NULL ||
         SSL_CTX_set_ciphersuites(ctx, t.suites_tls13) == 1);
    set_list(ctx, SSL_CTRL_SET_GROUPS_LIST, t.groups);
    set_list(ctx, SSL_CTRL_SET_SIGALGS_LIST, t.schemes);
    SSL_CTX_set_options(ctx, t.options);
}

void wire_dh(SSL_CTX *ctx, const gate *by, const char *group)
{
    EVP_PKEY_CTX *generator =
        EVP_PKEY_CTX_new_from_name(by == NULL ? NULL : by->ctx, "DH", NULL);
    EVP_PKEY *pkey = NULL;

    NEED(generator != NULL && EVP_PKEY_keygen_init(generator) == 1 &&
         EVP_PKEY_CTX_set_group_name(generator, group) == 1 &&
         EVP_PKEY_generate(generator, &pkey) == 1);
    NEED(SSL_CTX_set0_tmp_dh_pkey(ctx, pkey) == 1);
    EVP_PKEY_CTX_free(generator);
}

int wire_waive(int ok, X509_STORE_CTX *ctx)
{
    (void)ok;
    (void)ctx;
    return 1;
}

const char *wire_hash(const pki_cert *cert, char out[65])
{
    uint8_t hash[SHA256_DIGEST_LENGTH];

    SHA256(cert->der.p, cert->der.n, hash);
    for (size_t i = 0; i < sizeof(hash); i++)
        (void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
    return out;
}
