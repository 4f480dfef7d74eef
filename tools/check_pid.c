/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate check --pid: is the gate in this running process? */
#include "check_pid.h"

#include <errno.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "cnf_judge.h"
#include "command.h"
#include "disk_policy.h"
#include "process.h"
#include "root_path.h"
#include "say.h"

#define MODULE "/slicegate.so"
#define DELETED " (deleted)"
#define INFO_SIZE 256
#define RESTART "restart the service"

/* ---- The module -------------------------------------------------------- */

/* The path of the mapped module, to free; NULL where none is mapped. */
static char *mapped(const process *p, unsigned long *inode, bool *deleted)
{
    char *maps = cli_copy(p->maps), *rest = maps, *line, *found = NULL;

    while (found == NULL && (line = strsep(&rest, "\n")) != NULL) {
        char *path = strchr(line, '/');
        size_t n = path == NULL ? 0 : strlen(path);

        *deleted = n > strlen(DELETED) &&
                   strcmp(path + n - strlen(DELETED), DELETED) == 0;
        if (*deleted)
            path[n -= strlen(DELETED)] = '\0';
        if (n >= strlen(MODULE) &&
            strcmp(path + n - strlen(MODULE), MODULE) == 0 &&
            sscanf(line, "%*s %*s %*s %*s %lu", inode) == 1)
            found = cli_copy(path);
    }
    free(maps);
    return found;
}

static void judge_module(const process *p)
{
    unsigned long inode = 0;
    bool deleted = false;
    char *path = mapped(p, &inode, &deleted), *host;
    struct stat st;

    if (path == NULL) {
        cli_say_open("start it under slicegate's openssl.cnf",
                     "process %ld has no slicegate.so mapped: it runs without "
                     "the gate",
                     (long)p->pid);
        return;
    }
    host = cli_in_root(p->root, path);
    if (deleted || host == NULL || stat(host, &st) != 0)
        cli_say_open(RESTART,
                     "%s was replaced or deleted since process %ld "
                     "loaded it",
                     path, (long)p->pid);
    else if (p->started > 0 && (int64_t)st.st_ctime > p->started + 1)
        cli_say_open(RESTART, "%s was changed since process %ld started", path,
                     (long)p->pid);
    else
        cli_say_ok("process %ld has %s mapped", (long)p->pid, path);
    free(host);
    free(path);
}

/* ---- The configuration ------------------------------------------------- */

static char *conf_of(const process *p)
{
    const char *named = process_getenv(p, "OPENSSL_CONF");

    if (named != NULL && !p->secure) {
        cli_say_ok("AT_SECURE is 0, OPENSSL_CONF=%s counts", named);
        if (named[0] == '/')
            return cli_copy(named);
        cli_say_open("name it by an absolute path",
                     "OPENSSL_CONF=%s depends on the folder that the service "
                     "was started in",
                     named);
        return NULL;
    }
    if (named != NULL)
        cli_say_warn("use the file that OpenSSL reads by default",
                     "AT_SECURE is 1: OPENSSL_CONF=%s is ignored", named);
    else
        cli_say_ok("AT_SECURE is %d and OPENSSL_CONF not set: the default file "
                   "counts",
                   p->secure ? 1 : 0);
    return cli_format("%s/openssl.cnf", X509_get_default_cert_area());
}

/* ---- The policy -------------------------------------------------------- */

static const char *digest_in(const char *info)
{
    const char *at = strstr(info, "policy=");

    return at == NULL ? "" : at;
}

static void compare_policy(const process *p, const char *conf)
{
    char running[INFO_SIZE], disk[INFO_SIZE];
    bool several;

    if (!process_find_buildinfo(p, running, sizeof(running), &several)) {
        cli_say_open("run this as root, and without restrictions on ptrace",
                     "which policy process %ld runs under cannot be told",
                     (long)p->pid);
        return;
    }
    cli_say_ok("running: %s", running);
    if (several)
        cli_say_warn(NULL, "it holds more than one policy; the last is shown");
    if (!disk_policy_buildinfo(p, conf, disk, sizeof(disk)))
        cli_say_open("correct what is named above",
                     "slicegate does not load from %s now: at its next start "
                     "the service would not come up",
                     conf);
    else if (strcmp(digest_in(running), digest_in(disk)) != 0)
        cli_say_open(RESTART, "policy or anchors were changed since: %s",
                     digest_in(disk));
    else
        cli_say_ok("policy and anchors on disk are those that it runs under");
}

static void judge_conf(const process *p, const char *conf, bool allow_monitor)
{
    const char *modules =
        p->secure ? NULL : process_getenv(p, "OPENSSL_MODULES");
    bool shared = process_shares_root(p);
    cnf_verdict verdict = {NULL, NULL};

    if (cnf_judge(shared ? "" : p->root, conf, modules, &verdict)) {
        if (verdict.policy != NULL) {
            char *host = cli_in_root(shared ? "" : p->root, verdict.policy);

            if (host == NULL)
                cli_say_open("put the file in place", "%s: %s", verdict.policy,
                             strerror(errno));
            else
                (void)check_policy(host, verdict.policy, allow_monitor);
            free(host);
        }
        if (verdict.module != NULL)
            compare_policy(p, conf);
    }
    cnf_verdict_free(&verdict);
}

int check_pid(const check_request *request)
{
    process p;
    char *why, *conf;

    if (!process_read(request->pid, &p, &why)) {
        (void)cli_fail(&cli_check, "%s", why);
        free(why);
        return CLI_FAILED;
    }
    judge_module(&p);
    conf = conf_of(&p);
    if (conf != NULL)
        judge_conf(&p, conf, request->allow_monitor);
    free(conf);
    process_free(&p);
    return cli_said_open() > 0 ? CLI_FOUND : CLI_OK;
}
