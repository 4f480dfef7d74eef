/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc tells of a running process. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "record.h"

#define PROCESS_DELETED " (deleted)" /* behind a path in /proc/PID/maps */

typedef struct process {
    pid_t pid;
    char root[64]; /* "/proc/PID/root" */
    char *environ; /* as it lies in memory now, two NULs behind it */
    size_t environ_size;
    char *maps;      /* text */
    int64_t started; /* seconds since 1970 UTC, 0 unknown */
    bool secure;     /* AT_SECURE */
} process;

/* A file of /proc/PID, whole, with a NUL behind it; to free. NULL and errno. */
char *process_file(pid_t pid, const char *name, size_t *size);

/* False where PID is no process, or may not be looked at: *why, to free. */
bool process_read(const char *pid, process *out, char **why);
void process_free(process *p);

typedef enum process_environ {
    PROCESS_ENVIRON_EMPTY,      /* it was started with none */
    PROCESS_ENVIRON_WHOLE,      /* NAME=VALUE and nothing else */
    PROCESS_ENVIRON_OVERWRITTEN /* by a title, say: it tells nothing */
} process_environ;

process_environ process_environ_state(const process *p);

/* The value of an environment variable at its start, NULL where unset, or not
 * to be seen any more. */
const char *process_getenv(const process *p, const char *name);

/* Is its root, and what is mounted there, ours too? */
bool process_shares_root(const process *p);

/*
 * The record that the gate keeps in the data of its MODULE, which is a path as
 * in maps. False where there is none, or its memory may not be read.
 */
bool process_find_record(const process *p, const char *module, sg_record *out);

#endif
