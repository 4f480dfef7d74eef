/* SPDX-License-Identifier: Apache-2.0 */
/* What an openssl.cnf leaves open, named with file and line. */
#ifndef CLI_CNF_JUDGE_H
#define CLI_CNF_JUDGE_H

#include <stdbool.h>

typedef struct cnf_verdict {
    char *module; /* path of slicegate's module, NULL where none is named */
    char *policy; /* path of the policy file, NULL where none is named */
} cnf_verdict;

/*
 * Judges the openssl.cnf PATH as seen below ROOT ("" is ours) and says each
 * thing found. MODULES is $OPENSSL_MODULES of the process, or NULL. False
 * where the file cannot be read at all.
 */
bool cnf_judge(const char *root, const char *path, const char *modules,
               cnf_verdict *out);
void cnf_verdict_free(cnf_verdict *verdict);

#endif
