/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_DISK_POLICY_H
#define CLI_DISK_POLICY_H

#include "process.h"

/*
 * The build information that slicegate has when it is loaded now from the
 * openssl.cnf CONF as process P sees it: what P would run under if it were
 * started again. MODULES is where modules are looked for, NULL: by default.
 * False where it does not load or P's root cannot be entered.
 */
bool disk_policy_buildinfo(const process *p, const char *conf,
                           const char *modules, char *out, size_t size);

#endif
