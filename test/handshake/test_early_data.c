/* SPDX-License-Identifier: Apache-2.0 */
/* Early data is refused before anything of it is decrypted: T13-0RTT-1. */
#include <openssl/err.h>
#include <string.h>

#include "expect.h"
#include "parties.h"
#include "resume.h"

static parties *p;

/* What became of early data of a session that resumes. */
typedef struct early {
    size_t delivered;
    int status; /* what the client is told */
    outcome o;
} early;

static early send_early(const gate *server_gate, const gate *client_gate)
{
    const resume_way *way = &resume_ways[3];
    SSL_CTX *server = wire_server(server_gate, way->version, p->server,
                                  p->anchors, VERIFY_REQUIRED);
    SSL_CTX *client =
        wire_client(client_gate, way->version, party_cert(p->good), p->anchors,
                    VERIFY_REQUIRED);
    early e = {0};
    SSL_SESSION *session;
    wire *w;
    char got[64];
    size_t n = 0;

    resume_allow(server, client, way);
    NEED(SSL_CTX_set_max_early_data(server, 1024) == 1);
    session = resume_first(server, client);
    NEED(SSL_SESSION_get_max_early_data(session) == 1024);
    w = wire_new(server, client);
    NEED(SSL_set_session(w->client, session) == 1);
    ERR_clear_error();
    if (SSL_write_early_data(w->client, "early", 5, &n) != 1) {
        w->client_failed = true;
        wire_errors(w->client_errors, sizeof(w->client_errors));
    }
    ERR_clear_error();
    if (!w->client_failed &&
        SSL_read_early_data(w->server, got, sizeof(got), &e.delivered) ==
            SSL_READ_EARLY_DATA_ERROR) {
        w->server_failed = true;
        wire_errors(w->server_errors, sizeof(w->server_errors));
    }
    wire_run(w);
    e.status = SSL_get_early_data_status(w->client);
    e.o.served = w->server_done;
    e.o.client = w->client_done;
    (void)snprintf(e.o.why, sizeof(e.o.why), "%.2000s%.2000s", w->server_errors,
                   w->client_errors);
    wire_free(w);
    SSL_SESSION_free(session);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return e;
}

int main(void)
{
    gate *g, *monitor;
    early e;

    p = parties_new();
    g = gate_new("", p->anchors);
    monitor = gate_new("[gate]\nmode = monitor\n", p->anchors);
    behaviour("stock delivers early data, or the rest proves nothing");
    e = send_early(NULL, NULL);
    CHECK(e.delivered == 5 && e.status == SSL_EARLY_DATA_ACCEPTED, "%zu, %s",
          e.delivered, e.o.why);
    behaviour("a gated server delivers none of it");
    e = send_early(g, NULL);
    CHECK(e.delivered == 0, "delivered: %zu", e.delivered);
    EXPECT_SERVER(e.o, "T13-0RTT-1", "the server");
    behaviour("a gated client sends none of it");
    e = send_early(NULL, g);
    CHECK(e.delivered == 0, "delivered: %zu", e.delivered);
    EXPECT_CLIENT(e.o, "T13-0RTT-1", "the client");
    behaviour("the mode monitor says so");
    e = send_early(monitor, NULL);
    CHECK(e.delivered == 5, "delivered: %zu, %s", e.delivered, e.o.why);
    CHECK(gate_audited(monitor, "T13-0RTT-1") > 0, "it is told");
    gate_free(g);
    gate_free(monitor);
    parties_free(p);
    return check_result();
}
