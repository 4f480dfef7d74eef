/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a subcommand, from a table. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>

#include "command.h"

/* An option with a value ("--role client", "--role=client") or a flag. The
 * table ends with a row whose name is NULL. */
typedef struct cli_option {
    const char *name; /* with its dashes */
    const char **value;
    bool *flag;
} cli_option;

#define CLI_GO_ON (-1)

/*
 * Reads the options and leaves the operands in argv[0] to argv[*argc - 1].
 * Options and operands may be mixed; "--" ends the options and "-" is an
 * operand. CLI_GO_ON, or an exit status: after --help and --version, which
 * every subcommand has, and after a usage error.
 */
int cli_parse(const cli_command *command, const cli_option *options, int *argc,
              char **argv);

#endif
