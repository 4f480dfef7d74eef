/* SPDX-License-Identifier: Apache-2.0 */
/* What texts of the OpenSSL error queue name: rules, and the audit event. */
#ifndef CONFORMANCE_RULE_IDS_H
#define CONFORMANCE_RULE_IDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rule_ids {
    char text[1024]; /* ids, comma-separated, each once; "" where none is */
    char event[32];  /* id of the first audit event named, or "" */
} rule_ids;

/* Empties the error queue and collects what it names. False where it does not
 * fit. */
bool rule_ids_from_errors(rule_ids *out);

#endif
