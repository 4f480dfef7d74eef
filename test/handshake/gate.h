/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gate for tests: a library context of its own whose configuration file
 * activates null and slicegate with a given policy, beside the default
 * context, which stays stock. So one program can hold several policies, and
 * the peers that attack are not gated themselves.
 */
#ifndef SLICEGATE_TEST_GATE_H
#define SLICEGATE_TEST_GATE_H

#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "pki.h"

typedef struct gate {
    OSSL_LIB_CTX *ctx; /* NULL where the provider did not load */
    char dir[64];      /* holds openssl.cnf, policy, audit, anchors */
} gate;

/* The module: $SLICEGATE_MODULE, or that of the build. */
const char *gate_module(void);

/*
 * Writes the files, without loading anything. POLICY is the policy's text,
 * where "@" stands for the folder; a text without [audit] gets the sink
 * file:@/audit. ANCHORS (NULL-terminated, may be NULL) become @/anchors.pem,
 * which the policy then names by itself.
 */
void gate_write(gate *g, const char *policy, const pki_cert *const *anchors);

/* Loads what gate_write wrote into a new library context. */
bool gate_load(gate *g);

/* Both; the test cannot go on where the provider does not load. */
gate *gate_new(const char *policy, const pki_cert *const *anchors);

/* Frees the context and removes the folder. */
void gate_free(gate *g);

/* The path of a file in the folder; the buffer is the caller's. */
const char *gate_path(const gate *g, const char *name, char out[128]);

/* How often TEXT stands in the audit file. */
unsigned gate_audited(const gate *g, const char *text);

/* The certificate as an object of the gate's context; the caller frees it. */
X509 *gate_x509(const gate *g, const pki_cert *cert);

#endif
