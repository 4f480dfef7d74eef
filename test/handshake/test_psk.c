/* SPDX-License-Identifier: Apache-2.0 */
/* External pre-shared keys: which key, under which identity, in which mode. */
#include <string.h>

#include "expect.h"
#include "parties.h"
#include "psk.h"

#define ECDHE_PSK "ECDHE-PSK-CHACHA20-POLY1305"
#define SHA256_SUITE 0x1301
#define SHA384_SUITE 0x1302

static parties *p;
static gate *g;

/* A server without a certificate, unless the test is about one. */
static SSL_CTX *server_of(const gate *by, int version, const shared_key *key,
                          bool certificate)
{
    static const identity none = {NULL, NULL, NULL};
    SSL_CTX *ctx = wire_server(by, version, certificate ? p->server : none,
                               p->anchors, VERIFY_REQUIRED);

    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    psk_serve(ctx, key);
    return ctx;
}

static SSL_CTX *client_of(const gate *by, int version, const shared_key *key)
{
    static const identity none = {NULL, NULL, NULL};
    SSL_CTX *ctx = wire_client(by, version, none, NULL, VERIFY_SKIPPED);

    psk_use(ctx, key);
    return ctx;
}

/* A gated server and a stock client, or the other way round. */
static outcome meet(const gate *server, const gate *client, int version,
                    const shared_key *key, terms t)
{
    SSL_CTX *s = server_of(server, version, key, false);
    SSL_CTX *c = client_of(client, version, key);

    if (version == TLS1_2_VERSION && t.suites == NULL)
        t.suites = ECDHE_PSK;
    if (version == TLS1_3_VERSION)
        t.suites_tls13 = "TLS_AES_128_GCM_SHA256";
    wire_terms(s, t);
    wire_terms(c, t);
    return wire_once(s, c);
}

/* ---- Keys -------------------------------------------------------------- */

static void keys(void)
{
    static const uint8_t zeros[32], block[] = "0123456789abcde\x01"
                                              "0123456789abcde\x01";
    static const char words[] = "password1234567890";
    static const char text[] = "a text of forty printable characters ...";
    const struct {
        const char *what;
        shared_key key;
        const char *rule;
    } rows[] = {
        {"32 octets", {"csmf", psk_random(32), 32}, NULL},
        {"48 octets", {"csmf", psk_random(48), 48}, NULL},
        {"256 octets", {"csmf", psk_random(256), 256}, NULL},
        {"16 octets", {"csmf", psk_random(16), 16}, NULL},
        {"15 octets", {"csmf", psk_random(15), 15}, "PSK-LEN-1"},
        {"8 octets", {"csmf", psk_random(8), 8}, "PSK-LEN-1"},
        {"32 zero octets", {"csmf", zeros, 32}, "PSK-ENT-2"},
        {"a block twice", {"csmf", block, 32}, "PSK-ENT-2"},
        {"a password", {"csmf", words, sizeof(words) - 1}, "PSK-ENT-2"},
        {"printable, long", {"csmf", text, sizeof(text) - 1}, NULL},
        {"its own identity", {text, text, sizeof(text) - 1}, "PSK-ENT-2"},
        {"identity with a control character",
         {"cs\x07mf", psk_random(32), 32},
         "PSK-ID-4"},
        {"identity of no UTF-8", {"cs\xff", psk_random(32), 32}, "PSK-ID-4"},
        {"identity with a blank", {" csmf", psk_random(32), 32}, "PSK-ID-4"},
    };

    behaviour("keys and identities, as the server");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        EACH_VERSION(v)
        {
            EXPECT_SERVER(meet(g, NULL, *v, &rows[i].key, (terms){0}),
                          rows[i].rule, rows[i].what);
        }
    behaviour("keys and identities, as the client");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        EACH_VERSION(v)
        {
            EXPECT_CLIENT(meet(NULL, g, *v, &rows[i].key, (terms){0}),
                          rows[i].rule, rows[i].what);
        }
}

static void as_sessions(void)
{
    static const uint8_t zeros[48];
    const struct {
        uint16_t suite;
        size_t n;
        const char *name;
    } rows[] = {{SHA256_SUITE, 32, "TLS_AES_128_GCM_SHA256"},
                {SHA384_SUITE, 48, "TLS_AES_256_GCM_SHA384"}};

    behaviour("keys given as sessions, of either hash");
    for (size_t i = 0; i < 2; i++)
        for (int weak = 0; weak < 2; weak++) {
            shared_key key = {"csmf", weak ? zeros : psk_random(rows[i].n),
                              rows[i].n};
            SSL_CTX *server = server_of(g, TLS1_3_VERSION, &key, false);
            SSL_CTX *client = client_of(NULL, TLS1_3_VERSION, &key);
            terms t = {.suites_tls13 = rows[i].name};

            SSL_CTX_set_psk_server_callback(server, NULL);
            SSL_CTX_set_psk_client_callback(client, NULL);
            psk_serve_session(server, &key, rows[i].suite);
            psk_use_session(client, &key, rows[i].suite);
            wire_terms(server, t);
            wire_terms(client, t);
            EXPECT_SERVER(wire_once(server, client), weak ? "PSK-ENT-2" : NULL,
                          rows[i].name);
        }
}

