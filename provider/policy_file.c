/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 8 /* symbolic links in a row, in place of the file */
#define SHOWN_PATH_MAX 120

/* A guarded file on its way to being opened. */
typedef struct guarded {
    char path[PATH_MAX]; /* as far as links have been followed */
    const char *name;    /* its last component */
    int dir;             /* the folder of path, -1 none */
    int file;            /* -1 none */
    slicegate_policy_error *error;
} guarded;

/* Copies PATH as printable ASCII, '?' for other bytes, its end kept. */
static void show_path(const char *path, char *out, size_t size)
{
    size_t n = strlen(path), i = 0;

    if (n >= size) {
        memcpy(out, "...", 3);
        i = 3;
        path += n - (size - 1 - i);
    }
    for (; *path != '\0'; path++)
        out[i++] = *path >= 0x20 && *path < 0x7F ? *path : '?';
    out[i] = '\0';
}

__attribute__((format(printf, 2, 3))) static bool fail(guarded *g,
                                                       const char *format, ...)
{
    char shown[SHOWN_PATH_MAX];
    va_list args;
    int n;

    show_path(g->path, shown, sizeof shown);
    g->error->line = 0;
    n = snprintf(g->error->text, sizeof g->error->text, "%s: ", shown);
    va_start(args, format);
    vsnprintf(g->error->text + n, sizeof g->error->text - (size_t)n, format,
              args);
    va_end(args);
    return false;
}

static bool fail_system(guarded *g, const char *what)
{
    return fail(g, "%s: %s", what, strerror(errno));
}

static bool check_owner(guarded *g, const struct stat *st, const char *what)
{
    if (st->st_uid != 0 && st->st_uid != geteuid())
        return fail(g, "%s belongs to user %u; expected root or user %u", what,
                    (unsigned)st->st_uid, (unsigned)geteuid());
    if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(g,
                    "%s has mode %04o; expected no writing by group or "
                    "others",
                    what, (unsigned)(st->st_mode & 07777));
    return true;
}

static void close_dir(guarded *g)
{
    if (g->dir >= 0)
        close(g->dir);
    g->dir = -1;
}

/* Opens the folder of g->path and judges it. */
static bool open_dir(guarded *g)
{
    char *slash = strrchr(g->path, '/');
    char keep = slash[1];
    struct stat st;

    close_dir(g);
    slash[1] = '\0';
    g->dir = open(g->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    slash[1] = keep;
    g->name = slash + 1;
    if (g->dir < 0)
        return fail_system(g, "cannot open its folder");
    if (fstat(g->dir, &st) != 0)
        return fail_system(g, "cannot examine its folder");
    return check_owner(g, &st, "its folder");
}

/* Puts the target of the link g->path in its place. */
static bool follow_link(guarded *g)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(g->dir, g->name, target, sizeof target);
    size_t folder = (size_t)(g->name - g->path), length;

    if (n < 0)
        return fail_system(g, "cannot read the symbolic link");
    length = (size_t)n;
    if (length > 0 && target[0] == '/')
        folder = 0;
    if (length == 0 || folder + length >= sizeof g->path)
        return fail(g, "symbolic link to a path too long");
    memcpy(g->path + folder, target, length);
    g->path[folder + length] = '\0';
    return true;
}

/* Leaves in g->dir and g->name what is no symbolic link. */
static bool resolve(guarded *g, struct stat *st)
{
    for (int links = 0; links <= LINKS_MAX; links++) {
        if (!open_dir(g))
            return false;
        if (fstatat(g->dir, g->name, st, AT_SYMLINK_NOFOLLOW) != 0)
            return fail_system(g, "cannot read");
        if (!S_ISLNK(st->st_mode))
            return true;
        if (!follow_link(g))
            return false;
    }
    return fail(g, "more than %d symbolic links in a row", LINKS_MAX);
}

static bool check_file(guarded *g, const struct stat *st, size_t max)
{
    if (!S_ISREG(st->st_mode))
        return fail(g, "not a regular file");
    if (!check_owner(g, st, "the file"))
        return false;
    if (st->st_size < 0 || (uintmax_t)st->st_size > max)
        return fail(g, "file of %jd bytes; expected at most %zu",
                    (intmax_t)st->st_size, max);
    return true;
}

