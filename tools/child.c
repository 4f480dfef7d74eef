/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define CANNOT_RUN 127

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

static void show(int errors)
{
    FILE *in = fdopen(errors, "r");
    char *line = NULL;
    size_t room = 0;

    if (in == NULL) {
        close(errors);
        return;
    }
    rewind(in);
    while (getline(&line, &room, in) >= 0)
        printf("      | %s", line);
    free(line);
    fclose(in);
}

int cli_run_self(const char *const *argv, const char *conf)
{
    int errors = memfd_create("errors", MFD_CLOEXEC), status, ended = -1;
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
    if (ended == 0)
        close(errors);
    else
        show(errors);
    return ended;
}
