/* SPDX-License-Identifier: Apache-2.0 */
/* QUIC: the same transcript as that of TLS 1.3, and the same gate. */
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "parties.h"
#include "quic.h"
#include "resume.h"

static parties *p;
static gate *g;
static const identity nobody = {NULL, NULL, NULL};

/* ---- A gated server ---------------------------------------------------- */

static SSL_CTX *stock_client(identity who)
{
    return quic_client(NULL, who, NULL, VERIFY_SKIPPED);
}

static outcome serve(verify_mode mode, identity who)
{
    return quic_once(quic_server(g, p->server, p->anchors, mode),
                     stock_client(who));
}

static void certificates(void)
{
    behaviour("a gated server: the compliant client, and broken ones");
    for (int mode = VERIFY_REQUIRED; mode <= VERIFY_WAIVING; mode++) {
        EXPECT_SERVER(serve((verify_mode)mode, party_cert(p->good)), NULL,
                      "compliant");
        EXPECT_SERVER(serve((verify_mode)mode, party_cert(p->bad)),
                      "CERT-CDP-1", "no CDP");
    }
    CHECK(gate_audited(g, "GATE-2") == 0, "each transcript was read");
}

static void mutual(void)
{
    SSL_CTX *server;

    behaviour("a gated server: no client certificate");
    for (int asked = 0; asked < 2; asked++) {
        server = quic_server(g, p->server, p->anchors, VERIFY_REQUIRED);
        SSL_CTX_set_verify(server, asked ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                           NULL);
        EXPECT_SERVER(quic_once(server, stock_client(nobody)), "TLS-MA-1",
                      asked ? "asked for" : "not asked for");
    }
    server = quic_server(g, p->server, p->anchors, VERIFY_REQUIRED);
    SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
    EXPECT_SERVER(quic_once(server, stock_client(party_cert(p->good))),
                  "TLS-MA-1", "has one that is not asked for");
}

/* The filter of what is offered is off under a scope: the rule stands alone. */
static void groups(void)
{
    static const struct {
        const char *name, *rule;
    } rows[] = {{"P-256", NULL},        {"P-384", NULL},
                {"X25519", NULL},       {"X25519MLKEM768", NULL},
                {"P-521", "TLS-GRP-1"}, {"MLKEM768", "TLS-GRP-1"}};
    char policy[128], hash[65];
    gate *scoped;

    (void)snprintf(policy, sizeof(policy), "[scope]\nown_certificate.1 = %s\n",
                   wire_hash(p->server.leaf, hash));
    scoped = gate_new(policy, p->anchors);
    behaviour("a gated server: groups, and a HelloRetryRequest to one");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int retry = 0; retry < 2; retry++) {
            SSL_CTX *server =
                quic_server(scoped, p->server, p->anchors, VERIFY_WAIVING);
            SSL_CTX *client = stock_client(party_cert(p->good));
            char offered[64];

            (void)snprintf(offered, sizeof(offered), "%s%s",
                           retry ? "ffdhe2048:" : "", rows[i].name);
            wire_terms(server, (terms){.groups = rows[i].name});
            wire_terms(client, (terms){.groups = offered});
            EXPECT_SERVER(quic_once(server, client), rows[i].rule, offered);
        }
    gate_free(scoped);
}

/* ---- A gated client ---------------------------------------------------- */

static outcome go(const gate *by, identity server, identity who)
{
    SSL_CTX *ctx = quic_server(NULL, server, NULL, VERIFY_SKIPPED);

    if (who.leaf == NULL)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return quic_once(ctx, quic_client(by, who, p->anchors, VERIFY_WAIVING));
}

