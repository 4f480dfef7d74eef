/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_PID_H
#define CLI_CHECK_PID_H

#include "check_conf.h"

/* Looks at the running process request->pid. An exit status. */
int check_pid(const check_request *request);

#endif
