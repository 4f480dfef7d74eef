/* SPDX-License-Identifier: Apache-2.0 */
#include "path_case.h"

#include "json_file.h"
#include "rule_ids.h"

#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

void path_case_begin(path_case *c, const char *suite, const char *id)
{
    memset(c, 0, sizeof(*c));
    c->suite = suite;
    c->id = id;
    c->store = X509_STORE_new();
    c->untrusted = sk_X509_new_null();
    if (c->store == NULL || c->untrusted == NULL)
        die("%s: out of memory", id);
}

void path_case_end(path_case *c)
{
    X509_STORE_free(c->store);
    sk_X509_pop_free(c->untrusted, X509_free);
    X509_free(c->leaf);
}

void path_case_trust(path_case *c, X509 *certificate)
{
    if (certificate == NULL)
        c->unreadable = "trusted certificate";
    else if (X509_STORE_add_cert(c->store, certificate) != 1)
        die("%s: a trusted certificate could not be added", c->id);
    X509_free(certificate);
}

void path_case_offer(path_case *c, X509 *certificate)
{
    if (certificate == NULL)
        c->unreadable = "intermediate certificate";
    else if (sk_X509_push(c->untrusted, certificate) <= 0)
        die("%s: out of memory", c->id);
}

void path_case_leaf(path_case *c, X509 *certificate)
{
    if (certificate == NULL)
        c->unreadable = "peer certificate";
    c->leaf = certificate;
}

void path_case_crl(path_case *c, X509_CRL *crl)
{
    if (crl == NULL)
        c->unreadable = "CRL";
    else if (X509_STORE_add_crl(c->store, crl) != 1)
        die("%s: a CRL could not be added", c->id);
    X509_CRL_free(crl);
}

X509_VERIFY_PARAM *path_case_param(path_case *c)
{
    return X509_STORE_get0_param(c->store);
}

static void print_result(const path_case *c, bool accepted, const char *reason)
{
    rule_ids ids;

    if (!rule_ids_from_errors(&ids))
        die("%s: more rule ids than fit", c->id);
    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c->suite, c->id,
           c->expect_accept ? "accept" : "refuse",
           accepted ? "accept" : "refuse", reason, ids.text, ids.event);
}

void path_case_run(path_case *c)
{
    X509_STORE_CTX *ctx;
    int rc;

    if (c->unreadable != NULL) {
        ERR_clear_error();
        print_result(c, false, c->unreadable);
        return;
    }
    ctx = X509_STORE_CTX_new();
    if (ctx == NULL ||
        X509_STORE_CTX_init(ctx, c->store, c->leaf, c->untrusted) != 1)
        die("%s: verification could not be set up", c->id);
    ERR_clear_error();
    rc = X509_verify_cert(ctx);
    print_result(c, rc == 1,
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    X509_STORE_CTX_free(ctx);
}
