/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of `slicegate`: one file each, one row each in main.c. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

/* Exit status of every subcommand; each usage text says what they mean there.
 */
enum {
    CLI_OK = 0,
    CLI_FOUND = 1, /* it ran, and what it found is not good */
    CLI_FAILED = 2 /* wrong usage, or it could not run */
};

typedef struct cli_command {
    const char *name;
    const char *summary; /* one line */
    const char *usage;   /* the whole help text */
    /* argv[0] is the subcommand's name. Returns an exit status. */
    int (*run)(int argc, char **argv);
} cli_command;

extern const cli_command cli_lint, cli_rules, cli_explain, cli_profile,
    cli_check, cli_config;

/* "slicegate NAME: TEXT" and where to find help, on stderr; CLI_FAILED. */
int cli_usage_error(const cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "slicegate NAME: TEXT" on stderr; CLI_FAILED. */
int cli_fail(const cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void cli_print_version(void);

#endif
