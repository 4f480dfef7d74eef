/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate of the process itself: own_certificate. */
#include <string.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static identity broken;

#define TOLD "\"stage\":\"own certificate\""

static outcome serve(const gate *g, int version, identity who)
{
    return wire_once(wire_server(g, version, who, p->anchors, VERIFY_WAIVING),
                     parties_client(p, version, party_cert(p->good)));
}

static outcome go(const gate *g, int version, identity who)
{
    return wire_once(
        wire_server(NULL, version, p->server, NULL, VERIFY_SKIPPED),
        wire_client(g, version, who, p->anchors, VERIFY_WAIVING));
}

static void warned_of_once(void)
{
    behaviour("by default a broken certificate of one's own is told once");
    EACH_VERSION(v)
    {
        gate *g = gate_new("", p->anchors);

        for (int i = 0; i < 3; i++)
            EXPECT_SERVER(serve(g, *v, broken), NULL, tls_name(*v));
        CHECK(gate_audited(g, TOLD) == 1, "%s, as the server: %u", tls_name(*v),
              gate_audited(g, TOLD));
        EXPECT_CLIENT(go(g, *v, party_cert(p->bad)), NULL, tls_name(*v));
        EXPECT_CLIENT(go(g, *v, party_cert(p->bad)), NULL, tls_name(*v));
        CHECK(gate_audited(g, TOLD) == 2, "%s, as the client: %u", tls_name(*v),
              gate_audited(g, TOLD));
        CHECK(gate_audited(g, "CERT-CDP-1") == 2, "by the rule");
        gate_free(g);
    }
}

static void enforced(void)
{
    gate *g = gate_new("[server]\nown_certificate = enforce\n"
                       "[client]\nown_certificate = enforce\n",
                       p->anchors);

    behaviour("enforced, it is refused by this process itself");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(g, *v, broken), "CERT-CDP-1", tls_name(*v));
        EXPECT_SERVER(serve(g, *v, p->server), NULL, tls_name(*v));
        EXPECT_CLIENT(go(g, *v, party_cert(p->bad)), "CERT-CDP-1",
                      tls_name(*v));
        EXPECT_CLIENT(go(g, *v, party_cert(p->good)), NULL, tls_name(*v));
    }
    gate_free(g);
}

static void not_looked_at(void)
{
    gate *g = gate_new("[server]\nown_certificate = off\n"
                       "[client]\nown_certificate = off\n",
                       p->anchors);

    behaviour("off, nothing is said");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(serve(g, *v, broken), NULL, tls_name(*v));
        EXPECT_CLIENT(go(g, *v, party_cert(p->bad)), NULL, tls_name(*v));
    }
    CHECK(gate_audited(g, TOLD) == 0, "silent");
    gate_free(g);
}

/* One's own is not the peer's: presenting it opens no door to it. */
static void not_a_pass(void)
{
    gate *g = gate_new("", p->anchors);

    behaviour("a certificate of one's own passes nobody else");
    EACH_VERSION(v)
    {
        EXPECT_CLIENT(go(g, *v, party_cert(p->good)), NULL, tls_name(*v));
        EXPECT_SERVER(
            parties_meet(p, g, *v, VERIFY_SKIPPED, party_cert(p->good)),
            "GATE-3", tls_name(*v));
    }
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    broken = party_cert(pki_server_broken(p->op));
    warned_of_once();
    enforced();
    not_looked_at();
    not_a_pass();
    parties_free(p);
    return check_result();
}
