/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_CONF_H
#define CLI_CHECK_CONF_H

#include <stdbool.h>

/* What `slicegate check` was asked for; NULL where it was not said. */
typedef struct check_request {
    const char *conf, *policy, *pid, *connect, *timeout, *cert, *key;
    bool allow_monitor;
    bool inside; /* we are the child that runs under the configuration */
} check_request;

/*
 * Judges openssl.cnf and policy, then has a child of this program prove the
 * gate from inside a process. An exit status.
 */
int check_conf(const check_request *request);

/* In that child. An exit status. */
int check_conf_inside(const check_request *request);

#endif
