/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <openssl/err.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_uint checked, failed;

void check_at(bool ok, const char *file, int line, const char *format, ...)
{
    char text[4096];
    va_list args;

    atomic_fetch_add(&checked, 1);
    if (ok)
        return;
    atomic_fetch_add(&failed, 1);
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)fprintf(stderr, "%s:%d: FAILED: %s\n", file, line, text);
}

void behaviour(const char *name)
{
    printf("- %s\n", name);
    (void)fflush(stdout);
}

int check_result(void)
{
    printf("%u checks, %u failed\n", atomic_load(&checked),
           atomic_load(&failed));
    return atomic_load(&failed) == 0 && atomic_load(&checked) > 0 ? 0 : 1;
}

int check_skipped(const char *why)
{
    printf("skipped: %s\n", why);
    return 77;
}

void need_at(bool ok, const char *file, int line, const char *what)
{
    if (ok)
        return;
    (void)fprintf(stderr, "%s:%d: cannot go on without: %s\n", file, line,
                  what);
    ERR_print_errors_fp(stderr);
    exit(1);
}
