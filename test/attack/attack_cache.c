/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two forgeries against a cache of verified signatures that knows a key by
 * less than all of it. Anybody can make them from the anchor's public key: a
 * key with the anchor's modulus and exponent 1, and a curve of explicit
 * parameters whose generator is the anchor's point. A leaf that such a key
 * signed verifies with that key, and must not verify with the anchor's after.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "parties.h"
#include "path_check.h"

typedef struct forgery {
    const char *name;
    const pki_cert *anchor;   /* what the operator trusts */
    const pki_cert *stranger; /* the attacker's own root */
    const pki_cert *ca;       /* of the anchor's name, with the forged key */
    const pki_cert *leaf;     /* what the attacker wants to come in with */
} forgery;

static forgery forge(pki *pk, const char *name, const char *type, bool rsa)
{
    const pki_key *key = pki_key_get(pk, type, "forged-anchor");
    const pki_key *forged =
        rsa ? pki_key_forge_rsa(pk, key) : pki_key_forge_ec(pk, key);
    forgery f = {.name = name};
    pki_spec *leaf;

    f.anchor = pki_issue(pk, pki_spec_ca(pk, NULL, key, "Anchor", 0));
    f.stranger = pki_issue(
        pk, pki_spec_ca(pk, NULL, pki_key_get(pk, "ec:P-384", "stranger-root"),
                        "Stranger", -1));
    f.ca = pki_issue(pk, pki_spec_ca(pk, f.stranger, forged, "Anchor", 0));
    leaf = pki_spec_client(pk, f.ca, pki_key_get(pk, "ec:P-256", "attacker"));
    pki_ext_drop(leaf, PKI_OID_AKI);
    f.leaf = pki_issue(pk, leaf);
    return f;
}

/* The anonymous chain, by every way in: handshakes and plain verification. */
static void warm(const parties *p, const gate *g, const forgery *f,
                 bool monitoring)
{
    const pki_cert *sent[] = {f->ca, f->stranger, NULL};
    identity who = {.leaf = f->leaf, .chain = sent};

    for (int round = 0; round < 2; round++) {
        (void)path_check(g, f->leaf, sent, NULL, true);
        EACH_VERSION(v)
        {
            outcome o =
                wire_once(wire_server(g, *v, p->server, NULL, VERIFY_WAIVING),
                          parties_client(p, *v, who));

            CHECK(!o.served || monitoring,
                  "%s: the anonymous chain itself is refused", f->name);
        }
    }
    (void)path_signed_by(g, f->leaf, f->ca);
}

static void attack(const parties *p, const forgery *f, const char *policy,
                   bool anchored)
{
    const pki_cert *trusted[] = {f->anchor, NULL};
    identity who = {.leaf = f->leaf, .chain = trusted};
    gate *g = gate_new(policy, anchored ? trusted : NULL);
    gate stock = {.ctx = NULL};
    /* Nothing is refused then, so a waiving application lets everybody in. */
    bool monitoring = strstr(policy, "monitor") != NULL;
    int modes = monitoring ? VERIFY_REQUIRED : VERIFY_WAIVING;

    CHECK(path_signed_by(&stock, f->leaf, f->ca),
          "%s: the forged signature holds, or this tries nothing", f->name);
    warm(p, g, f, monitoring);
    CHECK(!path_signed_by(g, f->leaf, f->anchor),
          "%s: the leaf verifies with the anchor's key", f->name);
    CHECK(path_check(g, f->leaf, NULL, trusted, false) != X509_V_OK,
          "%s: the leaf has a path to the anchor", f->name);
    EACH_VERSION(v)
    {
        for (int mode = VERIFY_REQUIRED; mode <= modes; mode++) {
            outcome o = wire_once(
                wire_server(g, *v, p->server, trusted, (verify_mode)mode),
                parties_client(p, *v, who));

            CHECK(!o.served, "%s: the attacker is in", f->name);
        }
    }
    gate_free(g);
}

int main(void)
{
    parties *p = parties_new();
    const forgery forgeries[] = {
        forge(p->pk, "exponent 1", "rsa:3072", true),
        forge(p->pk, "generator is the anchor's point", "ec:P-256", false)};

    for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
        behaviour(forgeries[i].name);
        attack(p, &forgeries[i], "[cache]\nentries = 4096\n", true);
        attack(p, &forgeries[i], "[cache]\nentries = 4096\n", false);
        attack(p, &forgeries[i], "[cache]\nentries = 0\n", true);
        attack(p, &forgeries[i], "[cache]\nentries = 0\n", false);
        attack(p, &forgeries[i],
               "[cache]\nentries = 4096\n[gate]\nmode = monitor\n", false);
    }
    parties_free(p);
    return check_result();
}
