/* SPDX-License-Identifier: Apache-2.0 */
/* [gate] mode, [profile] none, [anchors] and [leaves]: whom a policy trusts,
 * and which policies do not load. */
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "parties.h"

static parties *p;

static void expect(const gate *g, identity who, verify_mode mode, bool served,
                   const char *rule)
{
    EACH_VERSION(v)
    {
        outcome o = parties_meet(p, g, *v, mode, who);

        CHECK(o.served == served, "%s, mode %d: %s", tls_name(*v), mode, o.why);
        CHECK(served || strstr(o.why, rule) != NULL, "expected %s: %s", rule,
              o.why);
    }
}

/* ---- Modes ------------------------------------------------------------- */

/* Whatever stock does with a chain, this policy does the same. */
static void like_stock(const char *policy, const char *audited)
{
    gate *g = gate_new(policy, p->anchors);

    for (size_t i = 0; pki_case_at(i) != NULL; i++) {
        identity who = party_cert(pki_case_at(i)->build(p->op));

        EACH_VERSION(v)
        {
            for (int mode = VERIFY_REQUIRED; mode <= VERIFY_SKIPPED; mode++) {
                outcome stock =
                    parties_meet(p, NULL, *v, (verify_mode)mode, who);
                outcome gated = parties_meet(p, g, *v, (verify_mode)mode, who);

                CHECK(stock.served == gated.served, "%s, %s, mode %d: %s",
                      pki_case_at(i)->name, tls_name(*v), mode, gated.why);
            }
        }
    }
    CHECK((gate_audited(g, "would-refuse") > 0) == (audited != NULL),
          "what would be refused is logged");
    CHECK(gate_audited(g, "\"verdict\":\"refuse\"") == 0, "and as no refusal");
    gate_free(g);
}

/* ---- Anchors ----------------------------------------------------------- */

static void roll_over(void)
{
    const pki_cert *old[] = {p->op->root_a, NULL};
    gate *g = gate_new("", old);

    expect(g, party(p, "good-three-tier"), VERIFY_WAIVING, true, "");
    expect(g, party(p, "good-new-anchor"), VERIFY_WAIVING, false, "CHAIN-7");
    expect(g, party(p, "good-two-tier"), VERIFY_WAIVING, false, "CHAIN-7");
    expect(g, party(p, "chain-stranger"), VERIFY_WAIVING, false, "CHAIN-7");
    gate_free(g);
    g = gate_new("", p->anchors);
    expect(g, party(p, "good-three-tier"), VERIFY_WAIVING, true, "");
    expect(g, party(p, "good-new-anchor"), VERIFY_WAIVING, true, "");
    expect(g, party(p, "good-two-tier"), VERIFY_WAIVING, true, "");
    gate_free(g);
}

static void without_anchors(void)
{
    gate *g = gate_new("", NULL);

    /* Trust stays with the application: one that waives trusts everybody. */
    expect(g, party(p, "chain-stranger"), VERIFY_WAIVING, true, "");
    expect(g, party(p, "chain-stranger"), VERIFY_REQUIRED, false, "");
    gate_free(g);
}

/* An anchor that breaks a rule loads, and lets nobody in. */
static void faulty_anchor(void)
{
    pki_spec *spec =
        pki_spec_ca(p->pk, NULL, p->op->root_a->key, "Operator A Root", -1);
    const pki_cert *anchors[2] = {NULL, NULL};
    gate *g;

    pki_ext_find(spec, PKI_OID_KEY_USAGE)->critical = false;
    anchors[0] = pki_issue(p->pk, spec);
    g = gate_new("", anchors);
    expect(g, party(p, "good-three-tier"), VERIFY_WAIVING, false, "CHAIN-9");
    gate_free(g);
    /* Its own signature is nobody's business. */
    spec = pki_spec_ca(p->pk, NULL, p->op->root_a->key, "Operator A Root", -1);
    spec->sigalg.digest = "SHA1";
    anchors[0] = pki_issue(p->pk, spec);
    g = gate_new("", anchors);
    expect(g, party(p, "good-three-tier"), VERIFY_WAIVING, true, "");
    gate_free(g);
}

static void append(const gate *g, const char *name, const char *text)
{
    char path[128];
    FILE *out = fopen(gate_path(g, name, path), "a");

    NEED(out != NULL);
    (void)fputs(text, out);
    NEED(fclose(out) == 0);
}

static bool loads(gate *g)
{
    bool loaded = gate_load(g);

    OSSL_LIB_CTX_free(g->ctx);
    g->ctx = NULL;
    ERR_clear_error();
    return loaded;
}

static void drop(gate *g)
{
    gate *copy = malloc(sizeof(*g));

    NEED(copy != NULL);
    *copy = *g;
    gate_free(copy);
}

