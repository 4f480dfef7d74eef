/* SPDX-License-Identifier: Apache-2.0 */
#include "json_file.h"
#include "path_case.h"
#include "suites.h"

#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#define POLICY_NAME_MAX 64

static BIO *open_object(const char *folder, const char *kind, const char *name,
                        const char *suffix)
{
    char path[1024];
    BIO *bio;
    int n =
        snprintf(path, sizeof(path), "%s/%s/%s%s", folder, kind, name, suffix);

    if (n < 0 || (size_t)n >= sizeof(path))
        die("path of %s is too long", name);
    bio = BIO_new_file(path, "rb");
    if (bio == NULL)
        die("%s: cannot be opened", path);
    return bio;
}

static X509 *certificate(const char *folder, const char *name)
{
    BIO *bio = open_object(folder, "certs", name, ".crt");
    X509 *x = d2i_X509_bio(bio, NULL);

    BIO_free(bio);
    return x;
}

static X509_CRL *crl(const char *folder, const char *name)
{
    BIO *bio = open_object(folder, "crls", name, ".crl");
    X509_CRL *x = d2i_X509_CRL_bio(bio, NULL);

    BIO_free(bio);
    return x;
}

static const struct {
    const char *member;
    unsigned long flag;
} policy_flags[] = {
    {"explicit_policy", X509_V_FLAG_EXPLICIT_POLICY},
    {"policy_mapping_inhibit", X509_V_FLAG_INHIBIT_MAP},
    {"inhibit_any_policy", X509_V_FLAG_INHIBIT_ANY},
};

static void add_policy(path_case *c, const json_t *oids, const char *name)
{
    ASN1_OBJECT *oid = OBJ_txt2obj(json_text(oids, name), 1);

    if (oid == NULL ||
        X509_VERIFY_PARAM_add0_policy(path_case_param(c), oid) != 1)
        die("%s: unusable policy %s", c->id, name);
}

/* The initial policies of a case: names, separated by commas. */
static void add_policies(path_case *c, const json_t *oids, const char *names)
{
    while (*names != '\0') {
        char name[POLICY_NAME_MAX];
        size_t n = strcspn(names, ",");

        if (n >= sizeof(name))
            die("%s: policy name too long", c->id);
        memcpy(name, names, n);
        name[n] = '\0';
        add_policy(c, oids, name);
        names += n + (names[n] == ',' ? 1 : 0);
    }
}

static void set_parameters(path_case *c, const json_t *root, const json_t *test)
{
    unsigned long flags = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
                          X509_V_FLAG_EXTENDED_CRL_SUPPORT |
                          X509_V_FLAG_USE_DELTAS | X509_V_FLAG_POLICY_CHECK;

    for (size_t i = 0; i < sizeof(policy_flags) / sizeof(policy_flags[0]); i++)
        if (json_flag(test, policy_flags[i].member))
            flags |= policy_flags[i].flag;
    X509_VERIFY_PARAM_set_flags(path_case_param(c), flags);
    X509_VERIFY_PARAM_set_time(path_case_param(c),
                               utc_time(json_text(root, "time")));
    add_policies(c, json_member(root, "policy_oids"),
                 json_text(test, "initial_policy_set"));
}

/* The first certificate of a case is the anchor, the last the end entity. */
static void add_certificates(path_case *c, const json_t *names,
                             const char *folder)
{
    size_t last = json_array_size(names) - 1;

    for (size_t i = 0; i <= last; i++) {
        X509 *x =
            certificate(folder, json_string_value(json_array_get(names, i)));

        if (i == last)
            path_case_leaf(c, x);
        else if (i == 0)
            path_case_trust(c, x);
        else
            path_case_offer(c, x);
    }
}

static void run_case(const json_t *root, const json_t *test, const char *folder)
{
    const json_t *names = json_list(test, "certs");
    path_case c;
    size_t i;
    json_t *item;

    path_case_begin(&c, "nist-pkits", json_text(test, "name"));
    c.expect_accept = json_flag(test, "should_validate");
    if (json_array_size(names) < 2)
        die("%s: a path of less than two certificates", c.id);
    add_certificates(&c, names, folder);
    json_array_foreach(json_list(test, "crls"), i, item)
        path_case_crl(&c, crl(folder, json_string_value(item)));
    set_parameters(&c, root, test);
    path_case_run(&c);
    path_case_end(&c);
}

void pkits_run(const char *manifest, const char *folder)
{
    json_t *root = json_file(manifest);
    size_t i;
    json_t *test;

    json_array_foreach(json_list(root, "cases"), i, test)
        run_case(root, test, folder);
    json_decref(root);
}
