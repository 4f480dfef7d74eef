/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_LINT_PRINT_H
#define CLI_LINT_PRINT_H

#include "lint_judge.h"

/* Prints one judged certificate of the file named FILE. */
typedef void lint_print(const char *file, const lint_cert *cert,
                        const slicegate_profile *profile);

lint_print lint_print_text, lint_print_json;

#endif
