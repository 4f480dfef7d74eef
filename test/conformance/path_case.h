/* SPDX-License-Identifier: Apache-2.0 */
/* One case of a suite: a path to build and verify, and what it should give. */
#ifndef CONFORMANCE_PATH_CASE_H
#define CONFORMANCE_PATH_CASE_H

#include <openssl/x509_vfy.h>
#include <stdbool.h>

typedef struct path_case {
    const char *suite, *id; /* the caller's */
    bool expect_accept;
    X509_STORE *store;          /* trusted certificates, CRLs, parameters */
    STACK_OF(X509) * untrusted; /* */
    X509 *leaf;                 /* NULL where it could not be read */
    const char *unreadable;     /* what could not be read, or NULL */
} path_case;

void path_case_begin(path_case *c, const char *suite, const char *id);
void path_case_end(path_case *c);

/* These take ownership. NULL is an object that could not be read: the case is
 * then refused, as a program that cannot read its peer's certificate does. */
void path_case_trust(path_case *c, X509 *certificate);
void path_case_offer(path_case *c, X509 *certificate);
void path_case_leaf(path_case *c, X509 *certificate);
void path_case_crl(path_case *c, X509_CRL *crl);

X509_VERIFY_PARAM *path_case_param(path_case *c);

/* Verifies and prints one line, fields separated by tabs: suite, id, expected,
 * outcome ("accept" or "refuse"), OpenSSL's reason, rule ids, audit event. */
void path_case_run(path_case *c);

#endif
