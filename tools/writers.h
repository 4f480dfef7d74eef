/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_WRITERS_H
#define CLI_WRITERS_H

/*
 * Says "open" where somebody but root and us could change the file HOST or
 * put another in its folder; SHOWN is its name in the message. Links are
 * followed. Says nothing where all is well.
 */
void cli_judge_writers(const char *host, const char *shown);

#endif