static void after_a_retry(void)
{
    static const uint8_t zeros[32];

    behaviour("after a HelloRetryRequest");
    for (int weak = 0; weak < 2; weak++) {
        shared_key key = {"csmf", weak ? zeros : psk_random(32), 32};
        SSL_CTX *server = server_of(g, TLS1_3_VERSION, &key, false);
        SSL_CTX *client = client_of(NULL, TLS1_3_VERSION, &key);

        wire_terms(server, (terms){.groups = "P-384",
                                   .suites_tls13 = "TLS_AES_128_GCM_SHA256"});
        wire_terms(client, (terms){.groups = "P-256:P-384"});
        EXPECT_SERVER(wire_once(server, client), weak ? "PSK-ENT-2" : NULL,
                      "retry");
    }
}

/* A client does not even show that it has such a key. */
static void nothing_is_sent(void)
{
    shared_key key = {"csmf", psk_random(8), 8};
    SSL_CTX *server = server_of(NULL, TLS1_3_VERSION, &key, false);
    SSL_CTX *client = client_of(g, TLS1_3_VERSION, &key);
    wire *w = wire_new(server, client);

    behaviour("a client with a weak key sends nothing in TLS 1.3");
    (void)wire_step_client(w);
    CHECK(w->client_failed && strstr(w->client_errors, "PSK-LEN-1") != NULL,
          "%s", w->client_errors);
    CHECK(BIO_pending(SSL_get_rbio(w->server)) <= 7, "no ClientHello: %d",
          (int)BIO_pending(SSL_get_rbio(w->server)));
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
}

/* ---- Modes and suites -------------------------------------------------- */

static void suites(void)
{
    gate *old = gate_new("[profile]\nname = mgmt-2018\n", p->anchors);
    gate *listed = gate_new("[psk]\ntls12_suites = 0xC037\n", p->anchors);
    gate *plain = gate_new("[psk]\ntls12_suites = 0x00A8\n", p->anchors);
    const shared_key key = {"csmf", psk_random(32), 32};
    const struct {
        const char *suite;
        const gate *by;
        uint64_t options;
        const char *rule;
    } rows[] = {
        {ECDHE_PSK, g, 0, NULL},
        {"PSK-AES128-GCM-SHA256", g, 0, "PSK-MODE-1"},
        {"PSK-AES128-GCM-SHA256", old, 0, "PSK-MODE-1"},
        {"PSK-AES128-GCM-SHA256", plain, 0, NULL},
        {"DHE-PSK-AES128-GCM-SHA256", g, 0, "PSK-MODE-1"},
        {"DHE-PSK-AES128-GCM-SHA256", old, 0, NULL},
        {"DHE-PSK-CHACHA20-POLY1305", old, 0, NULL},
        {"DHE-PSK-AES128-CBC-SHA256", old, 0, "PSK-MODE-1"},
        {"ECDHE-PSK-AES128-CBC-SHA256", g, 0, "T12-CS-1"},
        {"ECDHE-PSK-AES128-CBC-SHA256", listed, 0, NULL},
        {"ECDHE-PSK-AES128-CBC-SHA256", listed, SSL_OP_NO_ENCRYPT_THEN_MAC,
         "T12-CS-1"},
        {ECDHE_PSK, g, SSL_OP_NO_EXTENDED_MASTER_SECRET, "T12-EXT-1"},
    };

    behaviour("PSK suites of TLS 1.2");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        SSL_CTX *server = server_of(rows[i].by, TLS1_2_VERSION, &key, false);
        SSL_CTX *client = client_of(NULL, TLS1_2_VERSION, &key);
        terms t = {.suites = rows[i].suite, .options = rows[i].options};

        wire_dh(server, rows[i].by, "ffdhe2048");
        wire_terms(server, t);
        wire_terms(client, t);
        EXPECT_SERVER(wire_once(server, client), rows[i].rule, rows[i].suite);
    }
    CHECK(gate_audited(listed, "\"verdict\":\"warn\"") > 0 &&
              gate_audited(listed, "T12-CS-1") > 0,
          "the listed suite is warned of");
    gate_free(old);
    gate_free(listed);
    gate_free(plain);
}

