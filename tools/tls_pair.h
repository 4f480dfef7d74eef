/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS handshake in memory: a server under this process's configuration,
 * whose callback waives every certificate error, and a client without a gate.
 */
#ifndef CLI_TLS_PAIR_H
#define CLI_TLS_PAIR_H

#include "twin.h"

#define TLS_PAIR_TEXT 1024

typedef enum tls_outcome {
    TLS_ACCEPTED,
    TLS_REFUSED,    /* by the gate, text is its line */
    TLS_FAILED,     /* by something else, text says what */
    TLS_NOT_OFFERED /* this configuration does not speak the version */
} tls_outcome;

typedef struct tls_result {
    tls_outcome outcome;
    char text[TLS_PAIR_TEXT];
} tls_result;

/* VERSION is TLS1_2_VERSION or TLS1_3_VERSION. */
void tls_pair_run(const twin_ca *ca, const twin *server, const twin *client,
                  int version, tls_result *out);

#endif
