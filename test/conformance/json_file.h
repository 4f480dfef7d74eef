/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of vector files: what is not as expected ends the program. */
#ifndef CONFORMANCE_JSON_FILE_H
#define CONFORMANCE_JSON_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

/* Prints "conformance: ..." and exits with 2. */
_Noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The parsed file; the caller frees it with json_decref. */
json_t *json_file(const char *path);

/* Members that must be there; the results belong to OBJECT. */
json_t *json_member(const json_t *object, const char *name);
json_t *json_list(const json_t *object, const char *name);
const char *json_text(const json_t *object, const char *name);
bool json_flag(const json_t *object, const char *name);

/* "2024-01-01T00:00:00" with an optional fraction, and "Z" or "+00:00". */
time_t utc_time(const char *text);

#endif
