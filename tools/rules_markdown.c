/* SPDX-License-Identifier: Apache-2.0 */
#include "rules_markdown.h"

#include <stdio.h>

#include "rule_text.h"

static void print_profiles(void)
{
    const char *const *name = slicegate_profile_names();

    puts("## Profiles\n\n| profile | drawn from |\n|---|---|");
    for (; *name != NULL; name++)
        printf("| `%s` | %s |\n", *name, slicegate_profile_sources(*name));
    putchar('\n');
}

static void print_bases(void)
{
    puts("## Basis\n\n"
         "A finding is said to violate a TS only where its basis is `clause`. "
         "Otherwise it\nnames what it rests on:\n\n"
         "| basis | in a finding |\n|---|---|");
    for (int b = SLICEGATE_BASIS_CLAUSE; b <= SLICEGATE_BASIS_POLICY; b++)
        printf("| `%s` | %s |\n", slicegate_basis_name((slicegate_basis)b),
               slicegate_basis_phrase((slicegate_basis)b));
    putchar('\n');
}

static void print_levels(unsigned rule)
{
    const char *const *name = slicegate_profile_names();
    slicegate_profile profile;

    for (; *name != NULL; name++)
        if (slicegate_profile_builtin(*name, &profile))
            printf(" %s |",
                   slicegate_level_name((slicegate_level)profile.level[rule]));
}

static void print_levels_table(void)
{
    const char *const *name;

    printf("## Levels\n\n| rule | text |");
    for (name = slicegate_profile_names(); *name != NULL; name++)
        printf(" %s |", *name);
    printf("\n|---|---|");
    for (name = slicegate_profile_names(); *name != NULL; name++)
        printf("---|");
    putchar('\n');
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++) {
        const slicegate_rule_info *rule = slicegate_rule_get((slicegate_rule)i);

        printf("| `%s` | %s |", rule->id, rule->text);
        print_levels(i);
        putchar('\n');
    }
    putchar('\n');
}

static void print_rule(const slicegate_rule_info *rule)
{
    char applies[CLI_APPLIES_SIZE];

    cli_applies(rule->applies, applies);
    printf("### %s\n\n%s.\n\n", rule->id, rule->text);
    printf("- Clause: %s\n", rule->clause);
    printf("- Basis: %s (%s)\n", slicegate_basis_name(rule->basis),
           rule->phrase);
    printf("- Source: %s\n", rule->source);
    printf("- Binds: %s\n", applies);
    printf("- Expected: %s\n", rule->expected);
    printf("- %s: %s\n\n",
           cli_is_of_handshake(rule) ? "To do" : "Ask of the CA", rule->advice);
}

void cli_rules_markdown(void)
{
    puts("# Rules\n\n"
         "<!-- Made by: slicegate rules --markdown. Do not edit. -->\n\n"
         "Every rule of the profiles, of certificates, handshakes and "
         "pre-shared "
         "keys, from\nthe one list that the engine, the policy file and this "
         "page share. `enforce` refuses\nin the handshake, `warn` is logged, "
         "`off` is not judged; a gate policy sets any of\nthem under "
         "`[rules]`.\n");
    print_profiles();
    print_bases();
    print_levels_table();
    puts("## Each rule\n");
    for (unsigned i = 0; i < SLICEGATE_RULE_COUNT; i++)
        print_rule(slicegate_rule_get((slicegate_rule)i));
}
