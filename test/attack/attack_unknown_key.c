/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A CA whose key the gate cannot identify, its point being compressed. Where
 * the operator lowers the rule for that, the CA passes; it still issues
 * nothing, since anybody's certificate would count as its own.
 */
#include <string.h>

#include "check.h"
#include "parties.h"

#define SERIAL 4711
#define SERIAL_IMPLICIT "82 02 12 67" /* [2] of an AKI */

static parties *p;

static const pki_cert *compressed_ca(void)
{
    const pki_key *key = pki_key_get(p->pk, "ec:P-256", "compressed-ca");
    pki_spec *ca =
        pki_spec_ca(p->pk, p->op->root_a, key, "Operator A TLS CA 2", 0);

    pki_spec_spki(p->pk, ca,
                  pki_spki_named(p->pk, key, pki_ec_point(p->pk, key, true)));
    ca->serial = pki_int(p->pk, SERIAL);
    return pki_issue(p->pk, ca);
}

/*
 * Of the thief's key, under the name of CA. The identifiers and the outer
 * algorithm mislead an application that waives errors: it takes CA for the
 * issuer and goes on without a signature that holds.
 */
static const pki_cert *own_ca(const pki_cert *ca)
{
    const pki_key *key = pki_key_get(p->pk, "ec:P-256", "thief-ca");
    pki_spec *own = pki_spec_ca(p->pk, ca, key, "Operator A TLS CA 2", 0);

    own->subject = ca->subject;
    own->signer = key;
    pki_ext_set(own, PKI_OID_AKI, false,
                PKI_SEQ(p->pk, pki_hex(p->pk, SERIAL_IMPLICIT)));
    pki_ext_set(own, PKI_OID_SKI, false, pki_octets(p->pk, ca->ski));
    own->outer =
        pki_algorithm(p->pk, (pki_sigalg){PKI_ECDSA, "SHA384", NULL, 0});
    return pki_issue(p->pk, own);
}

static const pki_cert *leaf_below(const pki_cert *ca)
{
    pki_spec *leaf =
        pki_spec_client(p->pk, ca, pki_key_get(p->pk, "ec:P-256", "thief"));

    pki_ext_drop(leaf, PKI_OID_AKI);
    return pki_issue(p->pk, leaf);
}

static void attack(const gate *g, identity who, const char *what)
{
    EACH_VERSION(v)
    {
        outcome stock = parties_meet(p, NULL, *v, VERIFY_WAIVING, who);

        CHECK(stock.served, "%s: stock serves it, or this tries nothing: %s",
              what, stock.why);
        for (int mode = VERIFY_REQUIRED; mode <= VERIFY_SKIPPED; mode++) {
            outcome o = parties_meet(p, g, *v, (verify_mode)mode, who);

            CHECK(!o.served, "%s: served, %s, mode %d", what, tls_name(*v),
                  mode);
            if (mode == VERIFY_WAIVING)
                CHECK(strstr(o.why, "CHAIN-9") != NULL, "%s: refused by %s",
                      what, o.why);
        }
    }
}

static void under(const char *policy, bool anchored)
{
    gate *g = gate_new(policy, anchored ? p->anchors : NULL);
    const pki_cert *ca = compressed_ca(), *own = own_ca(ca);
    const pki_cert *by_own[] = {own, ca, NULL}, *by_ca[] = {ca, NULL};
    identity thief = {.leaf = leaf_below(own), .chain = by_own};
    identity subscriber = {.leaf = leaf_below(ca), .chain = by_ca};

    attack(g, thief, "a leaf of the thief's own CA");
    attack(g, subscriber, "a leaf of the CA itself");
    gate_free(g);
}

int main(void)
{
    p = parties_new();
    for (int anchored = 1; anchored >= 0; anchored--) {
        behaviour("a CA of unknown key is refused");
        under("", anchored);
        behaviour("it passes by a lowered rule, and issues nothing");
        under("[rules]\nCERT-EC-3 = warn\n", anchored);
        under("[rules]\nCERT-EC-3 = off\n", anchored);
    }
    parties_free(p);
    return check_result();
}
