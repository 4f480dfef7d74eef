/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit event says of a handshake, so that lines of logs join. */
#include <jansson.h>
#include <openssl/sha.h>
#include <string.h>

#include "expect.h"
#include "parties.h"
#include "psk.h"
#include "resume.h"

#define AUDIT "[audit]\naccepted = yes\nrate = 1000\nsink.1 = file:@/audit\n"

static parties *p;
static gate *g;

/* Every line has to be an object; gives the last one of that stage. */
static json_t *last_event(const char *stage)
{
    char path[128], line[16384];
    FILE *in = fopen(gate_path(g, "audit", path), "r");
    json_t *last = NULL;

    NEED(in != NULL);
    while (fgets(line, sizeof(line), in) != NULL) {
        json_error_t error;
        json_t *event = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        const char *of = json_string_value(json_object_get(event, "stage"));

        CHECK(event != NULL, "no JSON: %s in %s", error.text, line);
        if (of != NULL && strcmp(of, stage) == 0) {
            json_decref(last);
            last = event;
        } else {
            json_decref(event);
        }
    }
    (void)fclose(in);
    NEED(last != NULL);
    return last;
}

static void says(const json_t *event, const char *name, const char *value)
{
    const char *got = json_string_value(json_object_get(event, name));

    CHECK(got != NULL && strcmp(got, value) == 0, "%s: \"%s\", expected \"%s\"",
          name, got == NULL ? "none" : got, value);
}

static void hex(const unsigned char *octets, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", octets[i]);
}

/* As an application makes it of what libssl gives it. */
static void joins(const json_t *event, const SSL *ssl)
{
    unsigned char randoms[64], hash[SHA256_DIGEST_LENGTH];
    char text[65];

    NEED(SSL_get_client_random(ssl, randoms, 32) == 32 &&
         SSL_get_server_random(ssl, randoms + 32, 32) == 32);
    hex(randoms, 32, text);
    says(event, "client_random", text);
    SHA256(randoms, sizeof(randoms), hash);
    hex(hash, 16, text);
    says(event, "connection", text);
}

/* A handshake, the event of its decision, and whether it was served. */
static json_t *meet(SSL_CTX *server, SSL_CTX *client, const char *sni,
                    bool served)
{
    wire *w = wire_new(server, client);
    json_t *event;

    NEED(sni == NULL ||
         SSL_ctrl(w->client, SSL_CTRL_SET_TLSEXT_HOSTNAME,
                  TLSEXT_NAMETYPE_host_name, (void *)(uintptr_t)sni) == 1);
    wire_run(w);
    CHECK(w->server_done == served, "%s%s", w->server_errors, w->client_errors);
    event = last_event("finished");
    joins(event, w->server);
    joins(event, w->client);
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return event;
}

static void of_certificates(void)
{
    static const identity nobody = {NULL, NULL, NULL};

    behaviour("version, suite, group, server_name and what joins the lines");
    EACH_VERSION(v)
    {
        bool old = *v == TLS1_2_VERSION;

        for (int good = 1; good >= 0; good--) {
            SSL_CTX *server = parties_server(p, g, *v, VERIFY_WAIVING);
            SSL_CTX *client =
                parties_client(p, *v, good ? party_cert(p->good) : nobody);
            json_t *event;

            SSL_CTX_set_verify(server, SSL_VERIFY_PEER, wire_waive);
            wire_terms(client,
                       (terms){.suites = "ECDHE-ECDSA-AES256-GCM-SHA384",
                               .suites_tls13 = "TLS_AES_256_GCM_SHA384",
                               .groups = "P-384:P-256"});
            /* From 3.5 on a server has preferences of its own. */
            wire_terms(server, (terms){.groups = "P-384:P-256"});
            event = meet(server, client, "nsmf.example", good);
            says(event, "version", tls_name(*v));
            says(event, "suite",
                 old ? "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
                     : "TLS_AES_256_GCM_SHA384");
            says(event, "group", "secp384r1");
            says(event, "sni", "nsmf.example");
            says(event, "role", "client");
            CHECK(json_is_false(json_object_get(event, "resumed")), "full");
            json_decref(event);
        }
    }
}

