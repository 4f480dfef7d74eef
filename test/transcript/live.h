/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes of stock libssl, both ends in one process over memory, and the
 * messages that each end hashes, as the message callback shows them. What
 * cannot be done prints one line and aborts.
 */
#ifndef SLICEGATE_TEST_LIVE_H
#define SLICEGATE_TEST_LIVE_H

#include <openssl/ssl.h>

#include "slicegate/profile.h"

#define LIVE_TRANSCRIPT_MAX 65536
#define LIVE_SNI "nsmf.operator.test"
#define LIVE_IDENTITY "csmf-1"

typedef struct live_case {
    const char *name;
    int version; /* TLS1_2_VERSION, DTLS1_2_VERSION, ... */
    const char *suites;
    char *client_groups, *server_groups; /* NULL: as they are; libssl takes no
                                            const */
    bool mutual;                         /* the server asks for a certificate */
    bool without;                        /* and the client has none */
    bool psk;                            /* an external one */
    bool ticket;  /* tickets are used; else session IDs */
    bool resumed; /* the second handshake is the one */
    bool again;   /* the server renegotiates afterwards */
    bool late;    /* the server asks for the certificate afterwards */
    bool early;   /* resumed with early data */
} live_case;

extern const live_case live_cases[];
extern const unsigned live_case_count;

/* What one end hashes. */
typedef struct live_transcript {
    size_t n;
    bool retry;
    uint8_t octets[LIVE_TRANSCRIPT_MAX];
} live_transcript;

typedef struct live {
    SSL_CTX *server_ctx, *client_ctx;
    SSL *server, *client;
    live_transcript by_server, by_client;
} live;

live *live_run(const live_case *c);
void live_free(live *l);

/* ---- Credentials ------------------------------------------------------- */

/* A key on P-256 and a certificate signed with itself; both are set on CTX. */
void live_certificate(SSL_CTX *ctx);

/* The callbacks of an external PSK of 32 octets for both versions. */
void live_psk(SSL_CTX *server, SSL_CTX *client, bool tls13);

#define LIVE_NEED(condition)                                                   \
    do {                                                                       \
        if (!(condition))                                                      \
            live_die(__FILE__, __LINE__, #condition);                          \
    } while (0)

_Noreturn void live_die(const char *file, int line, const char *what);

#endif
