/* SPDX-License-Identifier: Apache-2.0 */
#include "json_file.h"
#include "path_case.h"
#include "suites.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

/* For cases that leave the time open: within every such certificate's span,
 * and always the same, so that results do not depend on the day. */
#define LIMBO_TIME "2026-01-01T00:00:00Z"

static const struct {
    const char *name;
    int purpose;
} purposes[] = {
    {"serverAuth", X509_PURPOSE_SSL_SERVER},
    {"clientAuth", X509_PURPOSE_SSL_CLIENT},
};

static BIO *memory(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);

    if (bio == NULL)
        die("out of memory");
    return bio;
}

static X509 *certificate(const json_t *pem)
{
    BIO *bio = memory(json_string_value(pem));
    X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static X509_CRL *crl(const json_t *pem)
{
    BIO *bio = memory(json_string_value(pem));
    X509_CRL *x = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return x;
}

static void set_purpose(path_case *c, const json_t *test)
{
    const json_t *list = json_list(test, "extended_key_usage");
    const char *name = json_string_value(json_array_get(list, 0));

    if (name == NULL)
        return;
    for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
        if (strcmp(name, purposes[i].name) == 0) {
            X509_VERIFY_PARAM_set_purpose(path_case_param(c),
                                          purposes[i].purpose);
            return;
        }
    }
    die("%s: unexpected extended key usage %s", c->id, name);
}

static void set_parameters(path_case *c, const json_t *test)
{
    X509_VERIFY_PARAM *param = path_case_param(c);
    const json_t *time = json_member(test, "validation_time");
    const json_t *depth = json_member(test, "max_chain_depth");
    unsigned long flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN;

    if (json_array_size(json_list(test, "crls")) > 0)
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    X509_VERIFY_PARAM_set_flags(param, flags);
    X509_VERIFY_PARAM_set_time(
        param,
        utc_time(json_is_null(time) ? LIMBO_TIME : json_string_value(time)));
    if (json_is_integer(depth))
        X509_VERIFY_PARAM_set_depth(param, (int)json_integer_value(depth));
    set_purpose(c, test);
}

static void set_peer_name(path_case *c, const json_t *test)
{
    X509_VERIFY_PARAM *param = path_case_param(c);
    const json_t *peer = json_member(test, "expected_peer_name");
    const char *kind, *value;
    int rc;

    if (json_is_null(peer))
        return;
    kind = json_text(peer, "kind");
    value = json_text(peer, "value");
    if (strcmp(kind, "DNS") == 0)
        rc = X509_VERIFY_PARAM_set1_host(param, value, 0);
    else if (strcmp(kind, "IP") == 0)
        rc = X509_VERIFY_PARAM_set1_ip_asc(param, value);
    else
        rc = X509_VERIFY_PARAM_set1_email(param, value, 0);
    if (rc != 1)
        die("%s: unusable peer name %s", c->id, value);
}

static void run_case(const json_t *test)
{
    path_case c;
    size_t i;
    json_t *item;

    path_case_begin(&c, "x509-limbo", json_text(test, "id"));
    c.expect_accept =
        strcmp(json_text(test, "expected_result"), "SUCCESS") == 0;
    json_array_foreach(json_list(test, "trusted_certs"), i, item)
        path_case_trust(&c, certificate(item));
    json_array_foreach(json_list(test, "untrusted_intermediates"), i, item)
        path_case_offer(&c, certificate(item));
    json_array_foreach(json_list(test, "crls"), i, item)
        path_case_crl(&c, crl(item));
    path_case_leaf(&c, certificate(json_member(test, "peer_certificate")));
    set_parameters(&c, test);
    set_peer_name(&c, test);
    path_case_run(&c);
    path_case_end(&c);
}

void limbo_run(const char *file)
{
    json_t *root = json_file(file);
    size_t i;
    json_t *test;

    json_array_foreach(json_list(root, "testcases"), i, test) run_case(test);
    json_decref(root);
}
