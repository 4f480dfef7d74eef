/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An application whose verify callback uses libcrypto itself, between one
 * certificate of a path and the next: it checks an OCSP response, takes a
 * fingerprint, verifies another path. That neither locks the CSMF out nor lets
 * anybody in.
 */
#include <openssl/evp.h>
#include <string.h>

#include "check.h"
#include "parties.h"
#include "path_check.h"

static parties *p;
static gate *g;

/* A digest, a signature and a path, as for an OCSP response. */
static void use_libcrypto(void)
{
    const pki_cert *sent[] = {p->op->stranger, NULL};
    const pki_cert *trusted[] = {p->op->stranger_root, NULL};
    uint8_t hash[32];
    EVP_MD *sha1 = EVP_MD_fetch(g->ctx, "SHA1", NULL);

    NEED(EVP_Digest("x", 1, hash, NULL, sha1, NULL) == 1);
    EVP_MD_free(sha1);
    NEED(!path_signed_by(g, p->good, p->op->stranger));
    (void)path_check(g, p->good, sent, trusted, false);
}

static int busy(int ok, X509_STORE_CTX *ctx)
{
    (void)ctx;
    use_libcrypto();
    return ok;
}

static int busy_waiving(int ok, X509_STORE_CTX *ctx)
{
    (void)ok;
    (void)ctx;
    use_libcrypto();
    return 1;
}

static outcome meet(int version, SSL_verify_cb callback, identity who)
{
    SSL_CTX *server = parties_server(p, g, version, VERIFY_REQUIRED);

    SSL_CTX_set_verify(
        server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, callback);
    return wire_once(server, parties_client(p, version, who));
}

/* A gate for each: a CA of that key and name that passed before would do. */
static void expect(const char *name, bool served)
{
    identity who = party(p, name);

    g = gate_new("", p->anchors);
    EACH_VERSION(v)
    {
        outcome o = meet(*v, busy, who);

        CHECK(o.served == served, "%s, %s: %s", name, tls_name(*v), o.why);
        o = meet(*v, busy_waiving, who);
        CHECK(o.served == served, "%s, %s, waiving: %s", name, tls_name(*v),
              o.why);
    }
    gate_free(g);
}

int main(void)
{
    static const char *const good[] = {"good-three-tier", "good-two-tier",
                                       "good-upper-ca", "good-new-anchor"};
    static const char *const bad[] = {"ca-ku-plain",      "chain-upper-zero",
                                      "chain-below-leaf", "chain-stranger",
                                      "leaf-no-cdp",      "ca-sha1"};

    p = parties_new();
    behaviour("a callback that uses libcrypto: compliant chains are served");
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        expect(good[i], true);
    behaviour("and broken ones are not");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect(bad[i], false);
    parties_free(p);
    return check_result();
}
