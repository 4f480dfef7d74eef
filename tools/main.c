/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const cli_command *const commands[] = {
    &cli_lint, &cli_rules, &cli_explain, &cli_profile, &cli_check, &cli_config,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void complain(const cli_command *command, const char *format,
                     va_list args)
{
    fprintf(stderr, "slicegate %s: ", command->name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

int cli_usage_error(const cli_command *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(command, format, args);
    va_end(args);
    fprintf(stderr, "Try: slicegate %s --help\n", command->name);
    return CLI_FAILED;
}

int cli_fail(const cli_command *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(command, format, args);
    va_end(args);
    return CLI_FAILED;
}

void cli_print_version(void)
{
    printf("slicegate %s (%s)\n", SLICEGATE_VERSION,
           OpenSSL_version(OPENSSL_VERSION));
}

static void print_help(FILE *out)
{
    fputs("usage: slicegate COMMAND [OPTION...] [ARGUMENT...]\n"
          "\n"
          "3GPP certificate profiles, and the gate that enforces them in the "
          "TLS handshake.\n"
          "\n"
          "Commands:\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n"
          "Each has --help and --version.\n"
          "\n"
          "Exit status: 0 good, 1 it ran and what it found is not good,\n"
          "2 wrong usage, or it could not run.\n",
          out);
}

static int finish(int status)
{
    /* Output that was lost must not look like a good result. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("slicegate: standard output cannot be written\n", stderr);
        return CLI_FAILED;
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return CLI_FAILED;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return finish(CLI_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        cli_print_version();
        return finish(CLI_OK);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return finish(commands[i]->run(argc - 1, argv + 1));
    fprintf(stderr, "slicegate: unknown command %s\nTry: slicegate --help\n",
            argv[1]);
    return CLI_FAILED;
}
