/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_CONNECT_H
#define CLI_CHECK_CONNECT_H

#include "check_conf.h"

/* Connects to the running server request->connect with a client certificate
 * that must be refused. An exit status. */
int check_connect(const check_request *request);

#endif
