/* SPDX-License-Identifier: Apache-2.0 */
#include "check_twins.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "policy_arg.h"
#include "say.h"
#include "tls_pair.h"

#define IDS_SIZE 256

typedef struct proof {
    const slicegate_policy *policy;
    const slicegate_side *side; /* under which these handshakes are judged */
    bool refuses;  /* enforce mode, not the profile none, and in scope */
    bool anchored; /* our own CA must be refused by CHAIN-7 */
    bool sba;
    twin_fault fault; /* TWIN_FAULTS: none that this policy refuses */
    twin_ca ca;
    twin server, good, bad;
} proof;

static bool enforces(const proof *p, slicegate_rule rule)
{
    return p->side->profile.level[rule] == SLICEGATE_LEVEL_ENFORCE;
}

static twin_fault choose_fault(const proof *p)
{
    int fault = 0;

    while (fault < TWIN_FAULTS && !enforces(p, twin_rule((twin_fault)fault)))
        fault++;
    return (twin_fault)fault;
}

/* ---- What the gate's line names ---------------------------------------- */

/* "refused client NAME: ID (...): ...; also ID, ID; event X" as "ID, ID". */
static void rules_in(const char *line, char *ids, size_t size)
{
    const char *first = strstr(line, ": "), *also = strstr(line, "; also "),
               *end;
    size_t n = 0;

    ids[0] = '\0';
    if (first == NULL)
        return;
    first += 2;
    n = (size_t)snprintf(ids, size, "%.*s", (int)strcspn(first, " "), first);
    if (also == NULL || n >= size)
        return;
    also += strlen("; also ");
    end = strchrnul(also, ';');
    (void)snprintf(ids + n, size - n, ", %.*s", (int)(end - also), also);
}

static bool names(const char *ids, slicegate_rule rule)
{
    const char *id = slicegate_rule_get(rule)->id, *at = ids;
    size_t n = strlen(id);

    for (; (at = strstr(at, id)) != NULL; at += n)
        if (at[n] == '\0' || at[n] == ',')
            return true;
    return false;
}

/* ---- Judging outcomes -------------------------------------------------- */

static const char *version_name(int version)
{
    return version == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2";
}

static void judge_good(const proof *p, int version, const tls_result *r,
                       const char *ids)
{
    const char *name = version_name(version);
    const char *anchor = slicegate_rule_get(SLICEGATE_RULE_CHAIN_7)->id;

    if (p->anchored && r->outcome == TLS_REFUSED && strcmp(ids, anchor) == 0)
        cli_say_ok(
            "%s: a compliant client of a CA that is no anchor is refused "
            "by %s alone",
            name, anchor);
    else if (p->anchored && r->outcome == TLS_ACCEPTED)
        cli_say_open("enforce CHAIN-7, and look at [anchors]",
                     "%s: a client of a CA that is no anchor is let in", name);
    else if (r->outcome == TLS_REFUSED)
        cli_say_open("look at [rules]: nobody may get in",
                     "%s: a compliant client is refused by %s", name, ids);
    else if (r->outcome == TLS_FAILED)
        cli_say_open("correct the TLS configuration", "%s: %s", name, r->text);
    else
        cli_say_ok("%s: a compliant client is let in", name);
}

static void judge_bad(const proof *p, int version, const tls_result *r,
                      const char *ids)
{
    const slicegate_rule_info *rule = slicegate_rule_get(twin_rule(p->fault));
    const char *name = version_name(version);

    if (r->outcome == TLS_REFUSED && names(ids, twin_rule(p->fault)))
        cli_say_ok("%s: its twin that breaks %s is refused in the handshake, "
                   "though the application waives every error",
                   name, rule->id);
    else if (r->outcome == TLS_REFUSED)
        cli_say_open("look at [rules]",
                     "%s: the twin that breaks %s is refused, but by %s", name,
                     rule->id, ids);
    else if (r->outcome == TLS_FAILED)
        cli_say_open("correct the TLS configuration", "%s: %s", name, r->text);
    else
        cli_say_open("correct what is named above",
                     "%s: the twin that breaks %s is let in", name, rule->id);
}

