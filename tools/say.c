/* SPDX-License-Identifier: Apache-2.0 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

#include "terminal.h"

static unsigned open_count;

static void say(const char *word, cli_tint tint, const char *what_to_do,
                const char *format, va_list args)
{
    printf("%s%-4s%s  ", cli_tint_on(tint), word, cli_tint_on(CLI_TINT_END));
    vprintf(format, args);
    putchar('\n');
    if (what_to_do != NULL)
        printf("      do: %s\n", what_to_do);
}

void cli_say_ok(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("ok", CLI_GREEN, NULL, format, args);
    va_end(args);
}

void cli_say_open(const char *what_to_do, const char *format, ...)
{
    va_list args;

    open_count++;
    va_start(args, format);
    say("open", CLI_RED, what_to_do, format, args);
    va_end(args);
}

void cli_say_warn(const char *what_to_do, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("warn", CLI_YELLOW, what_to_do, format, args);
    va_end(args);
}

unsigned cli_said_open(void)
{
    return open_count;
}
