/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc tells of a running process. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct process {
    pid_t pid;
    char root[64];   /* "/proc/PID/root" */
    char *environ;   /* NUL-separated, two NULs at the end */
    char *maps;      /* text */
    int64_t started; /* seconds since 1970 UTC, 0 unknown */
    bool secure;     /* AT_SECURE */
} process;

/* A file of /proc/PID, whole, with a NUL behind it; to free. NULL and errno. */
char *process_file(pid_t pid, const char *name, size_t *size);

/* False where PID is no process, or may not be looked at: *why, to free. */
bool process_read(const char *pid, process *out, char **why);
void process_free(process *p);

/* The value of an environment variable at its start, NULL where unset. */
const char *process_getenv(const process *p, const char *name);

/* Is its root, and what is mounted there, ours too? */
bool process_shares_root(const process *p);

/*
 * Looks for a provider's build information in its memory, which is where the
 * gate keeps what is in force. False where there is none or it may not be
 * read (errno). Several different ones: the last, and *several is true.
 */
bool process_find_buildinfo(const process *p, char *out, size_t size,
                            bool *several);

#endif
