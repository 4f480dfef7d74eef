/* SPDX-License-Identifier: Apache-2.0 */
/* A judged certificate, for people. */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "lint_print.h"

#define TEXT_SIZE 256
#define NAME_SIZE 512

static cli_tint tint_level(const char *level)
{
    return strcmp(level, "enforce") == 0 ? CLI_RED : CLI_YELLOW;
}

static const cli_column columns[] = {
    {"RULE", 0, NULL},        {"CLAUSE", 12, NULL},   {"BASIS", 0, NULL},
    {"LEVEL", 0, tint_level}, {"EXPECTED", 22, NULL}, {"PRESENTED", 22, NULL},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void add_finding(cli_columns *table, const slicegate_finding *f)
{
    const slicegate_rule_info *rule =
        slicegate_rule_get((slicegate_rule)f->rule);
    char expected[TEXT_SIZE], presented[TEXT_SIZE];
    const char *cell[COLUMNS] = {
        rule->id,
        rule->clause,
        slicegate_basis_name(rule->basis),
        slicegate_level_name((slicegate_level)f->level),
        expected,
        presented,
    };

    (void)slicegate_finding_text(f, expected, sizeof(expected), presented,
                                 sizeof(presented));
    cli_columns_row(table, cell);
}

/* What refuses stands before what warns. */
static void print_findings(const slicegate_findings *findings)
{
    static const slicegate_level order[] = {SLICEGATE_LEVEL_ENFORCE,
                                            SLICEGATE_LEVEL_WARN};
    cli_columns *table = cli_columns_new(columns, COLUMNS);

    for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++)
        for (unsigned i = 0; i < findings->count; i++)
            if (findings->item[i].level == (uint8_t)order[o])
                add_finding(table, &findings->item[i]);
    cli_columns_print(table, 4);
    cli_columns_free(table);
}

static const char *plural(unsigned n)
{
    return n == 1 ? "" : "s";
}

static void print_ids(const slicegate_findings *findings)
{
    const char *lead = " by ";
    unsigned last = SLICEGATE_RULE_COUNT;

    for (unsigned i = 0; i < findings->count; i++) {
        const slicegate_finding *f = &findings->item[i];

        if (f->level == SLICEGATE_LEVEL_WARN || f->rule == last)
            continue;
        printf("%s%s", lead, slicegate_rule_get((slicegate_rule)f->rule)->id);
        lead = ", ";
        last = f->rule;
    }
}

/* BRIEF: it passes in its other role, so this one is told in a line. */
static void print_judged(const lint_judged *judged, bool brief)
{
    const slicegate_findings *f = &judged->findings;
    unsigned refusing = 0, warning = 0;

    for (unsigned i = 0; i < f->count; i++)
        *(f->item[i].level == SLICEGATE_LEVEL_WARN ? &warning : &refusing) += 1;
    printf("  as %s: ", slicegate_role_name(judged->role));
    if (!slicegate_findings_pass(f))
        printf("%srefused%s", cli_tint_on(CLI_RED), cli_tint_on(CLI_TINT_END));
    else
        printf("%spasses%s", cli_tint_on(CLI_GREEN), cli_tint_on(CLI_TINT_END));
    if (brief)
        print_ids(f);
    else if (refusing > 0)
        printf(", %u finding%s", refusing, plural(refusing));
    if (!brief && warning > 0)
        printf(", %u warning%s", warning, plural(warning));
    putchar('\n');
    if (f->count > 0 && !brief)
        print_findings(f);
}

void lint_print_text(const char *file, const lint_cert *cert,
                     const slicegate_profile *profile)
{
    char name[NAME_SIZE] = "(cannot be read)";

    (void)profile;
    if (cert->split && cert->facts.unreadable == NULL)
        slicegate_name_text(cert->facts.subject, name, sizeof(name));
    printf("%s%s [%zu]  %s%s\n", cli_tint_on(CLI_BOLD), file, cert->index,
           name[0] == '\0' ? "(empty subject)" : name,
           cli_tint_on(CLI_TINT_END));
    printf("  %s\n", lint_place_text(cert));
    for (unsigned i = 0; i < cert->roles; i++)
        print_judged(&cert->judged[i],
                     lint_passes(cert) &&
                         !slicegate_findings_pass(&cert->judged[i].findings));
    putchar('\n');
}
