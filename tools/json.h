/* SPDX-License-Identifier: Apache-2.0 */
/* JSON on standard output; every string is escaped to ASCII. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

void cli_json_string(const char *text);

/* LEAD, "NAME": and the string; LEAD is "{", "," or "". */
void cli_json_member(const char *lead, const char *name, const char *text);

#endif
