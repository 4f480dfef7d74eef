/* SPDX-License-Identifier: Apache-2.0 */
/* Mutual authentication: TLS-MA-1, whatever the application asks and waives. */
#include <string.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static gate *g;
static const identity nobody = {NULL, NULL, NULL};

/* How an application asks for the client's certificate. */
typedef enum asking { NEVER, OPTIONAL, WAIVING } asking;

static SSL_CTX *server_of(const gate *by, int version, asking how)
{
    SSL_CTX *ctx = parties_server(p, by, version, VERIFY_REQUIRED);

    SSL_CTX_set_verify(ctx, how == NEVER ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                       how == WAIVING ? wire_waive : NULL);
    return ctx;
}

static outcome meet(const gate *by, int version, asking how, identity who)
{
    return wire_once(server_of(by, version, how),
                     parties_client(p, version, who));
}

static void not_asked_for(void)
{
    behaviour("a client that is never asked for a certificate is refused");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(g, *v, NEVER, party_cert(p->good)), "TLS-MA-1",
                      tls_name(*v));
        EXPECT_SERVER(meet(g, *v, NEVER, nobody), "none asked for",
                      tls_name(*v));
    }
}

static void asked_and_empty(void)
{
    behaviour("a client that is asked and has none is refused");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(g, *v, OPTIONAL, nobody), "TLS-MA-1", tls_name(*v));
        EXPECT_SERVER(meet(g, *v, WAIVING, nobody), "an empty list",
                      tls_name(*v));
    }
}

static void optional_by_the_application(void)
{
    behaviour("an application that would do without serves who has one");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(g, *v, OPTIONAL, party_cert(p->good)), NULL,
                      tls_name(*v));
        EXPECT_SERVER(meet(g, *v, WAIVING, party_cert(p->bad)), "CERT-CDP-1",
                      tls_name(*v));
    }
}

/* optional_no_ca: the chain is compliant, and nobody's. */
static void a_strangers_chain(void)
{
    const pki_cert *leaf =
        pki_issue(p->pk, pki_spec_client(p->pk, p->op->stranger, p->op->csmf));
    const pki_cert *up[2] = {p->op->stranger, NULL};
    identity who = {leaf, NULL, up};
    gate *without = gate_new("", NULL);

    behaviour("a stranger's compliant chain: not with anchors");
    EACH_VERSION(v)
    {
        outcome o = meet(g, *v, WAIVING, who);

        CHECK(!o.served, "%s: with anchors", tls_name(*v));
        CHECK(strstr(o.why, "GATE-3") != NULL ||
                  strstr(o.why, "CHAIN-7") != NULL,
              "%s: %s", tls_name(*v), o.why);
    }
    gate_free(without);
}

/* The same with the stranger's root sent along, so that its path is verified;
 * without anchors trust stays with the application, which waived it. */
static void a_strangers_whole_chain(void)
{
    const pki_cert *leaf =
        pki_issue(p->pk, pki_spec_client(p->pk, p->op->stranger, p->op->csmf));
    const pki_cert *up[3] = {p->op->stranger, p->op->stranger_root, NULL};
    identity who = {leaf, NULL, up};
    gate *without = gate_new("", NULL);

    behaviour("a stranger's compliant chain: the application's word without "
              "anchors");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(g, *v, WAIVING, who), "CHAIN-7", tls_name(*v));
        EXPECT_SERVER(meet(without, *v, WAIVING, who), NULL, tls_name(*v));
        EXPECT_SERVER(meet(without, *v, NEVER, who), "TLS-MA-1", tls_name(*v));
    }
    gate_free(without);
}

static void optional_by_the_policy(void)
{
    gate *lax = gate_new("[server]\nmutual = optional\n", p->anchors);

    behaviour("mutual = optional lets a server be authenticated alone");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(lax, *v, NEVER, nobody), NULL, tls_name(*v));
        EXPECT_SERVER(meet(lax, *v, OPTIONAL, nobody), NULL, tls_name(*v));
        EXPECT_SERVER(meet(lax, *v, WAIVING, party_cert(p->bad)), "CERT-CDP-1",
                      tls_name(*v));
        EXPECT_SERVER(meet(lax, *v, WAIVING, party_cert(p->good)), NULL,
                      tls_name(*v));
    }
    gate_free(lax);
}

static void only_logged(void)
{
    gate *warned = gate_new("[rules]\nTLS-MA-1 = warn\n", p->anchors);
    gate *monitor = gate_new("[gate]\nmode = monitor\n", p->anchors);

    behaviour("the level warn and the mode monitor log what they let in");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(warned, *v, NEVER, nobody), NULL, tls_name(*v));
        EXPECT_SERVER(meet(monitor, *v, NEVER, nobody), NULL, tls_name(*v));
    }
    CHECK(gate_audited(warned, "\"id\":\"TLS-MA-1\"") >= 1, "warned of");
    CHECK(gate_audited(warned, "refuse") == 0, "as a warning");
    CHECK(gate_audited(monitor, "TLS-MA-1") == 2, "monitored");
    CHECK(gate_audited(monitor, "\"verdict\":\"would-refuse\"") == 2,
          "as what would be refused");
    gate_free(warned);
    gate_free(monitor);
}

/* ---- As the client ----------------------------------------------------- */

static outcome go(const gate *by, int version, identity who, bool asked)
{
    SSL_CTX *server = parties_server(p, NULL, version, VERIFY_SKIPPED);

    if (!asked)
        SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
    return wire_once(
        server, wire_client(by, version, who, p->anchors, VERIFY_REQUIRED));
}

static void as_the_client(void)
{
    gate *strict = gate_new("[client]\nmutual = required\n", p->anchors);
    /* of a process that is no server with the same key as well */
    gate *lax = gate_new("", p->anchors);

    behaviour("a client need not authenticate unless the policy says so");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(lax, *v, nobody, false), NULL, tls_name(*v));
        EXPECT_CLIENT(go(lax, *v, party_cert(p->good), true), NULL,
                      tls_name(*v));
        EXPECT_CLIENT(go(strict, *v, party_cert(p->good), true), NULL,
                      tls_name(*v));
        EXPECT_CLIENT(go(strict, *v, party_cert(p->good), false), "TLS-MA-1",
                      tls_name(*v));
    }
    gate_free(lax);
    gate_free(strict);
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    not_asked_for();
    asked_and_empty();
    optional_by_the_application();
    a_strangers_chain();
    a_strangers_whole_chain();
    optional_by_the_policy();
    only_logged();
    as_the_client();
    gate_free(g);
    parties_free(p);
    return check_result();
}
