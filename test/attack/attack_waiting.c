/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS 1.3: thousands wait between Certificate and CertificateVerify while a
 * slow CSMF waits there too: what the server remembers of its transcript
 * stays. Some of them are connections that came that far and left; for the
 * others their transcripts are hashed as a server does, and go on waiting.
 */
#include <string.h>

#include "expect.h"
#include "overheard.h"
#include "parties.h"

#define WAITING 4000
#define LEFT 100
#define HELLO_RANDOM 6

static parties *p;

/* ClientHello, a change of cipher (RFC 8446 D.4), the Certificate. */
static void move_to_certificate(wire *w)
{
    NEED(wire_step_client(w) && wire_record(w));
    NEED(wire_step_server(w) && wire_step_client(w));
    for (int records = 0; records < 2; records++) {
        NEED(wire_record(w));
        (void)wire_step_server(w);
    }
}

static void knock_and_leave(SSL_CTX *server, SSL_CTX *client)
{
    for (int i = 0; i < LEFT; i++) {
        wire *w = wire_new_by_record(server, client);

        move_to_certificate(w);
        wire_free(w);
    }
}

/* A stranger's whole handshake, for what it is that is hashed. */
static void listen(SSL_CTX *server, overheard *o)
{
    SSL_CTX *client = parties_client(p, TLS1_3_VERSION, party_cert(p->bad));
    wire *w;

    overhear(client, o);
    w = wire_new(server, client);
    wire_run(w);
    NEED(o->ended);
    wire_free(w);
    SSL_CTX_free(client);
}

/* Hashed like libssl does it: the state goes on, a copy of it ends. */
static EVP_MD_CTX *wait_with(const EVP_MD *md, overheard *o, unsigned number)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *now = EVP_MD_CTX_new();
    uint8_t hash[EVP_MAX_MD_SIZE];

    memcpy(o->messages.p + HELLO_RANDOM, &number, sizeof(number));
    NEED(ctx != NULL && now != NULL && EVP_DigestInit_ex(ctx, md, NULL) == 1 &&
         EVP_DigestUpdate(ctx, o->messages.p, o->messages.n) == 1);
    NEED(EVP_MD_CTX_copy_ex(now, ctx) == 1 &&
         EVP_DigestFinal_ex(now, hash, NULL) == 1);
    EVP_MD_CTX_free(now);
    return ctx;
}

static void finish(wire *w)
{
    while (wire_record(w))
        (void)wire_step_server(w);
    CHECK(w->server_done, "the CSMF was refused: %s", w->server_errors);
    wire_free(w);
}

int main(void)
{
    static EVP_MD_CTX *waiting[WAITING];
    static overheard o;
    SSL_CTX *server, *csmf, *stranger;
    EVP_MD *md;
    wire *slow;
    gate *g;

    p = parties_new();
    g = gate_new("", p->anchors);
    server = parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING);
    csmf = parties_client(p, TLS1_3_VERSION, party_cert(p->good));
    stranger = parties_client(p, TLS1_3_VERSION, party_cert(p->bad));
    wire_terms(server, (terms){.suites_tls13 = "TLS_AES_128_GCM_SHA256"});
    md = EVP_MD_fetch(g->ctx, "SHA256", NULL);
    NEED(md != NULL);
    listen(server, &o);
    behaviour("a slow CSMF is served, whoever waits beside it");
    slow = wire_new_by_record(server, csmf);
    move_to_certificate(slow);
    knock_and_leave(server, stranger);
    for (unsigned i = 0; i < WAITING; i++)
        waiting[i] = wait_with(md, &o, i);
    finish(slow);
    for (unsigned i = 0; i < WAITING; i++)
        EVP_MD_CTX_free(waiting[i]);
    EVP_MD_free(md);
    SSL_CTX_free(server);
    SSL_CTX_free(csmf);
    SSL_CTX_free(stranger);
    gate_free(g);
    parties_free(p);
    return check_result();
}
