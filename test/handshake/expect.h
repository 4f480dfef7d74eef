/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a handshake, against the rule that is to refuse it. */
#ifndef SLICEGATE_TEST_EXPECT_H
#define SLICEGATE_TEST_EXPECT_H

#include "check.h"
#include "wire.h"

/* RULE is text that stands in the errors; NULL: the end is to be served. */
void expect_at(bool served, const char *why, const char *rule, const char *what,
               const char *file, int line);

/* The handshake as the server's end, or the client's, left it. */
#define EXPECT_SERVER(outcome_, rule, what)                                    \
    do {                                                                       \
        outcome seen_ = (outcome_);                                            \
        expect_at(seen_.served, seen_.why, (rule), (what), __FILE__,           \
                  __LINE__);                                                   \
    } while (0)
#define EXPECT_CLIENT(outcome_, rule, what)                                    \
    do {                                                                       \
        outcome seen_ = (outcome_);                                            \
        expect_at(seen_.client, seen_.why, (rule), (what), __FILE__,           \
                  __LINE__);                                                   \
    } while (0)

/* What two ends are to agree on; what is NULL or 0 stays as it is. */
typedef struct terms {
    const char *suites; /* of TLS 1.2, in OpenSSL's names */
    const char *suites_tls13;
    const char *groups, *schemes;
    uint64_t options;
} terms;

/* The test cannot go on where CTX does not take them. */
void wire_terms(SSL_CTX *ctx, terms t);

/* Has a server CTX of BY do DHE in a named group: left to itself, libssl goes
 * by the suite, and takes 1024 bits for some. */
void wire_dh(SSL_CTX *ctx, const gate *by, const char *group);

/* For SSL_CTX_set_verify: always yes. */
int wire_waive(int ok, X509_STORE_CTX *ctx);

/* SHA-256 of the certificate's DER, in hexadecimal. */
const char *wire_hash(const pki_cert *cert, char out[65]);

#endif
