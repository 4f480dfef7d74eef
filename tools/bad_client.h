/* SPDX-License-Identifier: Apache-2.0 */
/* A TLS client with a certificate that is to be refused. */
#ifndef CLI_BAD_CLIENT_H
#define CLI_BAD_CLIENT_H

typedef enum bad_client_outcome {
    BAD_CLIENT_FAILED,     /* nobody was reached, text says why */
    BAD_CLIENT_REFUSED,    /* fatal alert in answer to the certificate */
    BAD_CLIENT_DROPPED,    /* closed without one */
    BAD_CLIENT_ACCEPTED,   /* text says how that shows */
    BAD_CLIENT_NOT_ASKED,  /* the handshake ended without a request */
    BAD_CLIENT_NOT_OFFERED /* it failed before a request */
} bad_client_outcome;

typedef struct bad_client_result {
    bad_client_outcome outcome;
    int alert; /* of BAD_CLIENT_REFUSED */
    char text[256];
} bad_client_result;

/* Whom to connect to, and as whom. */
typedef struct bad_client_plan {
    const char *host, *port;
    const char *cert, *key; /* PEM files; NULL: made for this, and breaking
                               many rules that stock OpenSSL passes over */
    int seconds;
} bad_client_plan;

/*
 * One handshake of that VERSION, and no application data. In TLS 1.3 the
 * client ends its handshake before the server has judged it, so what follows
 * is read for at most the plan's seconds.
 */
void bad_client_run(const bad_client_plan *plan, int version,
                    bad_client_result *out);

#endif
