/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds cases.inc to its word: every compliant chain, anchor and server has no
 * finding that refuses, and every broken one has findings of the one rule it
 * names. CHAIN-9 below a CA that is refused is a consequence, not a fault. What
 * stands above the end entity without saying that it is a CA is judged both
 * ways, and the reading that finds the least counts, as in the gate.
 */
#include "cases.h"
#include "slicegate/profile.h"

#include <string.h>

typedef struct verdict {
    bool refused[SLICEGATE_RULE_COUNT], any;
    slicegate_profile profile;
    int64_t now;
} verdict;

static void take(verdict *v, const slicegate_findings *f)
{
    bool below_refused = v->any;
    unsigned i;

    for (i = 0; i < f->count; i++) {
        if (f->item[i].level != SLICEGATE_LEVEL_ENFORCE ||
            (below_refused && f->item[i].rule == SLICEGATE_RULE_CHAIN_9))
            continue;
        v->refused[f->item[i].rule] = true;
        v->any = true;
    }
}

typedef struct reading {
    slicegate_role role;
    slicegate_findings f;
} reading;

static void read_as(const verdict *v, const slicegate_cert_facts *facts,
                    slicegate_bytes algorithm, const slicegate_issuer *above,
                    reading *r)
{
    memset(&r->f, 0, sizeof(r->f));
    slicegate_judge_cert(facts, r->role, &v->profile, v->now, &r->f);
    slicegate_judge_outer(facts, algorithm, &v->profile, &r->f);
    if (above != NULL)
        slicegate_judge_issued(facts, r->role, above, &v->profile, &r->f);
}

/* Judges CERT and what is above it; *ISSUER is then what it is as an issuer. */
static void judge(verdict *v, const pki_cert *cert, slicegate_role role,
                  slicegate_issuer *issuer)
{
    static slicegate_cert_facts facts;
    const pki_cert *parent = cert->issuer;
    slicegate_issuer above = {.depth = 0};
    slicegate_bytes der = {cert->der.p, cert->der.n}, tbs, algorithm, bits;
    reading r = {.role = role}, other = {.role = SLICEGATE_ROLE_CLIENT};

    if (parent != NULL)
        judge(v, parent, SLICEGATE_ROLE_CA, &above);
    if (!slicegate_cert_split(der, &tbs, &algorithm, &bits))
        pki_die("a case is not strict DER outside");
    (void)slicegate_cert_parse(tbs, &facts);
    read_as(v, &facts, algorithm, parent != NULL ? &above : NULL, &r);
    if (role == SLICEGATE_ROLE_CA && !facts.is_ca) {
        read_as(v, &facts, algorithm, parent != NULL ? &above : NULL, &other);
        if (other.f.enforced < r.f.enforced)
            r = other;
    }
    take(v, &r.f);
    slicegate_issuer_keep(&facts, issuer);
    issuer->is_anchor = parent == NULL;
    issuer->passed =
        r.role == SLICEGATE_ROLE_CA && slicegate_findings_pass(&r.f);
    issuer->depth = parent == NULL ? 0 : above.depth + 1;
}

/* Prints what is wrong; 0 where nothing is. */
static int compare(const verdict *v, const char *name, const char *rule)
{
    int wrong = 0, r;
    bool found = strcmp(rule, "-") == 0;

    for (r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        const char *id = slicegate_rule_get((slicegate_rule)r)->id;

        if (!v->refused[r])
            continue;
        if (strcmp(id, rule) == 0) {
            found = true;
            continue;
        }
        (void)printf("%s: breaks %s, expected only %s\n", name, id, rule);
        wrong = 1;
    }
    if (!found) {
        (void)printf("%s: does not break %s\n", name, rule);
        wrong = 1;
    }
    return wrong;
}

static int check(const pki_cert *cert, slicegate_role role, const char *name,
                 const char *rule)
{
    slicegate_issuer unused;
    verdict v = {.now = (int64_t)time(NULL)};

    if (!slicegate_profile_builtin("mgmt", &v.profile))
        pki_die("no profile mgmt");
    judge(&v, cert, role, &unused);
    return compare(&v, name, rule);
}

int main(void)
{
    pki *pk = pki_new(NULL);
    const pki_operators *op = pki_operators_new(pk);
    const pki_case *c;
    int wrong = 0, broken = 0, good = 0;
    size_t i;

    for (i = 0; (c = pki_case_at(i)) != NULL; i++) {
        /* CHAIN-7 is the gate's: the engine knows no anchors. */
        const char *rule = strcmp(c->rule, "CHAIN-7") == 0 ? "-" : c->rule;

        wrong |= check(c->build(op), SLICEGATE_ROLE_CLIENT, c->name, rule);
        if (strcmp(c->rule, "-") == 0)
            good++;
        else
            broken++;
    }
    wrong |= check(op->root_b, SLICEGATE_ROLE_CA, "root-b", "-");
    wrong |= check(pki_server(op), SLICEGATE_ROLE_SERVER, "server", "-");
    wrong |= check(pki_server_broken(op), SLICEGATE_ROLE_SERVER,
                   "server-broken", "CERT-CDP-1");
    (void)printf("%d compliant and %d broken cases\n", good, broken);
    pki_free(pk);
    return wrong != 0 || broken < 42;
}
