/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ClientHello in a form or of a version that libssl takes for TLS 1.2 though
 * nothing says so on its face: the SSL 2.0 form, a client_version above 3.3.
 * However a handshake begins, its CertificateVerify is gated.
 *
 * A hello in the form of SSL 2.0 carries no extensions, so RFC 5246 7.4.1.4.1
 * leaves the server SHA-1 to sign with, which the floor refuses; the gate
 * behind it is tried with a policy that lets SHA-1 pass.
 *
 * Without a CertificateVerify such a hello is a handshake nevertheless, and no
 * key derivation by itself, which a policy can allow.
 *
 * The client made by hand has RSA key exchange and no extended master secret:
 * the policies let both pass, so that the certificate decides.
 */
#include <string.h>

#include "check.h"
#include "parties.h"
#include "raw_client.h"

#define BY_HAND "[rules]\nT12-CS-1 = warn\nT12-CS-5 = warn\nT12-EXT-1 = warn\n"

static const struct {
    raw_hello form;
    const char *name;
    const char *rule; /* behind the floor */
    bool served;      /* a compliant client: what cannot be read is refused */
} forms[] = {
    {RAW_HELLO_TLS, "TLS form", "CERT-CDP-1", true},
    {RAW_HELLO_TLS_NEW, "TLS form, version 4.4", "CERT-CDP-1", true},
    {RAW_HELLO_TLS_TOP, "TLS form, version 255.255", "CERT-CDP-1", true},
    {RAW_HELLO_SSL2, "SSL 2.0 form", "GATE-2", false},
    {RAW_HELLO_SSL2_NEW, "SSL 2.0 form, version 3.255", "GATE-2", false},
};

static SSL_CTX *rsa_server(const parties *by, const gate *g)
{
    const pki_key *key = pki_key_get(by->pk, "rsa:3072", "nsmf-rsa");
    const pki_cert *leaf =
        pki_issue(by->pk, pki_spec_server(by->pk, by->op->root_b, key));
    SSL_CTX *ctx = wire_server(g, TLS1_2_VERSION, party_cert(leaf), by->anchors,
                               VERIFY_WAIVING);

    NEED(SSL_CTX_set_cipher_list(ctx, "AES128-GCM-SHA256:@SECLEVEL=0") == 1);
    return ctx;
}

#define STANDALONE                                                             \
    "[gate]\nstandalone_kdf = allow\n" BY_HAND "CERT-HASH-3 = warn\n"

static SSL_CTX *unasking(const parties *by, const gate *g)
{
    SSL_CTX *ctx = rsa_server(by, g);

    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

static bool meet(SSL_CTX *ctx, raw_hello form, const pki_cert *leaf, char *why,
                 size_t size)
{
    SSL *server = SSL_new(ctx);
    bool served;

    NEED(server != NULL);
    served = raw_handshake(server, form, party_cert(leaf), why, size);
    SSL_free(server);
    return served;
}

static parties *p;
static SSL_CTX *stock, *none, *gated, *floorless, *strict;
static SSL_CTX *unasked_stock, *unasked;

static void try_form(size_t i)
{
    char why[4096];

    CHECK(meet(stock, forms[i].form, p->bad, why, sizeof(why)),
          "stock completes the handshake, or this tries nothing: %s", why);
    CHECK(meet(none, forms[i].form, p->bad, why, sizeof(why)),
          "so does the profile none: %s", why);
    CHECK(!meet(gated, forms[i].form, p->bad, why, sizeof(why)),
          "a broken client is refused");
    CHECK(meet(gated, forms[i].form, p->good, why, sizeof(why)) ==
              forms[i].served,
          "a compliant client: %s", why);
    CHECK(!meet(strict, forms[i].form, p->good, why, sizeof(why)),
          "by default nobody of that key exchange is served");
    CHECK(!meet(floorless, forms[i].form, p->bad, why, sizeof(why)),
          "a broken client is refused without the floor, too");
    CHECK(strstr(why, forms[i].rule) != NULL, "by %s: %s", forms[i].rule, why);
}

/* Key derivation without a handshake is allowed; a handshake that nobody can
 * read is none of that kind. */
static void try_without_certificate(size_t i)
{
    const char *rule = forms[i].served ? "TLS-MA-1" : "GATE-2";
    char why[4096];

    CHECK(meet(unasked_stock, forms[i].form, NULL, why, sizeof(why)),
          "stock serves who has no certificate, or this tries nothing: %s",
          why);
    CHECK(!meet(unasked, forms[i].form, NULL, why, sizeof(why)),
          "who has no certificate is refused");
    CHECK(strstr(why, rule) != NULL, "by %s: %s", rule, why);
}

int main(void)
{
    gate *g, *floor, *open, *whole, *standalone;

    p = parties_new();
    g = gate_new(BY_HAND, p->anchors);
    whole = gate_new("", p->anchors);
    floor = gate_new(BY_HAND "CERT-HASH-3 = warn\n", p->anchors);
    open = gate_new("[profile]\nname = none\n", NULL);
    standalone = gate_new(STANDALONE, p->anchors);
    stock = rsa_server(p, NULL);
    unasked_stock = unasking(p, NULL);
    unasked = unasking(p, standalone);
    none = rsa_server(p, open);
    gated = rsa_server(p, g);
    strict = rsa_server(p, whole);
    floorless = rsa_server(p, floor);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        behaviour(forms[i].name);
        try_form(i);
        try_without_certificate(i);
    }
    SSL_CTX_free(stock);
    SSL_CTX_free(unasked_stock);
    SSL_CTX_free(unasked);
    SSL_CTX_free(none);
    SSL_CTX_free(gated);
    SSL_CTX_free(strict);
    SSL_CTX_free(floorless);
    gate_free(g);
    gate_free(whole);
    gate_free(floor);
    gate_free(standalone);
    gate_free(open);
    parties_free(p);
    return check_result();
}
