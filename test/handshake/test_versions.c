/* SPDX-License-Identifier: Apache-2.0 */
/* What may be negotiated: versions, suites, groups, schemes, extensions. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

#include "expect.h"
#include "parties.h"

static parties *p;
static gate *g, *scoped, *legacy, *dhe;
static identity rsa;

/* Both ends agree on these; the server is gated by BY. */
typedef struct row {
    const char *what;
    gate *const *by;
    const identity *server;
    int version;
    terms agreed;
    const char *rule; /* NULL: served */
} row;

static const row rows[] = {
    {"AES-128-GCM",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-AES128-GCM-SHA256"},
     NULL},
    {"AES-256-GCM",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-AES256-GCM-SHA384"},
     NULL},
    {"ChaCha20",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-CHACHA20-POLY1305"},
     NULL},
    {"RSA certificate",
     &g,
     &rsa,
     TLS1_2_VERSION,
     {.suites = "ECDHE-RSA-AES128-GCM-SHA256"},
     NULL},
    {"CBC",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-AES128-SHA256"},
     "T12-CS-1"},
    {"CBC with SHA-1",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-AES128-SHA"},
     "T12-CS-1"},
    {"CCM_8",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.suites = "ECDHE-ECDSA-AES128-CCM8"},
     "T12-CS-7"},
    {"RSA key exchange",
     &g,
     &rsa,
     TLS1_2_VERSION,
     {.suites = "AES128-GCM-SHA256"},
     "T12-CS-5"},
    {"AES-128-GCM",
     &g,
     NULL,
     TLS1_3_VERSION,
     {.suites_tls13 = "TLS_AES_128_GCM_SHA256"},
     NULL},
    {"AES-256-GCM",
     &g,
     NULL,
     TLS1_3_VERSION,
     {.suites_tls13 = "TLS_AES_256_GCM_SHA384"},
     NULL},
    {"ChaCha20",
     &g,
     NULL,
     TLS1_3_VERSION,
     {.suites_tls13 = "TLS_CHACHA20_POLY1305_SHA256"},
     NULL},
    {"CCM_8",
     &g,
     NULL,
     TLS1_3_VERSION,
     {.suites_tls13 = "TLS_AES_128_CCM_8_SHA256"},
     "T13-CS-3"},

    {"P-256", &g, NULL, 0, {.groups = "P-256"}, NULL},
    {"P-384", &g, NULL, 0, {.groups = "P-384"}, NULL},
    {"X25519", &g, NULL, 0, {.groups = "X25519"}, NULL},
    {"P-521",
     &scoped,
     NULL,
     TLS1_2_VERSION,
     {.groups = "P-521:P-256"},
     "TLS-GRP-1"},
    {"P-521", &scoped, NULL, TLS1_3_VERSION, {.groups = "P-521"}, "TLS-GRP-1"},
    {"X448",
     &scoped,
     NULL,
     TLS1_2_VERSION,
     {.groups = "X448:P-256"},
     "TLS-GRP-1"},
    {"X448", &scoped, NULL, TLS1_3_VERSION, {.groups = "X448"}, "TLS-GRP-1"},
    {"ffdhe2048",
     &scoped,
     NULL,
     TLS1_3_VERSION,
     {.groups = "ffdhe2048"},
     "T13-GRP-3"},

    {"no extended master secret",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.options = SSL_OP_NO_EXTENDED_MASTER_SECRET},
     "T12-EXT-1"},
    {"ECDSA with SHA-512",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.schemes = "ECDSA+SHA512"},
     NULL},
    {"RSA-PSS with SHA-512",
     &g,
     &rsa,
     TLS1_3_VERSION,
     {.schemes = "RSA-PSS+SHA512:ECDSA+SHA256"},
     NULL},
    {"ECDSA with SHA-1",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.schemes = "ECDSA+SHA1"},
     "no suitable signature algorithm"},
    {"ECDSA with SHA-1 past the floor",
     &legacy,
     NULL,
     TLS1_2_VERSION,
     {.schemes = "ECDSA+SHA1"},
     "T12-SIG-1"},
    {"ECDSA with SHA-224",
     &g,
     NULL,
     TLS1_2_VERSION,
     {.schemes = "ECDSA+SHA224"},
     "SIG-1"},

    {"TLS 1.0", &g, NULL, TLS1_VERSION, {0}, "CERT-HASH-3"},
    {"TLS 1.1", &g, NULL, TLS1_1_VERSION, {0}, "CERT-HASH-3"},
    {"TLS 1.0 past the floor", &legacy, NULL, TLS1_VERSION, {0}, "TLS-VER-1"},
    {"TLS 1.1 past the floor", &legacy, NULL, TLS1_1_VERSION, {0}, "TLS-VER-1"},
    {"TLS 1.1 with RSA key exchange",
     &g,
     &rsa,
     TLS1_1_VERSION,
     {.suites = "AES128-SHA"},
     "CERT-HASH-3"},
    {"TLS 1.1 with RSA key exchange past the floor",
     &legacy,
     &rsa,
     TLS1_1_VERSION,
     {.suites = "AES128-SHA"},
     "TLS-VER-1"},
};

