/* SPDX-License-Identifier: Apache-2.0 */
/* A table for people: as wide as its text, folded to fit the terminal. */
#ifndef CLI_COLUMNS_H
#define CLI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal.h"

#define CLI_COLUMNS_MAX 8

typedef struct cli_column {
    const char *head;
    size_t min; /* folded no narrower than this; 0 is never folded */
    cli_tint (*tint)(const char *cell); /* NULL: plain */
} cli_column;

typedef struct cli_columns cli_columns;

/* COLUMN must outlive the table; at most CLI_COLUMNS_MAX of them. */
cli_columns *cli_columns_new(const cli_column *column, size_t count);
void cli_columns_free(cli_columns *table);

/* One row; the cells are copied. */
void cli_columns_row(cli_columns *table, const char *const *cell);

/* Prints to standard output, each line behind INDENT blanks. Where even the
 * folded table is too wide, each cell stands on a line of its own. */
void cli_columns_print(const cli_columns *table, size_t indent);

#endif
