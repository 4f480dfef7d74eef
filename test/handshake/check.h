/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that go on after a failure, so that one run tells all. */
#ifndef SLICEGATE_TEST_HANDSHAKE_CHECK_H
#define SLICEGATE_TEST_HANDSHAKE_CHECK_H

#include <stdbool.h>

/* Counts, and prints place and text of what failed. Safe for threads. */
void check_at(bool ok, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define CHECK(ok, ...) check_at((ok), __FILE__, __LINE__, __VA_ARGS__)

/* Names the behaviour that the checks after it are about. */
void behaviour(const char *name);

/* For main to return: 0 where something was checked and all of it held. */
int check_result(void);

/* For main to return: 77, where there is nothing here to be checked. */
int check_skipped(const char *why);

/* What no test can go on without; prints and ends the process. */
void need_at(bool ok, const char *file, int line, const char *what);

#define NEED(expression) need_at((expression), __FILE__, __LINE__, #expression)

#endif