static void judge_monitored(int version, const tls_result *r)
{
    if (r->outcome == TLS_ACCEPTED)
        cli_say_warn(NULL, "%s: a client that breaks the profile is let in",
                     version_name(version));
    else
        cli_say_open("correct the TLS configuration",
                     "%s: a client fails though nothing is to be refused: %s",
                     version_name(version), r->text);
}

/* ---- Handshakes -------------------------------------------------------- */

static bool shake(const proof *p, const twin *client, int version,
                  tls_result *r, char ids[IDS_SIZE])
{
    tls_pair_run(&p->ca, &p->server, client, version, r);
    ids[0] = '\0';
    if (r->outcome == TLS_REFUSED)
        rules_in(r->text, ids, IDS_SIZE);
    if (r->outcome == TLS_NOT_OFFERED)
        cli_say_ok("%s: this configuration does not offer it",
                   version_name(version));
    return r->outcome != TLS_NOT_OFFERED;
}

/* False where the version is not offered, so nothing is proven of it. */
static bool prove_version(const proof *p, int version)
{
    char ids[IDS_SIZE];
    tls_result r;

    if (!shake(p, &p->good, version, &r, ids))
        return false;
    judge_good(p, version, &r, ids);
    if (p->refuses && p->fault == TWIN_FAULTS)
        return true;
    (void)shake(p, &p->bad, version, &r, ids);
    if (p->refuses)
        judge_bad(p, version, &r, ids);
    else
        judge_monitored(version, &r);
    return true;
}

static void prove_versions(const proof *p)
{
    bool tls12 = prove_version(p, TLS1_2_VERSION),
         tls13 = prove_version(p, TLS1_3_VERSION);

    if (!tls12 && !tls13)
        cli_say_open("look at MinProtocol and MaxProtocol",
                     "neither TLS 1.2 nor 1.3 is offered: nothing is proven");
}

static bool make(proof *p, OSSL_LIB_CTX *libctx)
{
    unsigned faults =
        p->fault == TWIN_FAULTS ? TWIN_ALL_QUIET : TWIN_FAULT(p->fault);

    return libctx != NULL && twin_ca_make(libctx, &p->ca) &&
           twin_make(&p->ca, true, p->sba, TWIN_GOOD, &p->server) &&
           twin_make(&p->ca, false, p->sba, TWIN_GOOD, &p->good) &&
           twin_make(&p->ca, false, p->sba, faults, &p->bad);
}

void check_twins(const slicegate_policy *policy)
{
    OSSL_LIB_CTX *libctx = OSSL_LIB_CTX_new();
    proof p = {.policy = policy, .side = &policy->side[SLICEGATE_SIDE_SERVER]};

    p.refuses = p.side->mode == SLICEGATE_MODE_ENFORCE &&
                strcmp(p.side->profile.name, "none") != 0 &&
                policy->scope_count == 0;
    p.anchored = p.refuses && cli_policy_has_anchors(policy);
    p.sba = enforces(&p, SLICEGATE_RULE_SBA_SAN_1);
    p.fault = choose_fault(&p);
    if (policy->scope_count > 0)
        cli_say_warn("prove the running service with check --connect",
                     "[scope] does not name the certificate of these "
                     "handshakes: no refusal is proven by them");
    if (p.refuses && p.fault == TWIN_FAULTS)
        cli_say_open("enforce CERT-CDP-1",
                     "the policy enforces none of the rules that this check "
                     "can break: no refusal is proven");
    if (make(&p, libctx)) {
        prove_versions(&p);
    } else {
        cli_say_open("look at the OpenSSL installation",
                     "certificates for the handshakes cannot be made");
    }
    twin_free(&p.bad);
    twin_free(&p.good);
    twin_free(&p.server);
    twin_ca_free(&p.ca);
    OSSL_LIB_CTX_free(libctx);
}
