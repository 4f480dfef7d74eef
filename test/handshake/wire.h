/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes in one process, over memory: a gated server and a stock client,
 * or the other way round, moved flight by flight.
 */
#ifndef SLICEGATE_TEST_WIRE_H
#define SLICEGATE_TEST_WIRE_H

#include <openssl/ssl.h>

#include "gate.h"

/* What an application does with the errors of X509_verify_cert. */
typedef enum verify_mode {
    VERIFY_REQUIRED, /* stock: an error ends the handshake */
    VERIFY_WAIVING,  /* a callback that always says yes, as nginx has */
    VERIFY_SKIPPED   /* a callback in place of X509_verify_cert */
} verify_mode;

typedef struct identity {
    const pki_cert *leaf; /* NULL: none */
    const pki_key *key;   /* NULL: the leaf's */
    /* sent above the leaf, NULL-terminated; NULL: the leaf's issuers without
     * the self-signed one */
    const pki_cert *const *chain;
} identity;

/*
 * A context of G (NULL: stock) that presents WHO, trusts TRUSTED
 * (NULL-terminated, may be NULL) and verifies the peer. VERSION is TLS1_2_- or
 * TLS1_3_VERSION, 0 both. Cannot fail; the caller frees it.
 */
SSL_CTX *wire_server(const gate *g, int version, identity who,
                     const pki_cert *const *trusted, verify_mode mode);
SSL_CTX *wire_client(const gate *g, int version, identity who,
                     const pki_cert *const *trusted, verify_mode mode);
SSL_CTX *wire_context(const SSL_METHOD *method, const gate *g, int version,
                      identity who, const pki_cert *const *trusted,
                      verify_mode mode);

/* Two ends and what became of them. */
typedef struct wire {
    SSL *server, *client;
    bool server_done, client_done; /* handshake completed */
    bool server_failed, client_failed;
    char server_errors[4096]; /* texts of the error queue */
    char client_errors[4096];
    BIO *held; /* what the client sent, where records are moved by hand */
} wire;

wire *wire_new(SSL_CTX *server, SSL_CTX *client);
void wire_free(wire *w);

/* Like wire_new, but the server gets what the client sent record by record. */
wire *wire_new_by_record(SSL_CTX *server, SSL_CTX *client);

/* Moves one record to the server; false where the client has sent no more. */
bool wire_record(wire *w);

/* One side goes on as far as it can; false where it could do nothing. */
bool wire_step_server(wire *w);
bool wire_step_client(wire *w);

/* Until both are done or one failed. */
void wire_run(wire *w);

/* Byte of application data each way after the handshake; true where the
 * server got it. */
bool wire_exchange(wire *w);

/* Both contexts used once: the outcome, and the contexts are freed. */
typedef struct outcome {
    bool served;    /* the server completed and got the client's byte */
    bool client;    /* the client completed and got the server's byte */
    char why[4096]; /* texts of both error queues, the server's first */
} outcome;

outcome wire_once(SSL_CTX *server, SSL_CTX *client);

/* The same for DTLS, over datagrams. */
outcome wire_once_datagrams(SSL_CTX *server, SSL_CTX *client);

/* The texts of this thread's error queue, which is emptied. */
void wire_errors(char *out, size_t size);

#endif