static void as_the_client(void)
{
    gate *strict = gate_new("[client]\nmutual = required\n", p->anchors);
    pki_spec *spec = pki_spec_server(p->pk, p->op->tls_a, p->server.leaf->key);
    identity broken;

    pki_ext_drop(spec, PKI_OID_CDP);
    broken = party_cert(pki_issue(p->pk, spec));
    behaviour("a gated client: the compliant server, and broken ones");
    EXPECT_CLIENT(go(g, p->server, party_cert(p->good)), NULL, "mutual");
    EXPECT_CLIENT(go(g, p->server, nobody), NULL, "the server alone");
    EXPECT_CLIENT(go(strict, p->server, party_cert(p->good)), NULL, "required");
    EXPECT_CLIENT(go(strict, p->server, nobody), "TLS-MA-1", "required");
    EXPECT_CLIENT(go(g, broken, party_cert(p->good)), "CERT-CDP-1", "no CDP");
    CHECK(gate_audited(strict, "GATE-2") == 0, "each transcript was read");
    gate_free(strict);
}

static void both_ends(void)
{
    gate *other = gate_new("", p->anchors);

    behaviour("both ends gated");
    EXPECT_SERVER(
        quic_once(quic_server(g, p->server, p->anchors, VERIFY_REQUIRED),
                  quic_client(other, party_cert(p->good), p->anchors,
                              VERIFY_REQUIRED)),
        NULL, "two contexts");
    EXPECT_SERVER(
        quic_once(
            quic_server(g, p->server, p->anchors, VERIFY_REQUIRED),
            quic_client(g, party_cert(p->good), p->anchors, VERIFY_REQUIRED)),
        NULL, "one context");
    gate_free(other);
}

/* ---- Sessions ---------------------------------------------------------- */

/* The client's session of a handshake that is served; the caller's. */
static SSL_SESSION *first_session(SSL_CTX *server, SSL_CTX *client)
{
    quic_end first = quic_meet(server, client, NULL);

    EXPECT_SERVER(first.o, NULL, "first");
    NEED(first.session != NULL);
    return first.session;
}

static quic_end again(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session)
{
    quic_end second = quic_meet(server, client, session);

    SSL_SESSION_free(second.session);
    SSL_SESSION_free(session);
    return second;
}

/* Not those of 3.5: they do the whole handshake over. */
static bool stock_resumes(void)
{
    SSL_CTX *server = quic_server(NULL, p->server, NULL, VERIFY_SKIPPED);
    SSL_CTX *client = stock_client(party_cert(p->good));
    bool reused = again(server, client, first_session(server, client)).reused;

    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return reused;
}

static void known_session(bool resumes)
{
    SSL_CTX *server = quic_server(g, p->server, p->anchors, VERIFY_REQUIRED);
    SSL_CTX *client = stock_client(party_cert(p->good));
    quic_end second = again(server, client, first_session(server, client));

    behaviour("a client with a known session is served");
    EXPECT_SERVER(second.o, NULL, "second");
    CHECK(second.reused == resumes, "as stock does");
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

/* A server without a gate that has the same ticket key let it in. */
static void unknown_session(bool resumes)
{
    SSL_CTX *inside = quic_server(g, p->server, p->anchors, VERIFY_REQUIRED);
    SSL_CTX *outside = quic_server(NULL, p->server, NULL, VERIFY_SKIPPED);
    SSL_CTX *client = stock_client(nobody);
    SSL_SESSION *session;

    behaviour("an unknown session is refused");
    SSL_CTX_set_verify(inside, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_verify(outside, SSL_VERIFY_NONE, NULL);
    resume_share_tickets(inside, outside);
    session = first_session(outside, client);
    EXPECT_SERVER(again(inside, client, session).o,
                  resumes ? "RES-1" : "TLS-MA-1", "second");
    SSL_CTX_free(inside);
    SSL_CTX_free(outside);
    SSL_CTX_free(client);
}

static void sessions(void)
{
    bool resumes = stock_resumes();

    if (!resumes)
        behaviour("resumption: this libssl has none in QUIC, not tried");
    known_session(resumes);
    unknown_session(resumes);
}

int main(void)
{
    if (!quic_has_server())
        return check_skipped("this libssl has no QUIC server");
    p = parties_new();
    g = gate_new("", p->anchors);
    certificates();
    mutual();
    groups();
    as_the_client();
    both_ends();
    sessions();
    gate_free(g);
    parties_free(p);
    return check_result();
}
