/* SPDX-License-Identifier: Apache-2.0 */
/* What standard output is: how wide, and whether it takes colours. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stddef.h>

typedef enum cli_tint {
    CLI_PLAIN,
    CLI_BOLD,
    CLI_RED,
    CLI_YELLOW,
    CLI_GREEN,
    CLI_TINT_END
} cli_tint;

/* The terminal's columns, else $COLUMNS, else 100. At least 20. */
size_t cli_width(void);

/* The sequence that begins a tint or ends it; "" where standard output is no
 * terminal, with TERM=dumb and with NO_COLOR. */
const char *cli_tint_on(cli_tint tint);

#endif
