/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measuring programs share. As in the PKI they use there are no
 * errors to handle: what cannot be done prints one line and ends the program.
 */
#ifndef SLICEGATE_BENCH_H
#define SLICEGATE_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <openssl/ssl.h>

#include "pki.h"

#define BENCH_PATH_MAX 512

/* Prints WHAT and the OpenSSL error queue, and ends with status 2. */
_Noreturn void bench_die(const char *what);

double bench_seconds(clockid_t clock);

/* Sorts the N values; the middle one. */
double bench_median(double *value, size_t n);

unsigned long bench_number(const char *text, unsigned long max);

/* ---- Configurations (gate_conf.c) -------------------------------------- */

/* What a policy says beyond its anchor and its sink. */
typedef struct bench_variant {
    const char *name;
    const char *policy;
} bench_variant;

/*
 * Writes DIR/<name>.policy, with DIR/root.crt as the one anchor and VARIANT's
 * lines, and DIR/<name>.cnf that loads MODULE with it; its path goes to CNF.
 */
void bench_gate_conf(const char *dir, const char *module,
                     const bench_variant *variant, char cnf[BENCH_PATH_MAX]);

/*
 * A library context: stock where CNF is NULL, otherwise as that file says.
 * Ends the program where the gate is missing, or is there and should not be.
 */
OSSL_LIB_CTX *bench_library(const char *cnf);

/* ---- Chains (chain.c) -------------------------------------------------- */

/* Compliant chains for both sides, under one root. */
typedef struct bench_chain {
    const pki_cert *root;
    const pki_cert *ca; /* the issuer of both leaves; the root in two tiers */
    const pki_cert *client, *server;
} bench_chain;

/* Key types as of pki_key_get; TIERS is 2 or 3. The CA's and the root's keys
 * are of one type. */
bench_chain bench_chain_make(pki *pk, const char *leaf_type,
                             const char *ca_type, unsigned tiers);

void bench_write_root(const char *dir, const bench_chain *chain);

/* DIR/NAME, empty and open for writing. */
FILE *bench_create(const char *dir, const char *name);
void bench_finish(FILE *f);

/*
 * A context for TLS 1.3 with client and server certificates, made of objects
 * of LIB alone: own leaf and key, the CA where it is not the root, and the
 * root to verify the peer with.
 */
SSL_CTX *bench_tls_context(OSSL_LIB_CTX *lib, const bench_chain *chain,
                           const pki_cert *leaf);

/* DER as objects of LIB, owned by the caller. */
X509 *bench_x509(OSSL_LIB_CTX *lib, pki_bytes der);
EVP_PKEY *bench_pkey(OSSL_LIB_CTX *lib, const pki_key *key);

#endif
