/* SPDX-License-Identifier: Apache-2.0 */
/* The gate stands however a handshake takes its course. */
#include <openssl/err.h>
#include <string.h>

#include "check.h"
#include "parties.h"

/* What is tried here begins without a client certificate, or is refused for
 * its course alone: the policy lets both pass, so that the leaf decides. */
#define LAX "[server]\nmutual = optional\n[rules]\nT12-REN-1 = warn\n"

static parties *p;
static gate *g, *lax;

static void expect(outcome o, bool served, const char *rule, const char *what)
{
    CHECK(o.served == served, "%s: %s; %s", what,
          o.served ? "served" : "not served", o.why);
    CHECK(served || strstr(o.why, rule) != NULL, "%s: expected %s in \"%s\"",
          what, rule, o.why);
}

static void both_are_judged_alike(void)
{
    behaviour("a compliant client is served, a broken one is not");
    EACH_VERSION(v)
    {
        expect(parties_meet(p, g, *v, VERIFY_REQUIRED, party_cert(p->good)),
               true, "", tls_name(*v));
        expect(parties_meet(p, g, *v, VERIFY_REQUIRED, party_cert(p->bad)),
               false, "CERT-CDP-1", tls_name(*v));
        expect(parties_meet(p, g, *v, VERIFY_WAIVING, party_cert(p->bad)),
               false, "CERT-CDP-1", tls_name(*v));
    }
}

static void unverified_leaf(void)
{
    behaviour("a leaf that the application never had verified is refused");
    EACH_VERSION(v)
    {
        expect(parties_meet(p, g, *v, VERIFY_SKIPPED, party_cert(p->bad)),
               false, "CERT-CDP-1", tls_name(*v));
    }
}

static void hello_retry(void)
{
    /* SSL_CTX_set1_groups_list casts const away, which clang reports. */
    static char p384[] = "P-384", both[] = "P-256:P-384";

    behaviour("after a HelloRetryRequest");
    for (int good = 1; good >= 0; good--) {
        SSL_CTX *server = parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING);
        SSL_CTX *client = parties_client(p, TLS1_3_VERSION,
                                         party_cert(good ? p->good : p->bad));

        NEED(SSL_CTX_ctrl(server, SSL_CTRL_SET_GROUPS_LIST, 0, p384) == 1);
        NEED(SSL_CTX_ctrl(client, SSL_CTRL_SET_GROUPS_LIST, 0, both) == 1);
        expect(wire_once(server, client), good == 1, "CERT-CDP-1", "retry");
    }
}

/* Does the server accept what the client answers to a later request? */
static bool answers_later(wire *w, char *errors, size_t size)
{
    char byte = 0;
    bool asked = SSL_verify_client_post_handshake(w->server) == 1 &&
                 SSL_do_handshake(w->server) == 1;

    CHECK(asked, "the server asks for a certificate");
    (void)SSL_read(w->client, &byte, 1); /* reads the request and answers */
    ERR_clear_error();
    (void)SSL_write(w->client, "x", 1);
    ERR_clear_error();
    asked = SSL_read(w->server, &byte, 1) == 1 && byte == 'x';
    wire_errors(errors, size);
    return asked;
}

/* Two ends of which the server asks for a certificate later only. */
static wire *join_later(const gate *by, bool good)
{
    SSL_CTX *server = parties_server(p, by, TLS1_3_VERSION, VERIFY_WAIVING);
    SSL_CTX *client =
        parties_client(p, TLS1_3_VERSION, party_cert(good ? p->good : p->bad));
    wire *w;

    SSL_CTX_set_post_handshake_auth(client, 1);
    SSL_CTX_set_verify(server,
                       SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE |
                           SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       SSL_CTX_get_verify_callback(server));
    w = wire_new(server, client);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    wire_run(w);
    return w;
}

static void later_is_too_late(void)
{
    wire *w = join_later(g, true);

    CHECK(!w->server_done, "the handshake has no client certificate");
    CHECK(strstr(w->server_errors, "TLS-MA-1") != NULL, "%s", w->server_errors);
    wire_free(w);
}

static void later(bool good)
{
    wire *w = join_later(lax, good);
    char errors[4096];

    CHECK(wire_exchange(w), "the handshake itself");
    for (int round = 0; round < (good ? 2 : 1); round++) {
        CHECK(answers_later(w, errors, sizeof(errors)) == good, "round %d: %s",
              round, errors);
        CHECK(good || strstr(errors, "CERT-CDP-1") != NULL, "by the rule: %s",
              errors);
    }
    wire_free(w);
}

