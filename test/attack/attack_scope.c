/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host beside the scope, whose clients need no certificate: they push no
 * session of the scope out, and are themselves left alone, whatever of their
 * leaf the application waived.
 */
#include <stdio.h>

#include "expect.h"
#include "parties.h"
#include "resume.h"

/* More than the fewest sessions that a policy can keep. */
#define STRANGERS 1500

static parties *p;
static identity beside;
static const identity nobody = {NULL, NULL, NULL};

static gate *scope(const char *more)
{
    char policy[256], hash[65];

    (void)snprintf(policy, sizeof(policy),
                   "[scope]\nown_certificate.1 = %s\n%s",
                   wire_hash(p->server.leaf, hash), more);
    return gate_new(policy, p->anchors);
}

static SSL_CTX *host_beside(const gate *g, const resume_way *way, bool asks)
{
    SSL_CTX *ctx =
        wire_server(g, way->version, beside, p->anchors, VERIFY_WAIVING);

    if (!asks)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

static void flood(const gate *g, const resume_way *way)
{
    SSL_CTX *server = host_beside(g, way, false);
    SSL_CTX *client = parties_client(p, way->version, nobody);

    resume_allow(server, client, way);
    for (int i = 0; i < STRANGERS; i++) {
        resumed r = resume_once(server, client, NULL);

        NEED(r.o.served && r.session != NULL);
        SSL_SESSION_free(r.session);
    }
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

static void push_out(const gate *g, const resume_way *way)
{
    SSL_CTX *server = parties_server(p, g, way->version, VERIFY_REQUIRED);
    SSL_CTX *client = parties_client(p, way->version, party_cert(p->good));
    SSL_SESSION *session;
    resumed r;

    resume_allow(server, client, way);
    session = resume_first(server, client);
    flood(g, way);
    r = resume_once(server, client, session);
    CHECK(r.o.served && r.reused, "%s, after %d strangers: %s", way->name,
          STRANGERS, r.o.why);
    SSL_SESSION_free(session);
    SSL_SESSION_free(r.session);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

static void push_sessions_out(void)
{
    gate *g = scope("[resumption]\nentries = 1024\n");

    behaviour("strangers beside the scope push out no session of it");
    /* the table does not care how the session is kept elsewhere */
    push_out(g, &resume_ways[0]);
    push_out(g, &resume_ways[2]);
    gate_free(g);
}

static void resume_expired(void)
{
    gate *g = scope("resumption = by-name\n");

    behaviour("beside the scope an expired leaf that is waived resumes");
    EACH_WAY(way)
    {
        SSL_CTX *server = host_beside(g, way, true);
        SSL_CTX *client =
            parties_client(p, way->version, party(p, "leaf-expired"));
        resumed first, r;

        resume_allow(server, client, way);
        first = resume_once(server, client, NULL);
        CHECK(first.o.served, "%s, in full: %s", way->name, first.o.why);
        r = resume_once(server, client, first.session);
        CHECK(r.o.served && r.reused, "%s, resumed: %s", way->name, r.o.why);
        SSL_SESSION_free(first.session);
        SSL_SESSION_free(r.session);
        SSL_CTX_free(server);
        SSL_CTX_free(client);
    }
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    beside = party_cert(pki_issue(
        p->pk, pki_spec_server(p->pk, p->op->tls_a,
                               pki_key_get(p->pk, "ec:P-256", "beside"))));
    push_sessions_out();
    resume_expired();
    parties_free(p);
    return check_result();
}
