/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may issue. Under an application that waives every error, as nginx does
 * until the handshake is over, a leaf still comes in only below a CA that
 * passed: not below an end entity, a refused CA, one whose signature does not
 * hold, or one that nobody can read.
 */
#include <string.h>

#include "check.h"
#include "strangers.h"

typedef struct attempt {
    const char *name, *rule;
    const pki_cert *leaf;
    const pki_cert *sent[4];
} attempt;

static parties *p;
static const pki_key *thief; /* of the forged leaf */

/* A leaf below CA, compliant by itself. */
static const pki_cert *below(const pki_cert *ca)
{
    return pki_issue(p->pk, pki_spec_client(p->pk, ca, thief));
}

/* The operator's TLS CA, to be broken in one place. */
static pki_spec *tls_ca(void)
{
    return pki_spec_ca(p->pk, p->op->root_a,
                       pki_key_get(p->pk, "ec:P-256", "broken-ca"),
                       "Operator A TLS CA 2", 0);
}

static attempt by(const char *name, const char *rule, const pki_cert *ca,
                  const pki_cert *above)
{
    attempt a = {.name = name, .rule = rule, .leaf = below(ca)};

    a.sent[0] = ca;
    a.sent[1] = above;
    return a;
}

static attempt by_end_entity(void)
{
    return by("a compliant end entity", "CHAIN-9", p->good, p->op->tls_a);
}

/* The end entity says of itself that it is a CA; nobody signed that. */
static attempt by_own_ca(void)
{
    pki_spec *ca = pki_spec_ca(p->pk, NULL, p->op->csmf, "Own", 0);

    ca->subject = ca->issuer_name = p->good->subject;
    return by("an end entity's own CA certificate", "", pki_issue(p->pk, ca),
              NULL);
}

static attempt by_refused(void)
{
    pki_spec *ca = tls_ca();

    pki_ext_find(ca, PKI_OID_KEY_USAGE)->critical = false;
    return by("a CA that breaks a rule", "CHAIN-9", pki_issue(p->pk, ca), NULL);
}

static attempt by_wrongly_signed(void)
{
    pki_spec *ca = tls_ca();

    ca->signer = p->op->csmf;
    ca->sigalg = pki_sigalg_default(p->op->csmf);
    return by("a CA whose signature does not hold", "CHAIN-9",
              pki_issue(p->pk, ca), NULL);
}

static attempt by_unreadable(const char *name, pki_length form, bool tagged)
{
    pki_spec *ca = tls_ca();
    const pki_cert *cert = pki_issue_tbs(
        p->pk, ca, tbs_reencoded(p->pk, pki_tbs(p->pk, ca), form, tagged));

    return by(name, "CHAIN-9", cert, NULL);
}

static attempt by_refused_upper(void)
{
    pki_spec *upper =
        pki_spec_ca(p->pk, p->op->root_a,
                    pki_key_get(p->pk, "ec:P-384", "upper"), "Upper", 1);
    const pki_cert *above, *ca;

    pki_ext_find(upper, PKI_OID_BASIC_CONSTRAINTS)->critical = false;
    above = pki_issue(p->pk, upper);
    ca = pki_issue(p->pk, pki_spec_ca(p->pk, above,
                                      pki_key_get(p->pk, "ec:P-256", "lower"),
                                      "Lower", 0));
    return by("a good CA below a refused one", "CHAIN-9", ca, above);
}

static void attack(const gate *g, const attempt *a, bool anchored)
{
    identity who = {.leaf = a->leaf, .chain = a->sent};

    EACH_VERSION(v)
    {
        outcome stock = parties_meet(p, NULL, *v, VERIFY_WAIVING, who);

        CHECK(stock.served, "%s: stock serves it, or this tries nothing: %s",
              a->name, stock.why);
        for (int mode = VERIFY_REQUIRED; mode <= VERIFY_SKIPPED; mode++) {
            outcome o = parties_meet(p, g, *v, (verify_mode)mode, who);

            CHECK(!o.served, "%s: served, %s, mode %d, %s", a->name,
                  tls_name(*v), mode, anchored ? "anchors" : "no anchors");
            if (mode == VERIFY_WAIVING)
                CHECK(strstr(o.why, a->rule) != NULL, "%s: expected %s in %s",
                      a->name, a->rule, o.why);
        }
    }
}

/* The same broken certificate for a key whose good one passed before. */
static void second_certificate(const gate *g)
{
    EACH_VERSION(v)
    {
        for (int mode = VERIFY_REQUIRED; mode <= VERIFY_SKIPPED; mode++) {
            CHECK(parties_meet(p, g, *v, VERIFY_REQUIRED, party_cert(p->good))
                      .served,
                  "the good one passes");
            CHECK(!parties_meet(p, g, *v, (verify_mode)mode, party_cert(p->bad))
                       .served,
                  "the bad one does not, %s, mode %d", tls_name(*v), mode);
        }
    }
}

int main(void)
{
    p = parties_new();
    thief = pki_key_get(p->pk, "ec:P-256", "thief");
    {
        const attempt attempts[] = {
            by_end_entity(),
            by_refused(),
            by_wrongly_signed(),
            by_unreadable("a CA of padded length", PKI_LENGTH_PADDED, false),
            by_unreadable("a CA of indefinite length", PKI_LENGTH_INDEFINITE,
                          false),
            by_unreadable("a CA in high-tag form", PKI_LENGTH_DER, true),
            by_unreadable("a CA in high-tag form of indefinite length",
                          PKI_LENGTH_INDEFINITE, true),
            by_refused_upper(),
            by_own_ca(), /* last: without anchors it is a stranger's root */
        };
        size_t n = sizeof(attempts) / sizeof(attempts[0]);

        for (int anchored = 1; anchored >= 0; anchored--) {
            gate *g = gate_new("", anchored ? p->anchors : NULL);

            for (size_t i = 0; i < (anchored ? n : n - 1); i++) {
                behaviour(attempts[i].name);
                attack(g, &attempts[i], anchored);
            }
            behaviour("a second, bad certificate for a key that passed");
            second_certificate(g);
            gate_free(g);
        }
    }
    parties_free(p);
    return check_result();
}
