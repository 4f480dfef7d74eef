/* SPDX-License-Identifier: Apache-2.0 */
#include "path_check.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "check.h"

static _Thread_local int last_error;

static int waive(int ok, X509_STORE_CTX *ctx)
{
    if (!ok)
        last_error = X509_STORE_CTX_get_error(ctx);
    return 1;
}

int path_check(const gate *g, const pki_cert *leaf, const pki_cert *const *sent,
               const pki_cert *const *trusted, bool waiving)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new_ex(g->ctx, NULL);
    STACK_OF(X509) *others = sk_X509_new_null();
    X509 *target = gate_x509(g, leaf);

    NEED(store != NULL && ctx != NULL && others != NULL);
    for (; sent != NULL && *sent != NULL; sent++)
        NEED(sk_X509_push(others, gate_x509(g, *sent)) > 0);
    for (; trusted != NULL && *trusted != NULL; trusted++) {
        X509 *x = gate_x509(g, *trusted);

        NEED(X509_STORE_add_cert(store, x) == 1);
        X509_free(x);
    }
    NEED(X509_STORE_CTX_init(ctx, store, target, others) == 1);
    last_error = X509_V_OK;
    if (waiving)
        X509_STORE_CTX_set_verify_cb(ctx, waive);
    if (X509_verify_cert(ctx) != 1 && last_error == X509_V_OK)
        last_error = X509_STORE_CTX_get_error(ctx);
    X509_free(target);
    sk_X509_pop_free(others, X509_free);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    ERR_clear_error();
    return last_error;
}

bool path_signed_by(const gate *g, const pki_cert *cert, const pki_cert *issuer)
{
    X509 *x = gate_x509(g, cert), *up = gate_x509(g, issuer);
    EVP_PKEY *key = X509_get_pubkey(up);
    bool verified = key != NULL && X509_verify(x, key) == 1;

    EVP_PKEY_free(key);
    X509_free(up);
    X509_free(x);
    ERR_clear_error();
    return verified;
}
