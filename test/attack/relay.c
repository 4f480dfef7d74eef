/* SPDX-License-Identifier: Apache-2.0 */
#include "relay.h"

#include <openssl/err.h>
#include <string.h>

#include "check.h"
#include "expect.h"
#include "raw_tls12.h"

#define RECORD_HEADER 5
#define HELLO_RANDOM 6 /* behind type, length and version */
#define POINT 65       /* of P-256, uncompressed */

/* An end of which we hold the wire. */
typedef struct end {
    SSL *ssl;
    BIO *in, *out;
} end;

typedef struct stranger_between {
    raw_keys keys;
    uint8_t point[POINT]; /* the server's */
    raw_buffer hello;     /* the client's records */
    raw_buffer flight;    /* the server's records, then ours */
    raw_buffer transcript;
} stranger_between;

static end end_new(SSL_CTX *ctx)
{
    end e = {SSL_new(ctx), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem())};

    NEED(e.ssl != NULL && e.in != NULL && e.out != NULL);
    BIO_set_mem_eof_return(e.in, -1);
    SSL_set_bio(e.ssl, e.in, e.out);
    if (SSL_is_server(e.ssl))
        SSL_set_accept_state(e.ssl);
    else
        SSL_set_connect_state(e.ssl);
    return e;
}

/* Has the end read what was said; it either completes, or waits for more. */
static bool tell(end *e, const raw_buffer *said, bool *completed)
{
    int ret;

    if (said != NULL)
        NEED(BIO_write(e->in, said->p, (int)said->n) == (int)said->n);
    ERR_clear_error();
    ret = SSL_do_handshake(e->ssl);
    *completed = ret == 1;
    return ret == 1 || SSL_get_error(e->ssl, ret) == SSL_ERROR_WANT_READ;
}

static void hear(end *e, raw_buffer *said)
{
    int n = BIO_read(e->out, said->p, RAW_FLIGHT_MAX);

    NEED(n > RECORD_HEADER);
    said->n = (size_t)n;
}

static void note(stranger_between *s, const raw_buffer *records)
{
    for (size_t at = 0; at < records->n;) {
        size_t n = raw_number(records->p + at + 3, 2);

        raw_put(&s->transcript, records->p + at + RECORD_HEADER, n);
        at += RECORD_HEADER + n;
    }
}

/* The hello again, each time with another random. */
static void knock(SSL_CTX *server, const raw_buffer *hello, unsigned times)
{
    raw_buffer mine = *hello;
    bool completed;

    for (unsigned i = 1; i <= times; i++) {
        end e = end_new(server);

        memcpy(mine.p + RECORD_HEADER + HELLO_RANDOM, &i, sizeof(i));
        NEED(tell(&e, &mine, &completed) && BIO_ctrl_pending(e.out) > 0);
        SSL_free(e.ssl);
    }
}

/* The client verified the flight, whatever it thinks of the handshake then. */
static bool takes(end *client, const raw_buffer *flight)
{
    raw_buffer said = {.n = 0};
    bool completed;

    (void)tell(client, flight, &completed);
    hear(client, &said);
    return said.p[0] == RAW_RECORD_HANDSHAKE &&
           said.p[RECORD_HEADER] == SSL3_MT_CLIENT_KEY_EXCHANGE;
}

static void read_flight(stranger_between *s)
{
    const uint8_t *p = s->transcript.p;

    memcpy(s->keys.client_random, p + HELLO_RANDOM, RAW_RANDOM);
    for (size_t at = 0; at < s->transcript.n;) {
        if (p[at] == SSL3_MT_SERVER_HELLO)
            memcpy(s->keys.server_random, p + at + HELLO_RANDOM, RAW_RANDOM);
        if (p[at] == SSL3_MT_SERVER_KEY_EXCHANGE) {
            NEED(p[at + 7] == POINT);
            memcpy(s->point, p + at + 8, POINT);
        }
        at += 4 + raw_number(p + at + 1, 3);
    }
}

static void agree(const stranger_between *s, raw_buffer *exchange,
                  uint8_t secret[32])
{
    EVP_PKEY *mine = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    EVP_PKEY *theirs = EVP_PKEY_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(mine, NULL);
    unsigned char *point = NULL;
    size_t n = 32;

    NEED(ctx != NULL && theirs != NULL);
    NEED(EVP_PKEY_get1_encoded_public_key(mine, &point) == POINT);
    NEED(EVP_PKEY_copy_parameters(theirs, mine) == 1 &&
         EVP_PKEY_set1_encoded_public_key(theirs, s->point, POINT) == 1);
    NEED(EVP_PKEY_derive_init(ctx) == 1 &&
         EVP_PKEY_derive_set_peer(ctx, theirs) == 1 &&
         EVP_PKEY_derive(ctx, secret, &n) == 1 && n == 32);
    raw_put_number(exchange, POINT, 1);
    raw_put(exchange, point, POINT);
    OPENSSL_free(point);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(theirs);
    EVP_PKEY_free(mine);
}

/* ClientKeyExchange and Finished, by RFC 7627. */
static void answer(stranger_between *s)
{
    raw_buffer exchange = {.n = 0};
    uint8_t secret[32], hash[32];
    const raw_seed seed = {"extended master secret", hash, sizeof(hash), NULL,
                           0};

    agree(s, &exchange, secret);
    s->flight.n = 0;
    raw_say(&s->flight, &s->transcript, SSL3_MT_CLIENT_KEY_EXCHANGE, &exchange);
    NEED(EVP_Digest(s->transcript.p, s->transcript.n, hash, NULL, EVP_sha256(),
                    NULL) == 1);
    raw_prf(secret, sizeof(secret), seed, s->keys.master, RAW_MASTER);
    raw_put_finished(&s->flight, &s->transcript, &s->keys);
}

relayed relay(SSL_CTX *server, SSL_CTX *client, unsigned knocks)
{
    static _Thread_local stranger_between s;
    relayed r = {.lured = false};
    bool completed;
    end to, from;

    memset(&s, 0, sizeof(s));
    wire_terms(client, (terms){.suites = "ECDHE-ECDSA-AES128-GCM-SHA256",
                               .groups = "P-256"});
    to = end_new(server);
    from = end_new(client);
    NEED(tell(&from, NULL, &completed));
    hear(&from, &s.hello);
    NEED(tell(&to, &s.hello, &completed));
    hear(&to, &s.flight);
    note(&s, &s.hello);
    note(&s, &s.flight);
    knock(server, &s.hello, knocks);
    r.lured = takes(&from, &s.flight);
    read_flight(&s);
    answer(&s);
    (void)tell(&to, &s.flight, &r.served);
    wire_errors(r.why, sizeof(r.why));
    SSL_free(to.ssl);
    SSL_free(from.ssl);
    return r;
}
