/* SPDX-License-Identifier: Apache-2.0 */
/* Many clients of one CA, each with a certificate of its own. */
#ifndef SLICEGATE_BENCH_FLEET_H
#define SLICEGATE_BENCH_FLEET_H

#include "bench.h"

/* They have one key: what a server remembers goes by certificate, and making
 * 20,000 keys would measure the making of keys. */
typedef struct fleet {
    bench_chain chain;
    unsigned count;
    X509 **leaf;
    SSL_CTX *tls; /* of a client, with the fleet's key and CA */
} fleet;

fleet fleet_make(pki *pk, unsigned count);
void fleet_free(fleet *f);

/*
 * Client I (modulo the count) connects to 127.0.0.1:PORT by TLS 1.3, sends one
 * request and reads the answer to its end. Ends the program where the answer
 * is not status 200: then the server did not take the certificate.
 */
void fleet_visit(const fleet *f, unsigned i, unsigned port);

#endif
