/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases.h - the client chains of demo, scenarios and benchmark.
 *
 * The list is cases.inc. Operator A has a root, a TLS CA and leaves, and is in
 * the middle of rolling its root over; operator B has a root that issues
 * leaves directly. Every case but those that say otherwise is for the same
 * CSMF key, so that one key stands in good and bad certificates.
 */
#ifndef SLICEGATE_TEST_PKI_CASES_H
#define SLICEGATE_TEST_PKI_CASES_H

#include "pki.h"

typedef struct pki_operators {
    pki *pk;
    const pki_key *csmf;                      /* P-256 */
    const pki_cert *root_a, *tls_a;           /* P-384, P-256 */
    const pki_cert *root_a_new, *tls_a_new;   /* the same names, new keys */
    const pki_cert *root_b;                   /* RSA-3072, pathLen 0 */
    const pki_cert *stranger_root, *stranger; /* in nobody's anchors */
} pki_operators;

const pki_operators *pki_operators_new(pki *pk);

/* What a server of stock OpenSSL does with it; see cases.inc. */
typedef struct pki_case {
    const char *name;
    const char *rule; /* the rule that refuses it; "-": accepted */
    const char *stock12, *stock13;
    const char *text;
    const pki_cert *(*build)(const pki_operators *op);
} pki_case;

size_t pki_case_count(void);
const pki_case *pki_case_at(size_t i);           /* NULL past the end */
const pki_case *pki_case_find(const char *name); /* NULL: none */

/* The compliant server (A), and the same key in one without a CDP. */
const pki_cert *pki_server(const pki_operators *op);
const pki_cert *pki_server_broken(const pki_operators *op);

/* The CSMF's public key, certified by the stranger, without a CDP. */
const pki_cert *pki_stranger_broken(const pki_operators *op);

/* Other server chains (servers.c); NULL past the end. */
typedef struct pki_server_case {
    const char *name;
    const pki_cert *(*build)(const pki_operators *op);
} pki_server_case;

const pki_server_case *pki_server_case_at(size_t i);

#endif
