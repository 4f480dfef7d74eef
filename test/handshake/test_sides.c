/* SPDX-License-Identifier: Apache-2.0 */
/* [server] and [client] in one process, and [scope]. */
#include <string.h>

#include "expect.h"
#include "parties.h"
#include "resume.h"

static parties *p;
static const identity nobody = {NULL, NULL, NULL};
static identity broken_server, other_server;

/* As the server, to a client that is broken, or is none. */
static outcome serve(const gate *g, int version, identity client)
{
    SSL_CTX *ctx = parties_server(p, g, version, VERIFY_WAIVING);

    if (client.leaf == NULL)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return wire_once(ctx, parties_client(p, version, client));
}

/* As the client of a server. */
static outcome go(const gate *g, int version, identity server, identity who)
{
    SSL_CTX *ctx = wire_server(NULL, version, server, NULL, VERIFY_SKIPPED);

    if (who.leaf == NULL)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return wire_once(ctx,
                     wire_client(g, version, who, p->anchors, VERIFY_WAIVING));
}

static void a_profile_each(void)
{
    gate *server = gate_new("[client]\nprofile = none\n", p->anchors);
    /* not the same process: servers with one key are taken for one server */
    gate *beside = gate_new("[client]\nprofile = none\n", p->anchors);
    gate *client = gate_new("[server]\nprofile = none\n", p->anchors);

    behaviour("profile = none of one side leaves the other gated");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(server, *v, party_cert(p->bad)), "CERT-CDP-1",
                      "server");
        EXPECT_SERVER(serve(server, *v, nobody), "TLS-MA-1", "server");
        EXPECT_SERVER(serve(server, *v, party_cert(p->good)), NULL, "server");
        EXPECT_CLIENT(go(beside, *v, broken_server, nobody), NULL, "client");
        EXPECT_CLIENT(go(beside, *v, p->server, nobody), NULL, "client");
        EXPECT_SERVER(serve(client, *v, party_cert(p->bad)), NULL, "server");
        EXPECT_SERVER(serve(client, *v, nobody), NULL, "server");
        EXPECT_CLIENT(go(client, *v, broken_server, nobody), "CERT-CDP-1",
                      "client");
        EXPECT_CLIENT(go(client, *v, p->server, nobody), NULL, "client");
    }
    gate_free(server);
    gate_free(beside);
    gate_free(client);
}

static void a_mode_each(void)
{
    gate *g = gate_new("[server]\nmode = monitor\n", p->anchors);

    behaviour("mode = monitor of the server only logs, the client refuses");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(g, *v, nobody), NULL, "server");
        EXPECT_SERVER(serve(g, *v, party_cert(p->bad)), NULL, "server");
        EXPECT_CLIENT(go(g, *v, broken_server, nobody), "CERT-CDP-1", "client");
    }
    CHECK(gate_audited(g, "\"verdict\":\"would-refuse\"") > 0, "it is told");
    CHECK(gate_audited(g, "\"verdict\":\"refuse\"") > 0, "and so is that");
    gate_free(g);
}

static void mutual_each(void)
{
    gate *g = gate_new("[server]\nmutual = optional\n"
                       "[client]\nmutual = required\n",
                       p->anchors);

    behaviour("mutual is each side's own");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(g, *v, nobody), NULL, "server");
        EXPECT_CLIENT(go(g, *v, p->server, nobody), "TLS-MA-1", "client");
        EXPECT_CLIENT(go(g, *v, p->server, party_cert(p->good)), NULL,
                      "client");
    }
    gate_free(g);
}

static void different_profiles(void)
{
    gate *g = gate_new("[client]\nprofile = sba\n", p->anchors);

    behaviour("a certificate is judged for the side that it is for");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(g, *v, party_cert(p->good)), NULL, "mgmt");
        EXPECT_SERVER(serve(g, *v, party_cert(p->bad)), "CERT-CDP-1", "mgmt");
        CHECK(!go(g, *v, p->server, nobody).client, "sba asks for more");
    }
    gate_free(g);
}

/* ---- Scope ------------------------------------------------------------- */

static gate *scope_with(const pki_cert *leaf, const char *more)
{
    char policy[160], hash[65];

    (void)snprintf(policy, sizeof(policy),
                   "[scope]\nown_certificate.1 = %s\n%s", wire_hash(leaf, hash),
                   more);
    return gate_new(policy, p->anchors);
}

static gate *scope_of(const pki_cert *leaf)
{
    return scope_with(leaf, "");
}

