/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate explain: one rule, whole. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "args.h"
#include "rule_text.h"

/* Ids are upper case; whoever asks need not type them so. */
static slicegate_rule find(const char *id)
{
    char *upper = cli_copy(id);
    slicegate_rule rule;

    for (char *c = upper; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    rule = slicegate_rule_find(upper);
    free(upper);
    return rule;
}

/* The ids that begin alike, so that a wrong number is easily put right. */
static void suggest(const char *id)
{
    const char *dash = strrchr(id, '-');
    size_t stem = dash == NULL ? strlen(id) : (size_t)(dash - id);
    const char *lead = "Rules of that kind:";

    for (unsigned i = 0; stem > 0 && i < SLICEGATE_RULE_COUNT; i++) {
        const char *known = slicegate_rule_get((slicegate_rule)i)->id;

        if (strncasecmp(known, id, stem) != 0)
            continue;
        fprintf(stderr, "%s %s", lead, known);
        lead = ",";
    }
    fputs(lead[0] == ',' ? "\n" : "Try: slicegate rules\n", stderr);
}

static void explain(slicegate_rule rule)
{
    const slicegate_rule_info *info = slicegate_rule_get(rule);
    const char *const *name;
    char applies[CLI_APPLIES_SIZE];
    slicegate_profile profile;

    cli_applies(info->applies, applies);
    printf("%s: %s\n\n", info->id, info->text);
    printf("  Clause    %s\n", info->clause);
    printf("  Basis     %s (%s)\n", slicegate_basis_name(info->basis),
           info->phrase);
    printf("  Source    %s\n", info->source);
    printf("  Binds     %s\n", applies);
    printf("  Expected  %s\n", info->expected);
    if (cli_is_of_handshake(info))
        printf("  To do     %s\n", info->advice);
    else
        printf("  Ask of    the CA: %s\n", info->advice);
    printf("  Level    ");
    for (name = slicegate_profile_names(); *name != NULL; name++)
        if (slicegate_profile_builtin(*name, &profile))
            printf(" %s in %s%s",
                   slicegate_level_name((slicegate_level)profile.level[rule]),
                   *name, name[1] != NULL ? "," : "\n");
    if (info->made_by_gate)
        printf("\n  Only a gate finds it, in a handshake or when anchors are "
               "read.\n");
}

static int run_explain(int argc, char **argv)
{
    const cli_option options[] = {{NULL, NULL, NULL}};
    int status = cli_parse(&cli_explain, options, &argc, argv);

    if (status != CLI_GO_ON)
        return status;
    if (argc == 0)
        return cli_usage_error(&cli_explain, "no rule is named");
    for (int i = 0; i < argc; i++) {
        slicegate_rule rule = find(argv[i]);

        if (rule == SLICEGATE_RULE_COUNT) {
            (void)cli_fail(&cli_explain, "no rule has the id %s", argv[i]);
            suggest(argv[i]);
            return CLI_FAILED;
        }
        if (i > 0)
            putchar('\n');
        explain(rule);
    }
    return CLI_OK;
}

const cli_command cli_explain = {
    "explain", "say what a rule is and where it comes from",
    "usage: slicegate explain RULE-ID...\n"
    "\n"
    "Says what a rule demands, the clause and the basis it stands on, what to "
    "do or to\n"
    "ask of the CA, and its level in each profile.\n"
    "\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 done, 2 there is no such rule, or wrong usage.\n",
    run_explain};