static void damaged_files(void)
{
    static const char *const tails[] = {
        "-----BEGIN CERTIFICATE-----\nMIIB\n", "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICAT-----\n"};
    gate g;

    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        gate_write(&g, "", p->anchors);
        append(&g, "anchors.pem", tails[i]);
        CHECK(!loads(&g), "damaged PEM %zu", i);
        drop(&g);
    }
}

static void two_of_a_kind(void)
{
    const pki_cert *twins[] = {
        p->op->root_a,
        pki_issue(p->pk, pki_spec_ca(p->pk, NULL, p->op->root_a->key,
                                     "Operator A Root", 2)),
        NULL};
    const pki_cert *same[] = {p->op->root_a, p->op->root_a, NULL};
    gate g;

    gate_write(&g, "", twins);
    CHECK(!loads(&g), "two anchors of one name and key");
    drop(&g);
    gate_write(&g, "", same);
    CHECK(loads(&g), "one anchor twice");
    drop(&g);
}

static void folder(void)
{
    char path[128];
    gate g, *loaded;

    gate_write(&g, "[anchors]\ndir = @/trusted\n", NULL);
    CHECK(!loads(&g), "no such folder");
    NEED(mkdir(gate_path(&g, "trusted", path), 0700) == 0);
    CHECK(!loads(&g), "an empty folder");
    {
        FILE *out = fopen(gate_path(&g, "trusted/a.pem", path), "w");

        NEED(out != NULL && chmod(path, 0600) == 0);
        pki_pem_cert(out, p->op->root_a);
        NEED(fclose(out) == 0);
    }
    NEED(gate_load(&g));
    loaded = &g;
    expect(loaded, party(p, "good-three-tier"), VERIFY_WAIVING, true, "");
    expect(loaded, party(p, "good-two-tier"), VERIFY_WAIVING, false, "CHAIN-7");
    append(&g, "trusted/b.pem", "no certificate\n");
    CHECK(!loads(&g), "a file without a certificate");
    drop(&g);
}

/* ---- Directly trusted leaves ------------------------------------------- */

static void hex_of(const pki_cert *cert, char out[65])
{
    unsigned char hash[32];

    NEED(EVP_Digest(cert->der.p, cert->der.n, hash, NULL, EVP_sha256(), NULL) ==
         1);
    for (int i = 0; i < 32; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static void trusted_leaf(const char *what, const pki_cert *leaf, bool listed,
                         bool served)
{
    const pki_cert *trusted[] = {leaf, NULL}, *alone[] = {NULL};
    identity who = {.leaf = leaf, .chain = alone};
    char policy[256] = "", hex[65];
    gate *g;

    hex_of(leaf, hex);
    if (listed)
        (void)snprintf(policy, sizeof(policy), "[leaves]\nallow.1 = %s\n", hex);
    g = gate_new(policy, NULL);
    EACH_VERSION(v)
    {
        SSL_CTX *server =
            wire_server(g, *v, p->server, trusted, VERIFY_REQUIRED);
        outcome o;

        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(server),
                                    X509_V_FLAG_PARTIAL_CHAIN);
        o = wire_once(server, parties_client(p, *v, who));
        CHECK(o.served == served, "%s, %s: %s", what, tls_name(*v), o.why);
        CHECK(served || strstr(o.why, "GATE-3") != NULL ||
                  strstr(o.why, "CHAIN-8") != NULL ||
                  strstr(o.why, "CERT-CDP-1") != NULL,
              "by name: %s", o.why);
    }
    gate_free(g);
}

static void leaves(void)
{
    pki_spec *spec = pki_spec_client(p->pk, NULL, p->op->csmf);
    const pki_cert *own = pki_issue(p->pk, spec);

    trusted_leaf("an end entity", p->good, false, false);
    trusted_leaf("a listed one", p->good, true, true);
    trusted_leaf("a listed, broken one", p->bad, true, false);
    trusted_leaf("a self-signed one", own, false, false);
    trusted_leaf("a listed, self-signed one", own, true, true);
}

int main(void)
{
    p = parties_new();
    behaviour("monitor changes no outcome");
    like_stock("[gate]\nmode = monitor\n", "would-refuse");
    behaviour("none passes everything");
    like_stock("[profile]\nname = none\n", NULL);
    behaviour("old and new anchor side by side");
    roll_over();
    behaviour("without anchors trust stays with the application");
    without_anchors();
    behaviour("an anchor that breaks a rule");
    faulty_anchor();
    behaviour("damaged anchors do not load");
    damaged_files();
    behaviour("CHAIN-4: two anchors of one name and key do not load");
    two_of_a_kind();
    behaviour("a folder of anchors");
    folder();
    behaviour("a directly trusted leaf is refused unless it is listed");
    leaves();
    parties_free(p);
    return check_result();
}