static void rsa_psk(void)
{
    const shared_key key = {"csmf", psk_random(32), 32};
    const pki_cert *leaf = pki_issue(
        p->pk, pki_spec_server(p->pk, p->op->tls_a,
                               pki_key_get(p->pk, "rsa:2048", "nsmf-rsa")));
    SSL_CTX *server =
        wire_server(g, TLS1_2_VERSION, party_cert(leaf), NULL, VERIFY_SKIPPED);
    SSL_CTX *client = client_of(NULL, TLS1_2_VERSION, &key);
    terms t = {.suites = "RSA-PSK-AES128-GCM-SHA256"};

    behaviour("RSA_PSK");
    SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
    psk_serve(server, &key);
    wire_terms(server, t);
    wire_terms(client, t);
    EXPECT_SERVER(wire_once(server, client), "PSK-MODE-1", "RSA_PSK");
}

/* No group in common leaves libssl with psk_ke, where both ends allow it. */
static void without_key_exchange(void)
{
    const shared_key key = {"csmf", psk_random(32), 32};

    behaviour("psk_ke");
    for (int gated_server = 0; gated_server < 2; gated_server++) {
        SSL_CTX *server =
            server_of(gated_server ? g : NULL, TLS1_3_VERSION, &key, false);
        SSL_CTX *client =
            client_of(gated_server ? NULL : g, TLS1_3_VERSION, &key);
        outcome o;

        wire_terms(server, (terms){.groups = "P-384",
                                   .suites_tls13 = "TLS_AES_128_GCM_SHA256",
                                   .options = SSL_OP_ALLOW_NO_DHE_KEX});
        wire_terms(client, (terms){.groups = "P-256",
                                   .options = SSL_OP_ALLOW_NO_DHE_KEX});
        o = wire_once(server, client);
        if (gated_server)
            EXPECT_SERVER(o, "T13-PSK-1", "as the server");
        else
            EXPECT_CLIENT(o, "T13-PSK-1", "as the client");
    }
}

/* ---- Identities -------------------------------------------------------- */

/* A server with a certificate goes on with that where it knows no such
 * identity; nobody is then known to be at the other end. */
static void an_unknown_identity(void)
{
    const shared_key known = {"csmf", psk_random(32), 32};
    const shared_key other = {"stranger", psk_random(32), 32};
    gate *lax = gate_new("[server]\nmutual = optional\n", p->anchors);
    const gate *by[] = {g, lax};

    behaviour("an unknown identity never ends in server-only authentication");
    for (int i = 0; i < 2; i++)
        EXPECT_SERVER(wire_once(server_of(by[i], TLS1_3_VERSION, &known, true),
                                client_of(NULL, TLS1_3_VERSION, &other)),
                      i == 0 ? "PSK-UNK-4" : NULL,
                      i == 0 ? "required" : "optional");
    gate_free(lax);
}

static void one_key_twice(void)
{
    const shared_key one = {"csmf-1", psk_random(32), 32};
    const shared_key other = {"csmf-2", psk_random(32), 32};
    gate *fresh = gate_new("", p->anchors);

    behaviour("one key under two identities is warned of");
    EXPECT_SERVER(meet(fresh, NULL, TLS1_3_VERSION, &one, (terms){0}), NULL,
                  "the first");
    EXPECT_SERVER(meet(fresh, NULL, TLS1_3_VERSION, &one, (terms){0}), NULL,
                  "the first again");
    CHECK(gate_audited(fresh, "PSK-DUP-1") == 0, "not yet");
    EXPECT_SERVER(meet(fresh, NULL, TLS1_3_VERSION, &other, (terms){0}), NULL,
                  "the second");
    CHECK(gate_audited(fresh, "PSK-DUP-1") == 1, "now: %u",
          gate_audited(fresh, "PSK-DUP-1"));
    gate_free(fresh);
}

static void monitored(void)
{
    const shared_key key = {"csmf", psk_random(8), 8};
    gate *monitor = gate_new("[gate]\nmode = monitor\n", p->anchors);

    behaviour("the mode monitor lets a weak key pass and says so");
    EACH_VERSION(v)
    {
        EXPECT_SERVER(meet(monitor, NULL, *v, &key, (terms){0}), NULL,
                      tls_name(*v));
    }
    CHECK(gate_audited(monitor, "PSK-LEN-1") >= 2, "it is told");
    gate_free(monitor);
}

int main(void)
{
    p = parties_new();
    g = gate_new("", p->anchors);
    keys();
    as_sessions();
    after_a_retry();
    nothing_is_sent();
    suites();
    rsa_psk();
    without_key_exchange();
    an_unknown_identity();
    one_key_twice();
    monitored();
    gate_free(g);
    parties_free(p);
    return check_result();
}