static void try_row(const row *r)
{
    int version = r->version;
    SSL_CTX *server =
        wire_server(*r->by, version, r->server == NULL ? p->server : *r->server,
                    p->anchors, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(p, version, party_cert(p->good));
    terms t = r->agreed, without_groups = r->agreed;

    /* The client says what it wants; a server that would not do it is no
     * proof of the gate. */
    without_groups.groups = NULL;
    without_groups.schemes = NULL;
    if (t.groups != NULL && *r->by == scoped)
        without_groups.groups = t.groups;
    wire_terms(server, without_groups);
    wire_terms(client, t);
    EXPECT_SERVER(wire_once(server, client), r->rule, r->what);
}

static void negotiated(void)
{
    behaviour("versions, suites, groups, schemes and extensions");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        try_row(&rows[i]);
}

/* ---- DHE --------------------------------------------------------------- */

/* Parameters of the 1024-bit group of RFC 2409, which has no name here. */
static EVP_PKEY *parameters_1024(const gate *by)
{
    BIGNUM *prime = BN_get_rfc2409_prime_1024(NULL), *two = BN_new();
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(by->ctx, "DH", NULL);
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params;

    NEED(prime != NULL && two != NULL && build != NULL && ctx != NULL);
    NEED(BN_set_word(two, 2) == 1 &&
         OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_FFC_P, prime) == 1 &&
         OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_FFC_G, two) == 1);
    params = OSSL_PARAM_BLD_to_param(build);
    NEED(EVP_PKEY_fromdata_init(ctx) == 1 &&
         EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEY_PARAMETERS, params) == 1);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(ctx);
    BN_free(prime);
    BN_free(two);
    return pkey;
}

