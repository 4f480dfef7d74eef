/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <stdbool.h>

/*
 * Runs this very program with ARGV, under OPENSSL_CONF=CONF or, with NULL,
 * the environment as it is. Its standard output is ours; what it and its
 * OpenSSL write to stderr is shown, indented, where its status is not 0.
 * Its exit status, or -1 where it could not be run or was killed.
 */
int cli_run_self(const char *const *argv, const char *conf);

/* In that child: shows what stands on stderr so far, once, so that a cause is
 * told before what comes of it; and whether TEXT stands there. */
void cli_child_show_errors(void);
bool cli_child_erred_with(const char *text);

#endif
