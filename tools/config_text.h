/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CONFIG_TEXT_H
#define CLI_CONFIG_TEXT_H

#include "config_offer.h"

/* An openssl.cnf; all paths are absolute. */
typedef struct config_text {
    const slicegate_policy *policy; /* that it is made for */
    const char *policy_path, *module;
    bool policy_read; /* policy_path was read, and is what POLICY says */
    offer_openssl openssl;
} config_text;

/* Writes it to standard output. */
void config_text_print(const config_text *text);

#endif
