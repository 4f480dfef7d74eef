/* SPDX-License-Identifier: Apache-2.0 */
#include "args.h"

#include <stdio.h>
#include <string.h>

/* The row that ARG names; *value is what stands behind "=", or NULL. */
static const cli_option *find(const cli_option *options, char *arg,
                              const char **value)
{
    char *equals = strchr(arg, '=');
    size_t n = equals == NULL ? strlen(arg) : (size_t)(equals - arg);

    *value = equals == NULL ? NULL : equals + 1;
    for (; options->name != NULL; options++)
        if (strlen(options->name) == n && strncmp(options->name, arg, n) == 0)
            return options;
    return NULL;
}

static int take(const cli_command *command, const cli_option *option,
                const char *value)
{
    if (option->flag != NULL && value != NULL)
        return cli_usage_error(command, "%s takes no value", option->name);
    if (option->value != NULL && value == NULL)
        return cli_usage_error(command, "%s needs a value", option->name);
    if (option->value != NULL && *option->value != NULL)
        return cli_usage_error(command, "%s is given twice", option->name);
    if (option->flag != NULL)
        *option->flag = true;
    else
        *option->value = value;
    return CLI_GO_ON;
}

int cli_parse(const cli_command *command, const cli_option *options, int *argc,
              char **argv)
{
    int kept = 0, status = CLI_GO_ON;
    bool plain = false; /* behind "--" */

    for (int i = 1; i < *argc && status == CLI_GO_ON; i++) {
        const cli_option *option;
        const char *value;

        if (plain || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[kept++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            plain = true;
        } else if (strcmp(argv[i], "--help") == 0 ||
                   strcmp(argv[i], "-h") == 0) {
            fputs(command->usage, stdout);
            status = CLI_OK;
        } else if (strcmp(argv[i], "--version") == 0) {
            cli_print_version();
            status = CLI_OK;
        } else {
            option = find(options, argv[i], &value);
            if (option == NULL)
                return cli_usage_error(command, "unknown option %s", argv[i]);
            if (option->value != NULL && value == NULL && i + 1 < *argc)
                value = argv[++i];
            status = take(command, option, value);
        }
    }
    *argc = kept;
    return status;
}
