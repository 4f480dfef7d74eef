/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for a short-lived program: when there is none, it ends with status 2.
 */
#ifndef CLI_ALLOC_H
#define CLI_ALLOC_H

#include <stddef.h>

void *cli_alloc(size_t size); /* zeroed; free() */
/* Room for COUNT items of SIZE bytes; what is new is not zeroed. */
void *cli_grow(void *p, size_t count, size_t size);
char *cli_copy(const char *text);
char *cli_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
