/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 100
#define WIDTH_MIN 20
#define WIDTH_MAX 1000

static size_t clamp(unsigned long width)
{
    if (width == 0)
        return WIDTH_DEFAULT;
    if (width < WIDTH_MIN)
        return WIDTH_MIN;
    return width > WIDTH_MAX ? WIDTH_MAX : width;
}

size_t cli_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return clamp(size.ws_col);
    return clamp(columns == NULL ? 0 : strtoul(columns, NULL, 10));
}

static bool takes_colours(void)
{
    const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (none == NULL || none[0] == '\0') &&
           term != NULL && strcmp(term, "dumb") != 0;
}

const char *cli_tint_on(cli_tint tint)
{
    static const char *const sequence[] = {
        [CLI_PLAIN] = "",         [CLI_BOLD] = "\033[1m",
        [CLI_RED] = "\033[31m",   [CLI_YELLOW] = "\033[33m",
        [CLI_GREEN] = "\033[32m", [CLI_TINT_END] = "\033[0m",
    };

    return takes_colours() ? sequence[tint] : "";
}
