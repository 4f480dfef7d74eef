/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of rules that texts of the OpenSSL error queue name. */
#ifndef CONFORMANCE_RULE_IDS_H
#define CONFORMANCE_RULE_IDS_H

#include <stdbool.h>
#include <stddef.h>

/* Comma-separated, each id once, in the order seen; "" where none is named. */
typedef struct rule_ids {
    char text[1024];
} rule_ids;

/* Empties the error queue and collects the rule ids named in it. False where
 * they do not fit. */
bool rule_ids_from_errors(rule_ids *out);

#endif
