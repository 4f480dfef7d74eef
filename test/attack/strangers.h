/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What strangers can show a gate to have it think ill of a CSMF: certificates
 * of their own making, around public keys and names that are no secret.
 */
#ifndef SLICEGATE_TEST_STRANGERS_H
#define SLICEGATE_TEST_STRANGERS_H

#include "parties.h"

typedef struct stranger {
    const char *name;
    const pki_cert *leaf;
    const pki_cert *sent[4]; /* beside the leaf, NULL-terminated */
} stranger;

#define STRANGERS_MAX 16

/* Fills LIST and returns how many. */
size_t strangers_make(const parties *p, stranger list[STRANGERS_MAX]);

/* A waiving application of G verifies the stranger's chain on this thread. */
void stranger_shows(const parties *p, const gate *g, const stranger *s);

/* TBS again, its outer length encoded in FORM; TAGGED: in high-tag form. */
pki_bytes tbs_reencoded(pki *pk, pki_bytes tbs, pki_length form, bool tagged);

#endif