static bool open_file(guarded *g, size_t max, struct stat *st)
{
    /* Judged before it is opened too, since opening a device may act on it. */
    if (!resolve(g, st) || !check_file(g, st, max))
        return false;
    g->file = openat(g->dir, g->name,
                     O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    if (g->file < 0)
        return fail_system(g, "cannot open");
    if (fstat(g->file, st) != 0)
        return fail_system(g, "cannot examine");
    return check_file(g, st, max);
}

/* Reads until the end or until ROOM is full; -1 on error. */
static ssize_t read_fully(int fd, char *out, size_t room)
{
    size_t used = 0;

    while (used < room) {
        ssize_t n = read(fd, out + used, room - used);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    return (ssize_t)used;
}

static bool read_file(guarded *g, size_t expected, char **data, size_t *size)
{
    /* One byte more than expected shows a file that grows. */
    char *buffer = malloc(expected + 1);
    ssize_t n;

    if (buffer == NULL)
        return fail(g, "out of memory");
    n = read_fully(g->file, buffer, expected + 1);
    if (n >= 0 && (size_t)n == expected) {
        buffer[expected] = '\0';
        *data = buffer;
        *size = expected;
        return true;
    }
    if (n < 0)
        fail_system(g, "cannot read");
    else
        fail(g, "changed while it was read; expected %zu bytes", expected);
    free(buffer);
    return false;
}

static bool start(guarded *g, const char *path)
{
    size_t n = strlen(path);

    snprintf(g->path, sizeof g->path, "%s", path);
    if (n >= sizeof g->path)
        return fail(g, "path of %zu bytes; expected less than %zu", n,
                    sizeof g->path);
    if (path[0] != '/')
        return fail(g, "expected an absolute path");
    return true;
}

bool slicegate_guarded_read(const char *path, size_t max, char **data,
                            size_t *size, slicegate_policy_error *error)
{
    guarded g = {.dir = -1, .file = -1, .error = error};
    struct stat st;
    bool ok;

    *data = NULL;
    *size = 0;
    memset(error, 0, sizeof *error);
    ok = start(&g, path) && open_file(&g, max, &st) &&
         read_file(&g, (size_t)st.st_size, data, size);
    if (g.file >= 0)
        close(g.file);
    close_dir(&g);
    return ok;
}

bool slicegate_policy_file_read(const char *path, char **text, size_t *size,
                                slicegate_policy_error *error)
{
    return slicegate_guarded_read(path, SLICEGATE_POLICY_SIZE_MAX, text, size,
                                  error);
}

static bool load_default(slicegate_policy *out, char **text, size_t *size,
                         slicegate_policy_error *error)
{
    *size = 0;
    memset(error, 0, sizeof *error);
    *text = calloc(1, 1);
    if (*text == NULL) {
        snprintf(error->text, sizeof error->text, "out of memory");
        return false;
    }
    slicegate_policy_default(out);
    return true;
}

bool slicegate_policy_load(const char *path, slicegate_policy *out, char **text,
                           size_t *size, slicegate_policy_error *error)
{
    memset(out, 0, sizeof *out);
    if (path == NULL)
        return load_default(out, text, size, error);
    if (!slicegate_policy_file_read(path, text, size, error))
        return false;
    if (slicegate_policy_parse(*text, *size, out, error))
        return true;
    free(*text);
    *text = NULL;
    *size = 0;
    return false;
}

/* Does the line, of N bytes, give VALUE to some key? */
static bool gives(const char *line, size_t n, const char *value)
{
    static const char prefix[] = "file:";
    const char *equals = memchr(line, '=', n);
    size_t length = strlen(value);

    if (equals == NULL)
        return false;
    n -= (size_t)(equals + 1 - line);
    line = equals + 1;
    while (n > 0 && (*line == ' ' || *line == '\t')) {
        line++;
        n--;
    }
    while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
        n--;
    if (n > sizeof prefix - 1 && memcmp(line, prefix, sizeof prefix - 1) == 0) {
        line += sizeof prefix - 1;
        n -= sizeof prefix - 1;
    }
    return n == length && memcmp(line, value, n) == 0;
}

unsigned slicegate_policy_line_of(const char *text, size_t size,
                                  const char *value)
{
    const char *end = text + size;

    for (unsigned number = 1; text < end; number++) {
        const char *eol = memchr(text, '\n', (size_t)(end - text));
        size_t n = (size_t)((eol == NULL ? end : eol) - text);

        if (*text != '#' && *text != ';' && gives(text, n, value))
            return number;
        text += n + (eol != NULL);
    }
    return 0;
}

void slicegate_policy_error_line(const char *path,
                                 const slicegate_policy_error *error, char *out,
                                 size_t size)
{
    char shown[SHOWN_PATH_MAX];

    if (error->line == 0) {
        snprintf(out, size, "%s", error->text);
        return;
    }
    show_path(path, shown, sizeof shown);
    snprintf(out, size, "%s:%u: %s", shown, error->line, error->text);
}
