/* SPDX-License-Identifier: Apache-2.0 */
/* The build information that a gate keeps in the memory of its process: the
 * one place that says under which policy it runs now. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "process.h"

#define CHUNK (1024 * 1024)
#define INFO_MAX 256                          /* of one build information */
#define TOTAL_MAX ((size_t)512 * 1024 * 1024) /* bytes looked at */
#define BEGIN "slicegate "
#define DIGEST_HEX 64

typedef struct search {
    int fd;
    size_t looked_at;
    char *chunk;
    char found[INFO_MAX];
    bool any, several;
} search;

/* Is it a whole build information, as describe_build of the provider writes? */
static bool take(const char *at, size_t n, char out[INFO_MAX])
{
    char version[32], profile[32], mode[16], anchors[8], digest[DIGEST_HEX + 1];
    char text[INFO_MAX];
    size_t length = strnlen(at, n < INFO_MAX ? n : INFO_MAX);

    if (length >= INFO_MAX || length == n)
        return false;
    memcpy(text, at, length + 1);
    if (sscanf(text,
               BEGIN "%31s profile=%31s mode=%15s anchors=%7s "
                     "policy=%64[0-9a-f]",
               version, profile, mode, anchors, digest) != 5 ||
        strlen(digest) != DIGEST_HEX)
        return false;
    memcpy(out, text, length + 1);
    return true;
}

static void search_chunk(search *s, size_t n)
{
    const char *at = s->chunk;
    char text[INFO_MAX];

    while ((at = memmem(at, n - (size_t)(at - s->chunk), BEGIN,
                        strlen(BEGIN))) != NULL) {
        if (take(at, n - (size_t)(at - s->chunk), text)) {
            s->several = s->several || (s->any && strcmp(text, s->found) != 0);
            s->any = true;
            memcpy(s->found, text, sizeof(text));
        }
        at++;
    }
}

/* Chunks overlap, so that nothing is cut in two. */
static void search_range(search *s, unsigned long from, unsigned long to)
{
    while (from < to && s->looked_at < TOTAL_MAX) {
        size_t want = to - from < CHUNK ? to - from : CHUNK;
        ssize_t n = pread(s->fd, s->chunk, want, (off_t)from);

        if (n <= 0)
            return;
        search_chunk(s, (size_t)n);
        s->looked_at += (size_t)n;
        if ((size_t)n <= INFO_MAX)
            return;
        from += (size_t)n - (from + (size_t)n < to ? INFO_MAX : 0);
    }
}

/* Private writable memory that belongs to no file. */
static bool is_heap(const char *line, unsigned long *from, unsigned long *to)
{
    unsigned long inode;
    char access[8];

    return sscanf(line, "%lx-%lx %7s %*s %*s %lu", from, to, access, &inode) ==
               4 &&
           strncmp(access, "rw", 2) == 0 && inode == 0 &&
           strstr(line, "[v") == NULL;
}

bool process_find_buildinfo(const process *p, char *out, size_t size,
                            bool *several)
{
    char path[64], *maps = cli_copy(p->maps), *rest = maps, *line;
    search s = {.fd = -1};
    unsigned long from, to;

    (void)snprintf(path, sizeof(path), "/proc/%ld/mem", (long)p->pid);
    s.fd = open(path, O_RDONLY | O_CLOEXEC);
    s.chunk = cli_alloc(CHUNK);
    while (s.fd >= 0 && (line = strsep(&rest, "\n")) != NULL)
        if (is_heap(line, &from, &to))
            search_range(&s, from, to);
    if (s.fd >= 0)
        close(s.fd);
    free(s.chunk);
    free(maps);
    (void)snprintf(out, size, "%s", s.found);
    *several = s.several;
    return s.any;
}
