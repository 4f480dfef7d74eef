/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of `slicegate check`: what holds, what is open, what to mind. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdbool.h>

/* Something that is proven. */
void cli_say_ok(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Something that leaves the service open, or not proven; DO is what to do. */
void cli_say_open(const char *what_to_do, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Something to mind, that opens nothing by itself. */
void cli_say_warn(const char *what_to_do, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How often something was open so far. */
unsigned cli_said_open(void);

#endif
