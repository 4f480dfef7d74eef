/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <stdio.h>

void cli_json_string(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

void cli_json_member(const char *lead, const char *name, const char *text)
{
    printf("%s\"%s\":", lead, name);
    cli_json_string(text);
}
