/* SPDX-License-Identifier: Apache-2.0 */
#include "writers.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "say.h"

static void judge(const char *host, const char *what, const char *shown)
{
    struct stat st;

    if (stat(host, &st) != 0)
        cli_say_open("make it readable", "%s: %scannot be examined: %s", shown,
                     what, strerror(errno));
    else if (st.st_uid != 0 && st.st_uid != geteuid())
        cli_say_open("chown root it", "%s: %sbelongs to user %u", shown, what,
                     (unsigned)st.st_uid);
    else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        cli_say_open("chmod go-w it", "%s: %sis writable by %s (mode %04o)",
                     shown, what,
                     (st.st_mode & S_IWOTH) != 0 ? "everybody" : "its group",
                     (unsigned)(st.st_mode & 07777));
}

void cli_judge_writers(const char *host, const char *shown)
{
    char *copy = cli_copy(host);

    judge(host, "", shown);
    judge(dirname(copy), "its folder ", shown);
    free(copy);
}
