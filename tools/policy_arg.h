/* SPDX-License-Identifier: Apache-2.0 */
/* The policy and the anchors that --policy names, read as the gate reads them.
 */
#ifndef CLI_POLICY_ARG_H
#define CLI_POLICY_ARG_H

#include "cert_file.h"
#include "slicegate/policy.h"

typedef struct cli_policy {
    char *path; /* absolute */
    slicegate_policy policy;
    size_t anchor_files;
    cli_cert_file *anchor;
} cli_policy;

/* PATH as an absolute path, its links left alone; to free. */
char *cli_absolute(const char *path);

/* False, and *why a line to free, where the gate would not load either. */
bool cli_policy_read(const char *path, cli_policy *out, char **why);
void cli_policy_free(cli_policy *policy);

static inline bool cli_policy_has_anchors(const slicegate_policy *policy)
{
    return policy->anchor_file_count > 0 || policy->anchor_dir[0] != '\0';
}

#endif