static outcome meet_dhe(const gate *by, bool is_short, const char *suite)
{
    SSL_CTX *server =
        wire_server(by, TLS1_2_VERSION, rsa, p->anchors, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(p, TLS1_2_VERSION, party_cert(p->good));

    if (is_short)
        NEED(SSL_CTX_set0_tmp_dh_pkey(server, parameters_1024(by)) == 1);
    else
        NEED(SSL_CTX_set_dh_auto(server, 1) == 1);
    wire_terms(server, (terms){.suites = suite});
    wire_terms(client, (terms){.suites = suite});
    return wire_once(server, client);
}

static void finite_fields(void)
{
    behaviour("DHE: off by default; on with two suites and 2048 bits");
    EXPECT_SERVER(meet_dhe(g, false, "DHE-RSA-AES128-GCM-SHA256"), "T12-CS-6",
                  "off");
    EXPECT_SERVER(meet_dhe(dhe, false, "DHE-RSA-AES128-GCM-SHA256"), NULL,
                  "on, AES-128");
    EXPECT_SERVER(meet_dhe(dhe, false, "DHE-RSA-AES256-GCM-SHA384"), NULL,
                  "on, AES-256");
    EXPECT_SERVER(meet_dhe(dhe, false, "DHE-RSA-CHACHA20-POLY1305"), "T12-CS-6",
                  "on, another suite");
    EXPECT_SERVER(meet_dhe(dhe, true, "DHE-RSA-AES128-GCM-SHA256"), "1024 bits",
                  "on, 1024 bits");
}

/* ---- What one end alone says ------------------------------------------- */

static void no_server_name(void)
{
    gate *fresh = gate_new("", p->anchors);

    behaviour("a client without server_name is warned of, and served");
    for (int i = 0; i < 3; i++)
        EXPECT_SERVER(parties_meet(p, fresh, TLS1_3_VERSION, VERIFY_REQUIRED,
                                   party_cert(p->good)),
                      NULL, "no server_name");
    CHECK(gate_audited(fresh, "TLS-SNI-1") == 1, "told once: %u",
          gate_audited(fresh, "TLS-SNI-1"));
    gate_free(fresh);
}

static void a_stronger_scheme(void)
{
    gate *fresh = gate_new("", p->anchors);
    SSL_CTX *server = parties_server(p, fresh, TLS1_2_VERSION, VERIFY_REQUIRED);
    SSL_CTX *client = parties_client(p, TLS1_2_VERSION, party_cert(p->good));

    behaviour("a stronger scheme than the profile names is warned of");
    wire_terms(client, (terms){.schemes = "ECDSA+SHA512"});
    EXPECT_SERVER(wire_once(server, client), NULL, "SHA-512");
    CHECK(gate_audited(fresh, "\"id\":\"TLS-SIG-1\"") == 1, "it is told");
    gate_free(fresh);
}

static void compression(void)
{
    SSL_CTX *server, *client;

    if (sk_SSL_COMP_num(SSL_COMP_get_compression_methods()) <= 0) {
        behaviour("compression: this libssl has none, not tried");
        return;
    }
    behaviour("compression");
    server = parties_server(p, g, TLS1_2_VERSION, VERIFY_REQUIRED);
    client = parties_client(p, TLS1_2_VERSION, party_cert(p->good));
    SSL_CTX_clear_options(server, SSL_OP_NO_COMPRESSION);
    SSL_CTX_clear_options(client, SSL_OP_NO_COMPRESSION);
    EXPECT_SERVER(wire_once(server, client), "T12-CMP-1", "compression");
}

static void hello_retry(void)
{
    behaviour("a HelloRetryRequest changes nothing");
    for (int good = 1; good >= 0; good--) {
        SSL_CTX *server = parties_server(p, good ? g : scoped, TLS1_3_VERSION,
                                         VERIFY_WAIVING);
        SSL_CTX *client =
            parties_client(p, TLS1_3_VERSION, party_cert(p->good));

        wire_terms(server, (terms){.groups = good ? "P-384" : "P-521"});
        wire_terms(client, (terms){.groups = "P-256:P-384:P-521"});
        EXPECT_SERVER(wire_once(server, client), good ? NULL : "TLS-GRP-1",
                      good ? "P-384" : "P-521");
    }
}

/* ---- What a process offers --------------------------------------------- */

/* The group that a server of BY agrees on with a client that likes GROUP best,
 * and both have P-256 as well. */
static int agreed(const gate *by, const char *group)
{
    SSL_CTX *server = parties_server(p, by, TLS1_3_VERSION, VERIFY_WAIVING);
    SSL_CTX *client = parties_client(p, TLS1_3_VERSION, party_cert(p->good));
    terms t = {.groups = group};
    wire *w;
    int nid;

    wire_terms(server, t);
    wire_terms(client, t);
    w = wire_new(server, client);
    wire_run(w);
    nid = (int)SSL_ctrl(w->client, SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL);
    wire_free(w);
    SSL_CTX_free(server);
    SSL_CTX_free(client);
    return nid;
}

static void capabilities(void)
{
    static const struct {
        const char *name;
        int nid;
        bool ours;
    } groups[] = {{"P-521:P-256", NID_secp521r1, false},
                  {"X448:P-256", NID_X448, false},
                  {"ffdhe2048:P-256", NID_ffdhe2048, false},
                  {"P-384:P-256", NID_secp384r1, true},
                  {"X25519:P-256", NID_X25519, true}};
    gate *monitor = gate_new("[gate]\nmode = monitor\n", p->anchors);
    gate *half = gate_new("[client]\nmode = monitor\n", p->anchors);
    gate *none = gate_new("[profile]\nname = none\n", NULL);
    const gate *all[] = {NULL, monitor, half, scoped, none};

    behaviour("a gated process does not pick what the profile refuses");
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        const char *name = groups[i].name;

        CHECK(agreed(g, name) ==
                  (groups[i].ours ? groups[i].nid : NID_X9_62_prime256v1),
              "gated: %s", name);
        for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
            CHECK(agreed(all[k], name) == groups[i].nid,
                  "%s, where the filter is off: case %zu", name, k);
    }
    gate_free(monitor);
    gate_free(half);
    gate_free(none);
}

int main(void)
{
    char policy[128], hash[65];

    p = parties_new();
    rsa = party_cert(pki_issue(
        p->pk, pki_spec_server(p->pk, p->op->tls_a,
                               pki_key_get(p->pk, "rsa:2048", "nsmf-rsa"))));
    (void)snprintf(policy, sizeof(policy), "[scope]\nown_certificate.1 = %s\n",
                   wire_hash(p->server.leaf, hash));
    g = gate_new("", p->anchors);
    scoped = gate_new(policy, p->anchors);
    legacy = gate_new("[rules]\nCERT-HASH-3 = warn\n", p->anchors);
    dhe = gate_new("[tls]\ndhe = on\n", p->anchors);
    negotiated();
    finite_fields();
    no_server_name();
    a_stronger_scheme();
    compression();
    hello_retry();
    capabilities();
    gate_free(g);
    gate_free(scoped);
    gate_free(legacy);
    gate_free(dhe);
    parties_free(p);
    return check_result();
}
