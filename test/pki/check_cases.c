/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds cases.inc to its word: every compliant chain, anchor and server has no
 * finding that refuses, and every broken one has findings of the one rule it
 * names. CHAIN-9 below a CA that is refused is a consequence, not a fault.
 */
#include "cases.h"
#include "slicegate/profile.h"

#include <string.h>

typedef struct verdict {
    bool refused[SLICEGATE_RULE_COUNT];
    slicegate_profile profile;
    int64_t now;
} verdict;

static void take(verdict *v, const slicegate_findings *f, bool consequence)
{
    unsigned i;

    for (i = 0; i < f->count; i++) {
        if (f->item[i].level == SLICEGATE_LEVEL_ENFORCE &&
            !(consequence && f->item[i].rule == SLICEGATE_RULE_CHAIN_9))
            v->refused[f->item[i].rule] = true;
    }
}

/* Judges CERT and what is above it; *ISSUER is then what it is as an issuer. */
static void judge(verdict *v, const pki_cert *cert, slicegate_role role,
                  slicegate_issuer *issuer)
{
    static slicegate_findings f;
    static slicegate_cert_facts facts;
    slicegate_issuer above;
    slicegate_bytes der = {cert->der.p, cert->der.n}, tbs, algorithm, bits;

    memset(&f, 0, sizeof(f));
    memset(&above, 0, sizeof(above));
    if (cert->issuer != NULL)
        judge(v, cert->issuer,
              (role & (SLICEGATE_ROLE_CLIENT | SLICEGATE_ROLE_SERVER)) != 0
                  ? SLICEGATE_ROLE_CA
                  : SLICEGATE_ROLE_UPPER_CA,
              &above);
    if (!slicegate_cert_split(der, &tbs, &algorithm, &bits))
        pki_die("a case is not strict DER outside");
    (void)slicegate_cert_parse(tbs, &facts);
    if (cert->issuer == NULL)
        role = SLICEGATE_ROLE_UPPER_CA;
    slicegate_judge_cert(&facts, role, &v->profile, v->now, &f);
    slicegate_judge_outer(&facts, algorithm, &v->profile, &f);
    if (cert->issuer != NULL)
        slicegate_judge_issued(&facts, role, &above, &v->profile, &f);
    take(v, &f, cert->issuer != NULL && !above.passed);
    slicegate_issuer_keep(&facts, issuer);
    issuer->is_anchor = cert->issuer == NULL;
    issuer->passed = slicegate_findings_pass(&f);
    issuer->depth =
        cert->issuer == NULL || above.is_anchor ? 0 : above.depth + 1;
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
