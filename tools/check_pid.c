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
#include "check_policy.h"
#include "cnf_judge.h"
#include "command.h"
#include "disk_policy.h"
#include "process.h"
#include "root_path.h"
#include "say.h"

#define MODULE "/slicegate.so"
#define INFO_SIZE 256
#define RESTART "restart the service"
#define NAME_IT "name it by an absolute path"

typedef struct looking {
    process p;
    const check_request *request;
    char *module; /* as it is mapped; NULL where it is not */
    bool told;    /* record is set */
    bool blind;   /* something cannot be told */
    sg_record record;
} looking;

static void say_blind(looking *l, const char *what_to_do, const char *what)
{
    l->blind = true;
    cli_say_warn(what_to_do, "%s of process %ld cannot be told", what,
                 (long)l->p.pid);
}

/* ---- The module -------------------------------------------------------- */

/* The path of the mapped module, to free; NULL where none is mapped. */
static char *mapped(const process *p, unsigned long *inode, bool *deleted)
{
    char *maps = cli_copy(p->maps), *rest = maps, *line, *found = NULL;

    while (found == NULL && (line = strsep(&rest, "\n")) != NULL) {
        char *path = strchr(line, '/');
        size_t n = path == NULL ? 0 : strlen(path);

        *deleted =
            n > strlen(PROCESS_DELETED) &&
            strcmp(path + n - strlen(PROCESS_DELETED), PROCESS_DELETED) == 0;
        if (*deleted)
            path[n -= strlen(PROCESS_DELETED)] = '\0';
        if (n >= strlen(MODULE) &&
            strcmp(path + n - strlen(MODULE), MODULE) == 0 &&
            sscanf(line, "%*s %*s %*s %*s %lu", inode) == 1)
            found = cli_copy(path);
    }
    free(maps);
    return found;
}

static void judge_module(looking *l)
{
    const process *p = &l->p;
    unsigned long inode = 0;
    bool deleted = false;
    struct stat st;
    char *host;

    l->module = mapped(p, &inode, &deleted);
    if (l->module == NULL) {
        cli_say_open("start it under slicegate's openssl.cnf",
                     "process %ld has no slicegate.so mapped: it runs without "
                     "the gate",
                     (long)p->pid);
        return;
    }
    l->told = process_find_record(p, l->module, &l->record);
    host = cli_in_root(p->root, l->module);
    if (deleted || host == NULL || stat(host, &st) != 0)
        cli_say_open(RESTART,
                     "%s was replaced or deleted since process %ld "
                     "loaded it",
                     l->module, (long)p->pid);
    else if (p->started > 0 && (int64_t)st.st_ctime > p->started + 1)
        cli_say_open(RESTART, "%s was changed since process %ld started",
                     l->module, (long)p->pid);
    else
        cli_say_ok("process %ld has %s mapped", (long)p->pid, l->module);
    free(host);
}

/* ---- The configuration ------------------------------------------------- */

static char *absolute(const char *conf, const char *whose)
{
    if (conf[0] == '/')
        return cli_copy(conf);
    cli_say_open(NAME_IT,
                 "%s%s depends on the folder that the service was started in",
                 whose, conf);
    return NULL;
}

static char *default_conf(void)
{
    return cli_format("%s/openssl.cnf", X509_get_default_cert_area());
}

/* What the gate itself wrote down when it was loaded. */
static char *conf_in_record(const looking *l)
{
    cli_say_ok("%s counts, by the gate's own record%s", l->record.conf,
               l->p.secure ? ": AT_SECURE is 1: the default file counts, "
                             "whatever OPENSSL_CONF says"
                           : " of its start (AT_SECURE is 0)");
    return absolute(l->record.conf, "");
}

/* Without a record the environment is asked, as far as it can be seen. */
static char *conf_in_environ(looking *l)
{
    const char *named = process_getenv(&l->p, "OPENSSL_CONF");

    switch (process_environ_state(&l->p)) {
    case PROCESS_ENVIRON_OVERWRITTEN:
        say_blind(l, "say which file it is: --conf FILE",
                  "its environment is overwritten: the openssl.cnf");
        return NULL;
    case PROCESS_ENVIRON_WHOLE:
        if (named == NULL)
            break;
        cli_say_ok("AT_SECURE is 0, OPENSSL_CONF=%s counts", named);
        return absolute(named, "OPENSSL_CONF=");
    case PROCESS_ENVIRON_EMPTY:
        break;
    }
    cli_say_ok("AT_SECURE is 0 and OPENSSL_CONF not set: the default file "
               "counts");
    return default_conf();
}