static void of_a_key(void)
{
    static const char odd[] = "a\"b\\c\x01\n{}";
    const struct {
        const char *identity, *told;
        bool served;
    } rows[] = {{"csmf-1", "csmf-1", true},
                {odd, "a\"b\\x5cc\\x01\\x0a{}", false}};

    behaviour("the identity of a pre-shared key, whatever it is");
    for (size_t i = 0; i < 2; i++)
        EACH_VERSION(v)
        {
            static const identity nobody = {NULL, NULL, NULL};
            const shared_key key = {rows[i].identity, psk_random(32), 32};
            SSL_CTX *server = wire_server(g, *v, nobody, NULL, VERIFY_SKIPPED);
            SSL_CTX *client =
                wire_client(NULL, *v, nobody, NULL, VERIFY_SKIPPED);
            json_t *event;
            terms t = {.suites = "ECDHE-PSK-CHACHA20-POLY1305",
                       .suites_tls13 = "TLS_AES_128_GCM_SHA256"};

            SSL_CTX_set_verify(server, SSL_VERIFY_NONE, NULL);
            psk_serve(server, &key);
            psk_use(client, &key);
            wire_terms(server, t);
            wire_terms(client, t);
            event = meet(server, client, NULL, rows[i].served);
            says(event, "psk_identity", rows[i].told);
            CHECK(json_object_get(event, "sni") == NULL, "no server_name");
            json_decref(event);
        }
}

/* libssl hands any octets on that are no NUL. */
static void of_a_hostile_name(void)
{
    static const char *const rows[][2] = {
        {"\"},{\"verdict\":\"accept\"", "\"},{\"verdict\":\"accept\""},
        {"a\\u0000b", "a\\x5cu0000b"},
        {"\x01\x1b[31m\xff\xfe", "\\x01\\x1b[31m\\xff\\xfe"},
        {"new\nline", "new\\x0aline"}};
    char longest[256];

    behaviour("a server_name of any octets leaves the line JSON");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *event =
            meet(parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING),
                 parties_client(p, TLS1_3_VERSION, party_cert(p->good)),
                 rows[i][0], true);

        says(event, "sni", rows[i][1]);
        json_decref(event);
    }
    memset(longest, '\x7f', 255);
    longest[255] = '\0';
    json_decref(meet(parties_server(p, g, TLS1_3_VERSION, VERIFY_WAIVING),
                     parties_client(p, TLS1_3_VERSION, party_cert(p->good)),
                     longest, true));
}

static void of_a_resumption(void)
{
    behaviour("a resumed session is told as one");
    EACH_WAY(way)
    {
        SSL_CTX *server = parties_server(p, g, way->version, VERIFY_WAIVING);
        SSL_CTX *client = parties_client(p, way->version, party_cert(p->good));
        SSL_SESSION *session;
        json_t *event;
        resumed r;

        resume_allow(server, client, way);
        session = resume_first(server, client);
        r = resume_once(server, client, session);
        CHECK(r.reused, "%s: %s", way->name, r.o.why);
        event = last_event("finished");
        CHECK(json_is_true(json_object_get(event, "resumed")), "%s", way->name);
        json_decref(event);
        SSL_SESSION_free(session);
        SSL_SESSION_free(r.session);
        SSL_CTX_free(server);
        SSL_CTX_free(client);
    }
}

int main(void)
{
    p = parties_new();
    g = gate_new(AUDIT, p->anchors);
    of_certificates();
    of_a_key();
    of_a_hostile_name();
    of_a_resumption();
    gate_free(g);
    parties_free(p);
    return check_result();
}
