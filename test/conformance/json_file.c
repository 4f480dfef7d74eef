/* SPDX-License-Identifier: Apache-2.0 */
#include "json_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("conformance: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

json_t *json_file(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (root == NULL)
        die("%s:%d: %s", path, error.line, error.text);
    return root;
}

json_t *json_member(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);

    if (value == NULL)
        die("the vectors lack a member \"%s\"", name);
    return value;
}

json_t *json_list(const json_t *object, const char *name)
{
    json_t *value = json_member(object, name);

    if (!json_is_array(value))
        die("\"%s\" is not an array", name);
    return value;
}

const char *json_text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_member(object, name));

    if (value == NULL)
        die("\"%s\" is not a string", name);
    return value;
}

bool json_flag(const json_t *object, const char *name)
{
    json_t *value = json_member(object, name);

    if (!json_is_boolean(value))
        die("\"%s\" is not a boolean", name);
    return json_is_true(value);
}

time_t utc_time(const char *text)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);

    if (rest != NULL && *rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (rest == NULL || (strcmp(rest, "Z") != 0 && strcmp(rest, "+00:00") != 0))
        die("not a time in UTC: %s", text);
    return timegm(&tm);
}
