/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"

#define START_FIELD 22 /* starttime in /proc/PID/stat, proc(5) */

char *process_file(pid_t pid, const char *name, size_t *size)
{
    char path[64], *data;
    size_t room = 65536;
    ssize_t n;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    data = cli_alloc(room);
    *size = 0;
    while ((n = read(fd, data + *size, room - *size - 2)) > 0) {
        *size += (size_t)n;
        if (room - *size < 4096) {
            room *= 2;
            data = cli_grow(data, room, 1);
        }
    }
    close(fd);
    if (n < 0) {
        free(data);
        return NULL;
    }
    data[*size] = data[*size + 1] = '\0';
    return data;
}

static bool read_secure(process *p)
{
    unsigned long pair[2];
    size_t size;
    char *auxv = process_file(p->pid, "auxv", &size);

    if (auxv == NULL)
        return false;
    for (size_t at = 0; at + sizeof(pair) <= size; at += sizeof(pair)) {
        memcpy(pair, auxv + at, sizeof(pair));
        if (pair[0] == AT_SECURE)
            p->secure = pair[1] != 0;
    }
    free(auxv);
    return size >= sizeof(pair);
}

static int64_t boot_time(void)
{
    FILE *in = fopen("/proc/stat", "re");
    char line[256];
    long long seconds = 0;

    while (in != NULL && fgets(line, sizeof(line), in) != NULL)
        if (sscanf(line, "btime %lld", &seconds) == 1)
            break;
    if (in != NULL)
        fclose(in);
    return seconds;
}

static void read_start(process *p)
{
    size_t size;
    char *stat = process_file(p->pid, "stat", &size), *at;
    int64_t boot = boot_time();

    /* The second field, the name, may hold blanks and parentheses. */
    at = stat == NULL ? NULL : strrchr(stat, ')');
    for (int field = 2; at != NULL && field < START_FIELD; field++) {
        at = strchr(at, ' ');
        at = at == NULL ? NULL : at + 1;
    }
    if (at != NULL && boot > 0)
        p->started = boot + strtoll(at, NULL, 10) / sysconf(_SC_CLK_TCK);
    free(stat);
}

bool process_read(const char *pid, process *out, char **why)
{
    char *end;
    long number = strtol(pid, &end, 10);
    size_t size;

    memset(out, 0, sizeof(*out));
    *why = NULL;
    if (number <= 0 || *end != '\0' || number > INT32_MAX) {
        *why = cli_format("%s is no process id", pid);
        return false;
    }
    out->pid = (pid_t)number;
    (void)snprintf(out->root, sizeof(out->root), "/proc/%ld/root", number);
    errno = 0;
    out->maps = process_file(out->pid, "maps", &size);
    if (out->maps != NULL && size > 0)
        out->environ = process_file(out->pid, "environ", &out->environ_size);
    if (out->environ != NULL && read_secure(out)) {
        read_start(out);
        return true;
    }
    if (errno == ENOENT || errno == ESRCH)
        *why = cli_format("there is no process %s", pid);
    else
        *why = cli_format(
            "process %s: %s; run this as root or as the "
            "service's user",
            pid, errno == 0 ? "nothing can be read of it" : strerror(errno));
    process_free(out);
    return false;
}

void process_free(process *p)
{
    free(p->maps);
    free(p->environ);
    memset(p, 0, sizeof(*p));
}

process_environ process_environ_state(const process *p)
{
    const char *end = p->environ + p->environ_size;

    if (p->environ_size == 0)
        return PROCESS_ENVIRON_EMPTY;
    for (const char *at = p->environ; at < end; at += strlen(at) + 1) {
        const char *equals = strchr(at, '=');

        if (equals == NULL || equals == at)
            return PROCESS_ENVIRON_OVERWRITTEN;
    }
    return PROCESS_ENVIRON_WHOLE;
}

const char *process_getenv(const process *p, const char *name)
{
    const char *end = p->environ + p->environ_size;
    size_t n = strlen(name);

    for (const char *at = p->environ; at < end; at += strlen(at) + 1)
        if (strncmp(at, name, n) == 0 && at[n] == '=')
            return at + n + 1;
    return NULL;
}

bool process_shares_root(const process *p)
{
    struct stat theirs, ours;
    char path[64];

    (void)snprintf(path, sizeof(path), "/proc/%ld/ns/mnt", (long)p->pid);
    if (stat(path, &theirs) == 0 && stat("/proc/self/ns/mnt", &ours) == 0 &&
        theirs.st_ino != ours.st_ino)
        return false;
    return stat(p->root, &theirs) == 0 && stat("/", &ours) == 0 &&
           theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}