/* Two ends that have met, and did not ask for the client's certificate unless
 * the gate wants it. */
static wire *join_to_renew(const gate *by, bool good)
{
    SSL_CTX *server = parties_server(p, by, TLS1_2_VERSION, VERIFY_WAIVING);
    SSL_CTX *client =
        parties_client(p, TLS1_2_VERSION, party_cert(good ? p->good : p->bad));
    wire *w = wire_new(server, client);

    if (by == lax)
        SSL_set_verify(w->server, SSL_VERIFY_NONE, NULL);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    wire_run(w);
    return w;
}

/* A second handshake inside the first, in which the server asks. */
static void renegotiation(const gate *by, bool good, const char *rule)
{
    wire *w = join_to_renew(by, good);
    char byte = 0, errors[4096];
    bool renewed = false;

    CHECK(wire_exchange(w), "the first handshake: %s", w->server_errors);
    SSL_set_verify(w->server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                   SSL_get_verify_callback(w->server));
    NEED(SSL_renegotiate(w->server) == 1 && SSL_do_handshake(w->server) == 1);
    errors[0] = '\0';
    for (int i = 0; i < 6 && !renewed && errors[0] == '\0'; i++) {
        ERR_clear_error();
        (void)SSL_read(w->client, &byte, 1);
        ERR_clear_error();
        if (SSL_get_error(w->server, SSL_read(w->server, &byte, 1)) ==
            SSL_ERROR_SSL)
            wire_errors(errors, sizeof(errors));
        renewed = SSL_get_state(w->server) == TLS_ST_OK &&
                  !SSL_renegotiate_pending(w->server) &&
                  SSL_get0_peer_certificate(w->server) != NULL;
    }
    CHECK(renewed == (rule == NULL), "a %s client: %s", good ? "good" : "bad",
          errors);
    CHECK(rule == NULL || strstr(errors, rule) != NULL, "by the rule: %s",
          errors);
    wire_free(w);
}

/* DTLS 1.2 frames its messages otherwise. */
static void datagrams(identity who, const char *rule)
{
    SSL_CTX *server = SSL_CTX_new_ex(g->ctx, NULL, DTLS_server_method());
    SSL_CTX *like = parties_server(p, g, TLS1_2_VERSION, VERIFY_WAIVING);
    SSL_CTX *client = SSL_CTX_new(DTLS_client_method());
    SSL_CTX *as = parties_client(p, TLS1_2_VERSION, who);
    STACK_OF(X509) * chain;
    outcome o;

    NEED(server != NULL && client != NULL);
    NEED(SSL_CTX_use_certificate(server, SSL_CTX_get0_certificate(like)) == 1);
    NEED(SSL_CTX_use_PrivateKey(server, SSL_CTX_get0_privatekey(like)) == 1);
    if (who.leaf != NULL) {
        NEED(SSL_CTX_use_certificate(client, SSL_CTX_get0_certificate(as)) ==
             1);
        NEED(SSL_CTX_use_PrivateKey(client, SSL_CTX_get0_privatekey(as)) == 1);
        NEED(SSL_CTX_get0_chain_certs(as, &chain) == 1);
        NEED(SSL_CTX_set1_chain(client, chain) == 1);
    }
    SSL_CTX_set1_cert_store(server, SSL_CTX_get_cert_store(like));
    SSL_CTX_set_verify(server, SSL_VERIFY_PEER,
                       SSL_CTX_get_verify_callback(like));
    SSL_CTX_free(like);
    SSL_CTX_free(as);
    o = wire_once_datagrams(server, client);
    CHECK(o.served == (rule == NULL), "%s", o.why);
    CHECK(rule == NULL || strstr(o.why, rule) != NULL, "%s", o.why);
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    lax = gate_new(LAX, p->anchors);
    both_are_judged_alike();
    unverified_leaf();
    hello_retry();
    behaviour("post-handshake authentication");
    later(true);
    later(false);
    later_is_too_late();
    behaviour("renegotiation in TLS 1.2");
    renegotiation(lax, true, NULL);
    renegotiation(lax, false, "CERT-CDP-1");
    renegotiation(g, true, "T12-REN-1");
    behaviour("DTLS 1.2");
    datagrams(party_cert(p->good), NULL);
    datagrams(party_cert(p->bad), "CERT-CDP-1");
    datagrams(party_cert(NULL), "TLS-MA-1");
    gate_free(g);
    gate_free(lax);
    parties_free(p);
    return check_result();
}