static SSL_CTX *host(const gate *g, int version, identity who, bool asks)
{
    SSL_CTX *ctx = wire_server(g, version, who, p->anchors, VERIFY_WAIVING);

    if (!asks)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

static outcome visit(const gate *g, int version, identity who, identity client,
                     const char *groups)
{
    SSL_CTX *server = host(g, version, who, client.leaf != NULL);
    SSL_CTX *visitor = parties_client(p, version, client);

    wire_terms(server, (terms){.groups = groups});
    wire_terms(visitor, (terms){.groups = groups});
    return wire_once(server, visitor);
}

static void of_a_server(void)
{
    gate *g = scope_of(p->server.leaf);

    behaviour("[scope]: a server is bound under the leaf that is listed");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(visit(g, *v, p->server, party_cert(p->good), NULL), NULL,
                      "in scope, good");
        EXPECT_SERVER(visit(g, *v, p->server, party_cert(p->bad), NULL),
                      "CERT-CDP-1", "in scope, bad");
        EXPECT_SERVER(visit(g, *v, p->server, nobody, NULL), "TLS-MA-1",
                      "in scope, nobody");
        EXPECT_SERVER(visit(g, *v, other_server, party_cert(p->bad), NULL),
                      NULL, "out of scope, bad");
        EXPECT_SERVER(visit(g, *v, other_server, nobody, NULL), NULL,
                      "out of scope, nobody");
        EXPECT_SERVER(visit(g, *v, other_server, nobody, "P-521:P-256"), NULL,
                      "out of scope, P-521");
    }
    gate_free(g);
}

static void of_a_client(void)
{
    gate *g = scope_of(p->good);

    behaviour("[scope]: a client is bound under the leaf that is listed");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(g, *v, p->server, party_cert(p->good)), NULL,
                      "in scope, good");
        EXPECT_CLIENT(go(g, *v, broken_server, party_cert(p->good)),
                      "CERT-CDP-1", "in scope, bad");
        EXPECT_CLIENT(go(g, *v, broken_server, nobody), NULL,
                      "out of scope, no certificate");
        EXPECT_CLIENT(go(g, *v, broken_server, party_cert(p->bad)), NULL,
                      "out of scope, another certificate");
    }
    gate_free(g);
}

/* A session of OUTSIDE, offered to HOST under NAME. */
static void offer_from(SSL_CTX *outside, SSL_CTX *host_ctx, SSL_CTX *client,
                       const char *name, const char *refused)
{
    resumed first = resume_named(outside, client, NULL, "other.example"), r;

    NEED(first.session != NULL);
    r = resume_named(host_ctx, client, first.session, name);
    EXPECT_SERVER(r.o, refused, name);
    CHECK(refused != NULL || r.reused, "%s: resumed", name);
    SSL_SESSION_free(r.session);
    SSL_SESSION_free(first.session);
}

/* Two hosts of one process have one ticket key, as two listeners of a server
 * may: a ticket of a host outside opens none inside, whatever name is asked. */
static void a_ticket_from_outside(bool by_name)
{
    gate *g =
        scope_with(p->server.leaf, by_name ? "resumption = by-name\n" : "");
    const char *refused = by_name ? NULL : "RES-1";

    EACH_WAY(way)
    {
        SSL_CTX *outside, *inside, *client;

        if (way->stateful)
            continue;
        outside = host(g, way->version, other_server, false);
        inside = host(g, way->version, p->server, true);
        client = parties_client(p, way->version, nobody);
        resume_allow(outside, client, way);
        resume_allow(inside, client, way);
        resume_share_tickets(outside, inside);
        offer_from(outside, outside, client, "other.example", refused);
        offer_from(outside, inside, client, "nsmf.example", "RES-1");
        offer_from(outside, inside, client, "other.example", refused);
        SSL_CTX_free(outside);
        SSL_CTX_free(inside);
        SSL_CTX_free(client);
    }
    gate_free(g);
}

static void tickets_from_outside(void)
{
    behaviour("[scope]: a session from outside resumes nowhere");
    a_ticket_from_outside(false);
    behaviour("[scope] resumption = by-name: under the name it began with");
    a_ticket_from_outside(true);
}

/* What monitor mode lets in says so to its end, and when it resumes. */
static void monitored_sessions(void)
{
    gate *g = gate_new("[gate]\nmode = monitor\n"
                       "[audit]\naccepted = yes\nsink.1 = file:@/audit\n",
                       p->anchors);

    behaviour("mode = monitor takes no session of what it would refuse");
    EACH_WAY(way)
    {
        SSL_CTX *server = host(g, way->version, p->server, true);
        SSL_CTX *client = parties_client(p, way->version, party_cert(p->bad));
        resumed first, r;

        resume_allow(server, client, way);
        first = resume_named(server, client, NULL, "nsmf.example");
        NEED(first.session != NULL);
        r = resume_named(server, client, first.session, "nsmf.example");
        CHECK(r.reused, "%s: resumed", way->name);
        SSL_SESSION_free(r.session);
        SSL_SESSION_free(first.session);
        SSL_CTX_free(server);
        SSL_CTX_free(client);
    }
    CHECK(gate_audited(g, "\"verdict\":\"accept\"") == 0, "no word of accept");
    CHECK(gate_audited(g, "RES-1") > 0, "the sessions are unknown");
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    broken_server = party_cert(pki_server_broken(p->op));
    other_server = party_cert(pki_issue(
        p->pk, pki_spec_server(p->pk, p->op->tls_a,
                               pki_key_get(p->pk, "ec:P-256", "vhost"))));
    a_profile_each();
    a_mode_each();
    mutual_each();
    different_profiles();
    of_a_server();
    of_a_client();
    tickets_from_outside();
    monitored_sessions();
    parties_free(p);
    return check_result();
}
