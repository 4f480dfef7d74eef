/* SPDX-License-Identifier: Apache-2.0 */
#include "root_path.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

#define LINKS_MAX 40

typedef struct walk {
    const char *root;
    char done[PATH_MAX]; /* resolved so far, without the root; "" is "/" */
    char *rest;          /* still to resolve */
    unsigned links;
} walk;

/* Takes the next component off walk->rest; NULL at its end. */
static char *next_component(walk *w)
{
    char *component, *end;

    while (*w->rest == '/')
        w->rest++;
    if (*w->rest == '\0')
        return NULL;
    end = strchrnul(w->rest, '/');
    component = strndup(w->rest, (size_t)(end - w->rest));
    w->rest = end;
    return component;
}

static void go_up(walk *w)
{
    char *slash = strrchr(w->done, '/');

    if (slash != NULL)
        *slash = '\0';
}

/* Puts the link's target before what is left. */
static int follow(walk *w, char **buffer, const char *target)
{
    char *joined;

    if (++w->links > LINKS_MAX) {
        errno = ELOOP;
        return -1;
    }
    joined = cli_format("%s/%s", target, w->rest);
    free(*buffer);
    *buffer = w->rest = joined;
    if (target[0] == '/')
        w->done[0] = '\0';
    return 0;
}

static int step(walk *w, char **buffer, const char *component)
{
    char target[PATH_MAX], *here;
    ssize_t n;

    if (strcmp(component, ".") == 0)
        return 0;
    if (strcmp(component, "..") == 0) {
        go_up(w);
        return 0;
    }
    here = cli_format("%s%s/%s", w->root, w->done, component);
    n = readlink(here, target, sizeof(target) - 1);
    free(here);
    if (n >= 0) {
        target[n] = '\0';
        return follow(w, buffer, target);
    }
    if (errno != EINVAL) /* EINVAL: it is no link */
        return -1;
    if (strlen(w->done) + strlen(component) + 2 > sizeof(w->done)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcat(w->done, "/");
    strcat(w->done, component);
    return 0;
}

char *cli_in_root(const char *root, const char *path)
{
    char *buffer, *component, *out = NULL;
    walk w = {.root = root};
    int failed = 0, error;

    if (root[0] == '\0')
        return cli_copy(path);
    buffer = w.rest = cli_copy(path);
    while (failed == 0 && (component = next_component(&w)) != NULL) {
        failed = step(&w, &buffer, component);
        error = errno;
        free(component);
        errno = error;
    }
    error = errno;
    if (failed == 0)
        out = cli_format("%s%s", root, w.done);
    free(buffer);
    errno = error;
    return out;
}
