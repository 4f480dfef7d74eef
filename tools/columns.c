/* SPDX-License-Identifier: Apache-2.0 */
#include "columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define GAP 2 /* blanks between columns */

typedef struct row {
    char *cell[CLI_COLUMNS_MAX];
} row;

struct cli_columns {
    const cli_column *column;
    size_t count, rows;
    row *item;
};

cli_columns *cli_columns_new(const cli_column *column, size_t count)
{
    cli_columns *table = cli_alloc(sizeof(*table));

    table->column = column;
    table->count = count;
    return table;
}

void cli_columns_free(cli_columns *table)
{
    for (size_t i = 0; i < table->rows; i++)
        for (size_t c = 0; c < table->count; c++)
            free(table->item[i].cell[c]);
    free(table->item);
    free(table);
}

void cli_columns_row(cli_columns *table, const char *const *cell)
{
    table->item = cli_grow(table->item, table->rows + 1, sizeof(row));
    for (size_t c = 0; c < table->count; c++)
        table->item[table->rows].cell[c] = cli_copy(cell[c]);
    table->rows++;
}

/* ---- Widths ------------------------------------------------------------ */

static size_t total(const cli_columns *table, const size_t *width)
{
    size_t sum = GAP * (table->count - 1);

    for (size_t c = 0; c < table->count; c++)
        sum += width[c];
    return sum;
}

static void natural_widths(const cli_columns *table, size_t *width)
{
    for (size_t c = 0; c < table->count; c++) {
        width[c] = strlen(table->column[c].head);
        for (size_t i = 0; i < table->rows; i++) {
            size_t n = strlen(table->item[i].cell[c]);

            if (n > width[c])
                width[c] = n;
        }
    }
}

/* Takes from the widest column that may be folded until all fit ROOM. */
static bool fit(const cli_columns *table, size_t room, size_t *width)
{
    while (total(table, width) > room) {
        size_t widest = table->count;

        for (size_t c = 0; c < table->count; c++)
            if (table->column[c].min > 0 && width[c] > table->column[c].min &&
                (widest == table->count || width[c] > width[widest]))
                widest = c;
        if (widest == table->count)
            return false;
        width[widest]--;
    }
    return true;
}

/* ---- Folding ----------------------------------------------------------- */

/* How much of TEXT goes on a line of WIDTH; *next is where the rest begins. */
static size_t fold(const char *text, size_t width, const char **next)
{
    size_t n = strlen(text), cut;

    if (n <= width) {
        *next = text + n;
        return n;
    }
    for (cut = width; cut > 0 && text[cut] != ' '; cut--)
        ;
    if (cut == 0)
        cut = width; /* one long word */
    *next = text + cut;
    while (**next == ' ')
        ++*next;
    return cut;
}

static void print_cell(const cli_column *column, const char *whole,
                       const char *part, size_t n)
{
    cli_tint tint = column->tint == NULL ? CLI_PLAIN : column->tint(whole);

    printf("%s%.*s%s", cli_tint_on(tint), (int)n, part,
           tint == CLI_PLAIN ? "" : cli_tint_on(CLI_TINT_END));
}

static void print_row(const cli_columns *table, const row *r,
                      const size_t *width, size_t indent)
{
    const char *rest[CLI_COLUMNS_MAX];
    bool more = true;

    for (size_t c = 0; c < table->count; c++)
        rest[c] = r->cell[c];
    while (more) {
        size_t owed = indent;

        more = false;
        for (size_t c = 0; c < table->count; c++) {
            const char *part = rest[c];
            size_t n = fold(part, width[c], &rest[c]);

            if (n > 0) {
                printf("%*s", (int)owed, "");
                print_cell(&table->column[c], r->cell[c], part, n);
                owed = 0;
            }
            owed += width[c] - n + GAP;
            more = more || *rest[c] != '\0';
        }
        putchar('\n');
    }
}

static void print_head(const cli_columns *table, const size_t *width,
                       size_t indent)
{
    printf("%*s%s", (int)indent, "", cli_tint_on(CLI_BOLD));
    for (size_t c = 0; c < table->count; c++) {
        size_t pad = c + 1 < table->count
                         ? width[c] - strlen(table->column[c].head) + GAP
                         : 0;

        printf("%s%*s", table->column[c].head, (int)pad, "");
    }
    printf("%s\n", cli_tint_on(CLI_TINT_END));
}

static void print_stacked(const cli_columns *table, size_t indent)
{
    for (size_t i = 0; i < table->rows; i++)
        for (size_t c = 0; c < table->count; c++) {
            const char *cell = table->item[i].cell[c];

            printf("%*s%s%s: ", (int)indent, "", c == 0 ? "" : "  ",
                   table->column[c].head);
            print_cell(&table->column[c], cell, cell, strlen(cell));
            putchar('\n');
        }
}

void cli_columns_print(const cli_columns *table, size_t indent)
{
    size_t width[CLI_COLUMNS_MAX], room = cli_width();

    natural_widths(table, width);
    if (room <= indent || !fit(table, room - indent, width)) {
        print_stacked(table, indent);
        return;
    }
    print_head(table, width, indent);
    for (size_t i = 0; i < table->rows; i++)
        print_row(table, &table->item[i], width, indent);
}
