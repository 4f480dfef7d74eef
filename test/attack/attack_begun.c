/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes that strangers begin and leave, while CSMFs stand between their
 * Certificate and their CertificateVerify: what the server remembers of the
 * CSMFs' transcripts stays.
 */
#include "check.h"
#include "parties.h"

#define CSMFS 8
#define STRANGERS 1000

static parties *p;

/* A change of cipher (RFC 8446 D.4) stands before the Certificate. */
static void move_to_certificate(wire *w)
{
    NEED(wire_step_client(w) && wire_record(w)); /* ClientHello */
    NEED(wire_step_server(w) && wire_step_client(w));
    for (int records = 0; records < 2; records++) {
        NEED(wire_record(w));
        (void)wire_step_server(w);
    }
}

static void finish(wire *w)
{
    while (wire_record(w))
        (void)wire_step_server(w);
    CHECK(w->server_done, "the CSMF was refused: %s", w->server_errors);
}

static void begin(SSL_CTX *server, SSL_CTX *client)
{
    wire *w = wire_new(server, client);

    NEED(wire_step_client(w) && wire_step_server(w));
    wire_free(w);
}

int main(void)
{
    wire *csmf[CSMFS];
    SSL_CTX *server, *client;
    gate *g;

    p = parties_new();
    g = gate_new("", p->anchors);
    server = parties_server(p, g, TLS1_3_VERSION, VERIFY_REQUIRED);
    client = parties_client(p, TLS1_3_VERSION, party_cert(p->good));
    behaviour("handshakes begun in between take no CSMF's transcript away");
    for (int i = 0; i < CSMFS; i++) {
        csmf[i] = wire_new_by_record(server, client);
        move_to_certificate(csmf[i]);
    }
    for (int i = 0; i < STRANGERS; i++)
        begin(server, client);
    for (int i = 0; i < CSMFS; i++) {
        finish(csmf[i]);
        wire_free(csmf[i]);
    }
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    gate_free(g);
    parties_free(p);
    return check_result();
}
