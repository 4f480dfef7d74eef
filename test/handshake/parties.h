/* SPDX-License-Identifier: Apache-2.0 */
/* The operator, its server, a compliant CSMF and a broken one: what nearly
 * every handshake test needs. */
#ifndef SLICEGATE_TEST_PARTIES_H
#define SLICEGATE_TEST_PARTIES_H

#include "cases.h"
#include "wire.h"

typedef struct parties {
    pki *pk;
    const pki_operators *op;
    const pki_cert *good; /* the CSMF's, under operator A */
    const pki_cert *bad;  /* the same key, without a CDP */
    identity server;
    const pki_cert *anchors[4]; /* both operators' roots, NULL-terminated */
} parties;

parties *parties_new(void);
void parties_free(parties *p);

/* The chain of a case of cases.inc. */
identity party(const parties *p, const char *name);
identity party_cert(const pki_cert *leaf);

/*
 * A handshake of the client WHO, which checks nothing, with a gated server
 * that trusts the operators' roots.
 */
outcome parties_meet(const parties *p, const gate *g, int version,
                     verify_mode mode, identity who);

/* The same as contexts, for tests that move the flights themselves. */
SSL_CTX *parties_server(const parties *p, const gate *g, int version,
                        verify_mode mode);
SSL_CTX *parties_client(const parties *p, int version, identity who);

extern const int tls_versions[3]; /* 1.2, 1.3, 0 */
const char *tls_name(int version);

#define EACH_VERSION(v) for (const int *v = tls_versions; *v != 0; v++)

#endif