static char *conf_of(looking *l)
{
    if (l->request->conf != NULL) {
        cli_say_warn(NULL, "%s is taken to be its openssl.cnf, as --conf says",
                     l->request->conf);
        return absolute(l->request->conf, "--conf ");
    }
    if (l->told && l->record.conf[0] != '\0')
        return conf_in_record(l);
    if (l->p.secure) {
        cli_say_ok("AT_SECURE is 1: the default file counts, whatever "
                   "OPENSSL_CONF says");
        return default_conf();
    }
    return conf_in_environ(l);
}

/* Where a module without a path is looked for: $OPENSSL_MODULES, or where one
 * was found. To free; NULL: where OpenSSL looks by default. */
static char *modules_of(const looking *l)
{
    const char *named =
        l->p.secure ? NULL : process_getenv(&l->p, "OPENSSL_MODULES");

    if (named == NULL && l->module != NULL &&
        process_environ_state(&l->p) == PROCESS_ENVIRON_OVERWRITTEN)
        return cli_format("%.*s", (int)(strlen(l->module) - strlen(MODULE)),
                          l->module);
    return named == NULL ? NULL : cli_copy(named);
}

/* ---- The policy -------------------------------------------------------- */

static const char *digest_in(const char *info)
{
    const char *at = strstr(info, "policy=");

    return at == NULL ? "" : at;
}

static void say_record(const looking *l)
{
    cli_say_ok("running: %s", l->record.buildinfo);
    if (l->record.states > 1)
        cli_say_warn(NULL, "it holds %u gates; the first is shown",
                     (unsigned)l->record.states);
}

static void compare_policy(looking *l, const char *conf, const char *modules)
{
    char disk[INFO_SIZE];

    if (!disk_policy_buildinfo(&l->p, conf, modules, disk, sizeof(disk)))
        cli_say_open("correct what is named above",
                     "slicegate does not load from %s now: at its next start "
                     "the service would not come up",
                     conf);
    else if (strcmp(digest_in(l->record.buildinfo), digest_in(disk)) != 0)
        cli_say_open(RESTART, "policy or anchors were changed since: %s",
                     digest_in(disk));
    else
        cli_say_ok("policy and anchors on disk are those that it runs under");
}

static void judge_policy_file(const looking *l, const char *root,
                              const char *policy)
{
    char *host = cli_in_root(root, policy);

    if (l->told && strcmp(policy, l->record.policy) != 0)
        cli_say_open(RESTART, "it runs under %s, not under %s",
                     l->record.policy[0] == '\0' ? "no policy file"
                                                 : l->record.policy,
                     policy);
    if (host == NULL)
        cli_say_open("put the file in place", "%s: %s", policy,
                     strerror(errno));
    else
        (void)check_policy(host, policy, l->request->allow_monitor);
    free(host);
}

static void judge_conf(looking *l, const char *conf)
{
    const char *root = process_shares_root(&l->p) ? "" : l->p.root;
    char *modules = modules_of(l);
    cnf_verdict verdict = {NULL, NULL};

    if (cnf_judge(root, conf, modules, &verdict)) {
        if (verdict.policy != NULL)
            judge_policy_file(l, root, verdict.policy);
        if (verdict.module != NULL && l->told)
            compare_policy(l, conf, modules);
    }
    cnf_verdict_free(&verdict);
    free(modules);
}

int check_pid(const check_request *request)
{
    looking l = {.request = request};
    char *why, *conf;

    if (!process_read(request->pid, &l.p, &why)) {
        (void)cli_fail(&cli_check, "%s", why);
        free(why);
        return CLI_FAILED;
    }
    judge_module(&l);
    if (l.told)
        say_record(&l);
    else if (l.module != NULL)
        say_blind(&l,
                  "run this as root, and restart the service if its "
                  "module was replaced",
                  "the gate holds no record that can be read: the policy");
    conf = conf_of(&l);
    if (conf != NULL)
        judge_conf(&l, conf);
    free(conf);
    free(l.module);
    process_free(&l.p);
    if (cli_said_open() > 0)
        return CLI_FOUND;
    return l.blind ? CLI_FAILED : CLI_OK;
}
