/* SPDX-License-Identifier: Apache-2.0 */
/* What every fuzz target needs: a check that stops the run, and its entry. */
#ifndef SLICEGATE_FUZZ_CHECK_H
#define SLICEGATE_FUZZ_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__,   \
                    #condition);                                               \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Printable ASCII that ends within SIZE. */
static inline void check_text(const char *text, size_t size)
{
    size_t n = strnlen(text, size);

    CHECK(n < size);
    for (size_t i = 0; i < n; i++)
        CHECK(text[i] >= 0x20 && text[i] < 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
