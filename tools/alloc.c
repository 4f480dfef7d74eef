/* SPDX-License-Identifier: Apache-2.0 */
#include "alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

static void *or_die(void *p)
{
    if (p == NULL) {
        fputs("slicegate: out of memory\n", stderr);
        exit(CLI_FAILED);
    }
    return p;
}

void *cli_alloc(size_t size)
{
    return or_die(calloc(1, size > 0 ? size : 1));
}

void *cli_grow(void *p, size_t count, size_t size)
{
    return or_die(reallocarray(p, count > 0 ? count : 1, size));
}

char *cli_copy(const char *text)
{
    return or_die(strdup(text));
}

char *cli_format(const char *format, ...)
{
    char *text = NULL;
    va_list args;
    int n;

    va_start(args, format);
    n = vasprintf(&text, format, args);
    va_end(args);
    return or_die(n < 0 ? NULL : text);
}
