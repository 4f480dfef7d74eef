/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RULES_MARKDOWN_H
#define CLI_RULES_MARKDOWN_H

/* Prints docs/rules.md, whole. */
void cli_rules_markdown(void);

#endif
