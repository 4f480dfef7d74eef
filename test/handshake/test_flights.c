/* SPDX-License-Identifier: Apache-2.0 */
/* The gate stands however a handshake takes its course. */
#include <openssl/err.h>
#include <string.h>

#include "check.h"
#include "parties.h"

static parties *p;
static gate *g;

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
    behaviour("after a HelloRetryRequest");
    for (int good = 1; good >= 0; good--) {
        SSL_CTX *server = parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING);
        SSL_CTX *client = parties_client(p, TLS1_3_VERSION,
                                         party_cert(good ? p->good : p->bad));

        NEED(SSL_CTX_set1_groups_list(server, "P-384") == 1);
        NEED(SSL_CTX_set1_groups_list(client, "P-256:P-384") == 1);
        expect(wire_once(server, client), good == 1, "CERT-CDP-1", "retry");
    }
}

/* The client's answer to a request after the handshake. */
static void later(bool good)
{
    SSL_CTX *server = parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING);
    SSL_CTX *client =
        parties_client(p, TLS1_3_VERSION, party_cert(good ? p->good : p->bad));
    char errors[4096];
    wire *w;
    bool asked;

    SSL_CTX_set_post_handshake_auth(client, 1);
    SSL_CTX_set_verify(server,
                       SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE |
                           SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       SSL_CTX_get_verify_callback(server));
    w = wire_new(server, client);
    wire_run(w);
    CHECK(w->server_done && wire_exchange(w), "the handshake itself");
    for (int round = 0; round < 2; round++) {
        asked = SSL_verify_client_post_handshake(w->server) == 1 &&
                SSL_do_handshake(w->server) == 1;
        CHECK(asked, "asks for a certificate");
        /* The request is read, and answered, with the server's byte. */
        CHECK(wire_exchange(w) == false || good, "round %d", round);
        ERR_clear_error();
        {
            char byte;

            CHECK(SSL_write(w->server, "x", 1) == 1 || !good, "server writes");
            (void)SSL_read(w->client, &byte, 1);
            ERR_clear_error();
            (void)SSL_read(w->server, &byte, 1);
        }
        wire_errors(errors, sizeof(errors));
        CHECK((SSL_get0_peer_certificate(w->server) != NULL &&
               !strstr(errors, "CERT-CDP-1")) == good,
              "round %d: %s", round, errors);
        if (!good)
            break;
    }
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    both_are_judged_alike();
    unverified_leaf();
    hello_retry();
    behaviour("post-handshake authentication");
    later(true);
    later(false);
    gate_free(g);
    parties_free(p);
    return check_result();
}
