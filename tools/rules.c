/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate rules: the list of rules, for people, machines and the docs. */
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "columns.h"
#include "json.h"
#include "rule_text.h"
#include "rules_markdown.h"

static cli_tint tint_level(const char *level)
{
    if (strcmp(level, "enforce") == 0)
        return CLI_RED;
    return strcmp(level, "warn") == 0 ? CLI_YELLOW : CLI_PLAIN;
}

static const cli_column columns[] = {
    {"RULE", 0, NULL},    {"LEVEL", 0, tint_level}, {"BASIS", 0, NULL},
    {"CLAUSE", 12, NULL}, {"APPLIES", 8, NULL},     {"TEXT", 20, NULL},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static const char *level_of(const slicegate_profile *profile, unsigned rule)
{
    return slicegate_level_name((slicegate_level)profile->level[rule]);
}

static void print_table(const slicegate_profile *profile)
{
    cli_columns *table = cli_columns_new(columns, COLUMNS);
    char applies[CLI_APPLIES_SIZE];

    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        const slicegate_rule_info *rule = slicegate_rule_get((slicegate_rule)i);
        const char *cell[COLUMNS] = {
            rule->id,
            level_of(profile, i),
            slicegate_basis_name(rule->basis),
            rule->clause,
            applies,
            rule->text,
        };

        cli_applies(rule->applies, applies);
        cli_columns_row(table, cell);
    }
    cli_columns_print(table, 0);
    cli_columns_free(table);
}

static void print_json(const slicegate_profile *profile)
{
    char applies[CLI_APPLIES_SIZE];

    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        const slicegate_rule_info *rule = slicegate_rule_get((slicegate_rule)i);

        cli_applies(rule->applies, applies);
        cli_json_member("{", "id", rule->id);
        cli_json_member(",", "profile", profile->name);
        cli_json_member(",", "level", level_of(profile, i));
        cli_json_member(",", "basis", slicegate_basis_name(rule->basis));
        cli_json_member(",", "clause", rule->clause);
        cli_json_member(",", "source", rule->source);
        cli_json_member(",", "applies", applies);
        cli_json_member(",", "text", rule->text);
        cli_json_member(",", "expected", rule->expected);
        cli_json_member(",", "advice", rule->advice);
        printf("}\n");
    }
}

static int run_rules(int argc, char **argv)
{
    const char *name = NULL;
    bool json = false, markdown = false;
    const cli_option options[] = {{"--profile", &name, NULL},
                                  {"--json", NULL, &json},
                                  {"--markdown", NULL, &markdown},
                                  {NULL, NULL, NULL}};
    slicegate_profile profile;
    int status = cli_parse(&cli_rules, options, &argc, argv);

    if (status != CLI_GO_ON)
        return status;
    if (argc > 0)
        return cli_usage_error(&cli_rules, "unexpected argument %s", argv[0]);
    if (json && markdown)
        return cli_usage_error(&cli_rules,
                               "--json and --markdown exclude each other");
    if (markdown && name != NULL)
        return cli_usage_error(&cli_rules,
                               "--markdown shows every profile; leave "
                               "--profile out");
    if (!slicegate_profile_builtin(name == NULL ? "mgmt" : name, &profile))
        return cli_usage_error(&cli_rules,
                               "unknown profile %s; expected mgmt, mgmt-2018, "
                               "sba or none",
                               name);
    if (markdown)
        cli_rules_markdown();
    else if (json)
        print_json(&profile);
    else
        print_table(&profile);
    return CLI_OK;
}

const cli_command cli_rules = {
    "rules", "list the rules",
    "usage: slicegate rules [--profile NAME] [--json | --markdown]\n"
    "\n"
    "Lists every rule: its level in the profile, the basis it stands on, the "
    "clause,\n"
    "whom it binds, and what it says.\n"
    "\n"
    "  --profile NAME  mgmt (default), mgmt-2018, sba or none\n"
    "  --json          one JSON object per rule and line\n"
    "  --markdown      the page docs/rules.md, with every profile\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 done, 2 wrong usage.\n",
    run_rules};
