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

/* ---- Turns (turns.c) --------------------------------------------------- */

#define BENCH_SUBJECTS_MAX 4
#define BENCH_ROUNDS_MAX 1001

/* What is measured, of a subject. */
typedef void bench_once(void *subject);

/* How often in about ten milliseconds of CPU time; at least twice. */
unsigned bench_batch_size(bench_once *once, void *subject);

typedef struct bench_ratios {
    double rate;                      /* of the first, a CPU second */
    double ratio[BENCH_SUBJECTS_MAX]; /* to the first; above 1 is faster */
} bench_ratios;

/*
 * In each round every subject has a batch of N, in an order that turns from
 * round to round. What counts is the ratio of two batches of one round, in
 * CPU time, so that whatever else the machine does falls on both; medians.
 */
bench_ratios bench_take_turns(bench_once *once, void *const subject[],
                              unsigned count, unsigned n, unsigned rounds);

/* ---- Connections (connection.c) ---------------------------------------- */

/* Both ends of one connection, on this thread, over memory. */
typedef struct bench_connection {
    SSL *client, *server;
} bench_connection;

/* After the handshake; SESSION is what the client offers, or NULL. */
bench_connection bench_connect(SSL_CTX *client, SSL_CTX *server,
                               SSL_SESSION *session);

/* The same, up to where the server waits for the client's last flight. */
bench_connection bench_half_connect(SSL_CTX *client, SSL_CTX *server);

/* Ends are freed as they are, without close_notify. */
void bench_disconnect(bench_connection *c);

/* The client's session, with the ticket that came last. The caller's. */
SSL_SESSION *bench_session(const bench_connection *c);

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
 * A context for that one TLS version with client and server certificates, made
 * of objects of LIB alone: own leaf and key, the CA where it is not the root,
 * and the root to verify the peer with. Without sessions and tickets.
 */
SSL_CTX *bench_tls_context(OSSL_LIB_CTX *lib, int version,
                           const bench_chain *chain, const pki_cert *leaf);

/* Issues tickets, and resumes with them. */
void bench_use_tickets(SSL_CTX *ctx);

/* Has both sides use one external pre-shared key, TLS 1.3. */
void bench_use_psk(SSL_CTX *client, SSL_CTX *server);

/* DER as objects of LIB, owned by the caller. */
X509 *bench_x509(OSSL_LIB_CTX *lib, pki_bytes der);
EVP_PKEY *bench_pkey(OSSL_LIB_CTX *lib, const pki_key *key);

#endif
