/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

/*
 * Runs this very program with ARGV, under OPENSSL_CONF=CONF or, with NULL,
 * the environment as it is. Its standard output is ours; what it and its
 * OpenSSL write to stderr is shown, indented, where its status is not 0.
 * Its exit status, or -1 where it could not be run or was killed.
 */
int cli_run_self(const char *const *argv, const char *conf);

#endif
