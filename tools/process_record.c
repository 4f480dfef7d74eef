/* SPDX-License-Identifier: Apache-2.0 */
/* The record that the gate keeps in its module's own data. Other memory is
 * not looked at: a peer may have put anything there. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "process.h"

#define SEGMENT_MAX (1024 * 1024) /* bytes of the module's data looked at */

typedef struct mapping {
    unsigned long from, to, inode;
    char access[8];
} mapping;

static bool read_mapping(const char *line, mapping *m)
{
    return sscanf(line, "%lx-%lx %7s %*s %*s %lu", &m->from, &m->to, m->access,
                  &m->inode) == 4;
}

/* Does LINE map the file PATH itself, deleted since or not? */
static bool maps_file(const char *line, const char *path)
{
    const char *at = strchr(line, '/');
    size_t n = strlen(path);

    return at != NULL && strncmp(at, path, n) == 0 &&
           (at[n] == '\0' || strcmp(at + n, PROCESS_DELETED) == 0);
}

static bool terminated(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static bool valid(const sg_record *r)
{
    return memcmp(r->magic, SG_RECORD_MAGIC, SG_RECORD_MAGIC_SIZE) == 0 &&
           r->size == sizeof(*r) && r->states > 0 && r->buildinfo[0] != '\0' &&
           terminated(r->buildinfo, sizeof(r->buildinfo)) &&
           terminated(r->conf, sizeof(r->conf)) &&
           terminated(r->policy, sizeof(r->policy));
}

static bool search(int fd, const mapping *m, sg_record *out)
{
    size_t size = m->to - m->from < SEGMENT_MAX ? m->to - m->from : SEGMENT_MAX;
    char *data = cli_alloc(size), *at = data;
    ssize_t n = pread(fd, data, size, (off_t)m->from);
    bool found = false;

    while (!found && n > 0 &&
           (at = memmem(at, (size_t)(data + n - at), SG_RECORD_MAGIC,
                        SG_RECORD_MAGIC_SIZE)) != NULL &&
           (size_t)(data + n - at) >= sizeof(*out)) {
        memcpy(out, at, sizeof(*out));
        found = valid(out);
        at++;
    }
    free(data);
    return found;
}

/* The module's writable data, and its zeroed part that follows on it. */
static bool is_data(const char *line, const char *path, unsigned long *end,
                    mapping *m)
{
    bool own;

    if (!read_mapping(line, m))
        return false;
    own = maps_file(line, path) ||
          (m->inode == 0 && m->from == *end && strpbrk(line, "[/") == NULL);
    if (own)
        *end = m->to;
    return own && strncmp(m->access, "rw-p", 4) == 0;
}

bool process_find_record(const process *p, const char *module, sg_record *out)
{
    char path[64], *maps = cli_copy(p->maps), *rest = maps, *line;
    unsigned long end = 0;
    bool found = false;
    mapping m;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%ld/mem", (long)p->pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && !found && (line = strsep(&rest, "\n")) != NULL)
        found = is_data(line, module, &end, &m) && search(fd, &m, out);
    if (fd >= 0)
        close(fd);
    free(maps);
    return found;
}
