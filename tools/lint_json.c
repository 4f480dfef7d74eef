/* SPDX-License-Identifier: Apache-2.0 */
/* A judged certificate as one JSON object on one line. The keys are a promise:
 * slicegate(1) lists them. */
#include <openssl/evp.h>
#include <stdio.h>
#include <time.h>

#include "json.h"
#include "lint_print.h"
#include "sha256.h"

#define TEXT_SIZE 256
#define NAME_SIZE 512
#define SERIAL_MAX 64

static void print_time(const char *name, int64_t seconds)
{
    char text[32] = "";
    time_t t = (time_t)seconds;
    struct tm tm;

    if (gmtime_r(&t, &tm) != NULL)
        (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
    cli_json_member(",", name, text);
}

static void print_facts(const slicegate_cert_facts *facts)
{
    char name[NAME_SIZE], serial[2 * SERIAL_MAX + 1];

    slicegate_name_text(facts->subject, name, sizeof(name));
    cli_json_member(",", "subject", name);
    slicegate_name_text(facts->issuer, name, sizeof(name));
    cli_json_member(",", "issuer", name);
    sg_hex(facts->serial.p,
           facts->serial.n > SERIAL_MAX ? SERIAL_MAX : facts->serial.n, serial);
    cli_json_member(",", "serial", serial);
    print_time("not_before", facts->not_before);
    print_time("not_after", facts->not_after);
}

static void print_finding(const slicegate_finding *f)
{
    const slicegate_rule_info *rule =
        slicegate_rule_get((slicegate_rule)f->rule);
    char expected[TEXT_SIZE], presented[TEXT_SIZE];

    (void)slicegate_finding_text(f, expected, sizeof(expected), presented,
                                 sizeof(presented));
    cli_json_member("{", "id", rule->id);
    cli_json_member(",", "clause", rule->clause);
    cli_json_member(",", "basis", slicegate_basis_name(rule->basis));
    cli_json_member(",", "level",
                    slicegate_level_name((slicegate_level)f->level));
    cli_json_member(",", "expected", expected);
    cli_json_member(",", "presented", presented);
    putchar('}');
}

static const char *verdict(bool passes, bool warns)
{
    if (!passes)
        return "refuse";
    return warns ? "warn" : "accept";
}

static void print_judged(const lint_judged *judged)
{
    const slicegate_findings *f = &judged->findings;

    cli_json_member("{", "role", slicegate_role_name(judged->role));
    cli_json_member(",", "verdict",
                    verdict(slicegate_findings_pass(f), f->count > 0));
    printf(",\"rules\":[");
    for (unsigned i = 0; i < f->count; i++) {
        if (i > 0)
            putchar(',');
        print_finding(&f->item[i]);
    }
    printf("]}");
}

void lint_print_json(const char *file, const lint_cert *cert,
                     const slicegate_profile *profile)
{
    uint8_t hash[SG_SHA256_SIZE];
    char hex[2 * SG_SHA256_SIZE + 1];

    cli_json_member("{", "file", file);
    printf(",\"index\":%zu", cert->index);
    cli_json_member(",", "profile", profile->name);
    cli_json_member(",", "verdict",
                    verdict(lint_passes(cert), lint_warns(cert)));
    cli_json_member(",", "path", lint_place_name(cert));
    sg_sha256_bytes(cert->der.p, cert->der.n, hash);
    sg_hex(hash, sizeof(hash), hex);
    cli_json_member(",", "certificate_sha256", hex);
    if (cert->split && cert->facts.unreadable == NULL)
        print_facts(&cert->facts);
    printf(",\"judged\":[");
    for (unsigned i = 0; i < cert->roles; i++) {
        if (i > 0)
            putchar(',');
        print_judged(&cert->judged[i]);
    }
    printf("]}\n");
}
