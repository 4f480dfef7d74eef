/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that is a server and a client. A stranger has its client verify
 * what its server signed, and floods the server, so that all that is known of
 * that one handshake is what the client did: he is refused nevertheless, for
 * the leaf that the transcript shows is the server's own.
 */
#include <stdio.h>
#include <string.h>

#include "elsewhere.h"
#include "expect.h"
#include "parties.h"
#include "relay.h"

#define FLOOD 3000

static parties *p;
static const identity nobody = {NULL, NULL, NULL};

typedef struct attempt {
    const char *name;
    const char *policy; /* ends with the server's leaf where it is listed */
    bool listed, elsewhere;
    bool visited; /* a compliant client was served before */
    verify_mode client;
    unsigned knocks;
} attempt;

static const attempt attempts[] = {
    {"by default", "", .knocks = FLOOD},
    {"within a scope",
     "[client]\nmutual = required\n[scope]\nown_certificate.1 = ",
     .listed = true, .client = VERIFY_SKIPPED, .knocks = FLOOD},
    {"where nothing binds the client", "[client]\nprofile = none\n",
     .client = VERIFY_SKIPPED, .knocks = FLOOD},
    {"with the key elsewhere and the leaf listed",
     "[server]\ncertificate.1 = ", .listed = true, .elsewhere = true},
    {"with the key elsewhere, after a compliant client", "", .elsewhere = true,
     .visited = true},
};

static SSL_CTX *server_of(const attempt *a, const gate *g, bool asks)
{
    SSL_CTX *ctx = parties_server(p, g, TLS1_2_VERSION, VERIFY_WAIVING);

    if (a->elsewhere)
        elsewhere_use(ctx, p->server.leaf->key);
    if (!asks)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

static relayed try_it(const attempt *a, const gate *g, unsigned knocks)
{
    SSL_CTX *server = server_of(a, g, false);
    SSL_CTX *client =
        wire_client(g, TLS1_2_VERSION, nobody, p->anchors, a->client);
    relayed r = relay(server, client, knocks);

    CHECK(r.lured, "the client verifies it, or this tries nothing");
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return r;
}

static void visit(const attempt *a, const gate *g)
{
    EXPECT_SERVER(
        wire_once(server_of(a, g, true),
                  parties_client(p, TLS1_2_VERSION, party_cert(p->good))),
        NULL, "a compliant client");
}

static void attack(const attempt *a)
{
    char policy[256], hash[65];
    relayed r;
    gate *g;

    (void)snprintf(policy, sizeof(policy), "%s%s\n", a->policy,
                   a->listed ? wire_hash(p->server.leaf, hash) : "");
    g = gate_new(policy, p->anchors);
    behaviour(a->name);
    r = try_it(a, NULL, 0);
    CHECK(r.served, "stock serves him, or this tries nothing: %s", r.why);
    if (a->visited)
        visit(a, g);
    r = try_it(a, g, a->knocks);
    CHECK(!r.served, "the stranger is in, after %u knocks", a->knocks);
    CHECK(strstr(r.why, "TLS-MA-1") != NULL, "refused for another reason: %s",
          r.why);
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
        attack(&attempts[i]);
    parties_free(p);
    return check_result();
}
