/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define CANNOT_RUN 127
#define ERRORS "errors" /* the file in memory that stands in for stderr */
#define ERRORS_LINK "/memfd:" ERRORS

_Noreturn static void become(const char *const *argv, const char *conf,
                             int errors)
{
    union {
        const char *const *in;
        char *const *out;
    } args = {argv}; /* execv changes nothing, but does not say so */

    if (dup2(errors, STDERR_FILENO) >= 0 &&
        (conf == NULL || setenv("OPENSSL_CONF", conf, 1) == 0))
        (void)execv(SELF, args.out);
    _exit(CANNOT_RUN);
}

/* The same lines, read by a descriptor with an offset of its own. */
static FILE *open_errors(int errors)
{
    char path[64], target[64];
    ssize_t n;

    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", errors);
    n = readlink(path, target, sizeof(target));
    if (n < (ssize_t)strlen(ERRORS_LINK) ||
        strncmp(target, ERRORS_LINK, strlen(ERRORS_LINK)) != 0)
        return NULL;
    return fopen(path, "re");
}

static void show(int errors)
{
    FILE *in = open_errors(errors);
    char *line = NULL;
    size_t room = 0;

    while (in != NULL && getline(&line, &room, in) >= 0)
        printf("      | %s", line);
    free(line);
    if (in != NULL)
        fclose(in);
}

void cli_child_show_errors(void)
{
    FILE *in = open_errors(STDERR_FILENO);

    if (in == NULL)
        return;
    fclose(in);
    show(STDERR_FILENO);
    if (ftruncate(STDERR_FILENO, 0) == 0)
        (void)lseek(STDERR_FILENO, 0, SEEK_SET);
}

bool cli_child_erred_with(const char *text)
{
    FILE *in = open_errors(STDERR_FILENO);
    char *line = NULL;
    size_t room = 0;
    bool found = false;

    while (in != NULL && !found && getline(&line, &room, in) >= 0)
        found = strstr(line, text) != NULL;
    free(line);
    if (in != NULL)
        fclose(in);
    return found;
}

int cli_run_self(const char *const *argv, const char *conf)
{
    int errors = memfd_create(ERRORS, MFD_CLOEXEC), status, ended = -1;
    pid_t child;

    if (errors < 0 || fflush(stdout) != 0)
        return -1;
    child = fork();
    if (child == 0)
        become(argv, conf, errors);
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            child = -1;
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != CANNOT_RUN)
        ended = WEXITSTATUS(status);
    if (ended != 0)
        show(errors);
    close(errors);
    return ended;
}
