/* SPDX-License-Identifier: Apache-2.0 */
#include "check_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "alloc.h"
#include "check_inside.h"
#include "check_policy.h"
#include "child.h"
#include "cnf_judge.h"
#include "command.h"
#include "policy_arg.h"
#include "policy_file.h"
#include "say.h"

/* ---- The file that OpenSSL reads --------------------------------------- */

static void say_how_it_is_found(const check_request *request, const char *path)
{
    char *standard = cli_format("%s/openssl.cnf", X509_get_default_cert_area());

    if (strcmp(path, standard) != 0)
        cli_say_warn("put it where OpenSSL looks by default (bind mount), or "
                     "prove the service with check --pid",
                     "%s counts only where %s: OpenSSL ignores that for "
                     "binaries with file capabilities or setuid (AT_SECURE), "
                     "and an emptied environment loses it",
                     path,
                     request->conf != NULL ? "OPENSSL_CONF names it"
                                           : "OPENSSL_CONF names it, as here");
    if (getauxval(AT_SECURE) != 0)
        cli_say_open("take capabilities and setuid off this command",
                     "this command itself runs with AT_SECURE: OPENSSL_CONF is "
                     "ignored");
    free(standard);
}

/* A configuration of our own that puts POLICY under the module. */
static char *write_conf(const char *module, const char *policy)
{
    const char *folder = getenv("TMPDIR");
    char *path = cli_format("%s/slicegate-check.XXXXXX",
                            folder == NULL ? "/tmp" : folder);
    int fd = mkostemp(path, O_CLOEXEC);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

    if (out == NULL) {
        free(path);
        return NULL;
    }
    fprintf(out,
            "openssl_conf = openssl_init\n[openssl_init]\n"
            "providers = providers\n[providers]\nnull = null_provider\n"
            "slicegate = slicegate\n[null_provider]\nactivate = 1\n"
            "[slicegate]\nactivate = 1\npolicy = %s\n",
            policy);
    if (module != NULL)
        fprintf(out, "module = %s\n", module);
    if (fclose(out) != 0) {
        unlink(path);
        free(path);
        return NULL;
    }
    return path;
}

/* ---- The child --------------------------------------------------------- */

static int run_child(const check_request *request, const char *conf,
                     const char *policy)
{
    const char *argv[8] = {"slicegate", "check", "--inside"};
    int n = 3, status;

    if (policy != NULL) {
        argv[n++] = "--policy";
        argv[n++] = policy;
    }
    if (request->allow_monitor)
        argv[n++] = "--allow-monitor";
    status = cli_run_self(argv, conf);
    if (status < 0 || status > CLI_FAILED)
        cli_say_open("report this: it must not happen",
                     "the process that was to prove the gate broke down");
    return status;
}

int check_conf_inside(const check_request *request)
{
    slicegate_policy policy;
    slicegate_policy_error error;
    char *text;
    size_t size;

    /* A policy that cannot be read has been named by the parent, and keeps
     * the provider from loading: what is looked for then is the default's. */
    if (slicegate_policy_load(request->policy, &policy, &text, &size, &error))
        free(text);
    else
        slicegate_policy_default(&policy);
    check_inside(&policy);
    return cli_said_open() > 0 ? CLI_FOUND : CLI_OK;
}

/* ---- All of it --------------------------------------------------------- */

static char *conf_path(const check_request *request)
{
    char *found, *path;

    if (request->conf != NULL)
        return cli_absolute(request->conf);
    found = CONF_get1_default_config_file();
    path = cli_copy(found == NULL ? "" : found);
    OPENSSL_free(found);
    return path;
}

/* Without an openssl.cnf to name it, the installed module is tried: where it
 * was installed to, like `config` prints it. */
static char *installed_module(void)
{
    const char *folder = getenv("OPENSSL_MODULES");
    char *path = cli_format("%s/slicegate.so",
                            folder == NULL ? SLICEGATE_MODULESDIR : folder);

    if (access(path, R_OK) != 0)
        cli_say_open("install the module, name its folder in OPENSSL_MODULES, "
                     "or say --conf",
                     "module %s: %s", path, strerror(errno));
    return path;
}

/* With --policy that file stands in for the one that openssl.cnf names. */
static int prove_policy(const check_request *request, const char *module,
                        const char *policy)
{
    char *conf = write_conf(module, policy);
    int status = CLI_FAILED;

    if (conf == NULL) {
        (void)fprintf(stderr, "slicegate check: no temporary file: %s\n",
                      strerror(errno));
        return CLI_FAILED;
    }
    status = run_child(request, conf, policy);
    unlink(conf);
    free(conf);
    return status;
}

int check_conf(const check_request *request)
{
    bool judge_cnf = request->conf != NULL || request->policy == NULL;
    cnf_verdict verdict = {NULL, NULL};
    char *path = conf_path(request), *policy = NULL;
    int status = CLI_FOUND;
    bool readable = true;

    if (judge_cnf) {
        readable = cnf_judge("", path, getenv("OPENSSL_MODULES"), &verdict);
        say_how_it_is_found(request, path);
    } else {
        verdict.module = installed_module();
    }
    if (request->policy != NULL)
        policy = cli_absolute(request->policy);
    else if (verdict.policy != NULL)
        policy = cli_copy(verdict.policy);
    if (policy != NULL)
        (void)check_policy(policy, policy, request->allow_monitor);
    if (request->policy != NULL)
        status = prove_policy(request, verdict.module, policy);
    else if (readable)
        status =
            run_child(request, request->conf == NULL ? NULL : path, policy);
    cnf_verdict_free(&verdict);
    free(policy);
    free(path);
    if (status != CLI_OK && status != CLI_FOUND)
        return CLI_FAILED;
    return status == CLI_OK && cli_said_open() == 0 ? CLI_OK : CLI_FOUND;
}
