/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate lint: what the gate would say to these certificates. */
#include <dirent.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "alloc.h"
#include "args.h"
#include "lint_print.h"

typedef struct lint_run {
    lint_context context;
    cli_policy policy;
    lint_print *print;
    bool unreadable; /* something could not be read */
    size_t certificates, refused;
} lint_run;

/* ---- Files and folders ------------------------------------------------- */

static void lint_file(lint_run *run, const char *path, bool in_folder)
{
    cli_cert_file file;
    lint_cert *cert;
    bool empty;
    char *why;

    if (!cli_cert_file_read(path, &file, &empty, &why)) {
        /* A folder of certificates often holds keys and lists as well. */
        if (!in_folder || !empty) {
            (void)cli_fail(&cli_lint, "%s", why);
            run->unreadable = true;
        }
        free(why);
        return;
    }
    cert = lint_judge_file(&run->context, &file);
    for (size_t i = 0; i < file.count; i++) {
        run->print(file.name, &cert[i], &run->context.profile);
        run->certificates++;
        run->refused += !lint_passes(&cert[i]);
    }
    lint_free(cert, file.count);
    cli_cert_file_free(&file);
}

static bool is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void lint_folder(lint_run *run, const char *folder)
{
    struct dirent **name;
    int n = scandir(folder, &name, NULL, alphasort);
    size_t before = run->certificates;
    bool failed = run->unreadable;

    if (n < 0) {
        (void)cli_fail(&cli_lint, "%s: %s", folder, strerror(errno));
        run->unreadable = true;
        return;
    }
    for (int i = 0; i < n; i++) {
        char *path = cli_format("%s/%s", folder, name[i]->d_name);

        if (name[i]->d_name[0] != '.' && is_regular(path))
            lint_file(run, path, true);
        free(path);
        free(name[i]);
    }
    free(name);
    if (run->certificates == before && run->unreadable == failed) {
        (void)cli_fail(&cli_lint, "%s: no file in it holds a certificate",
                       folder);
        run->unreadable = true;
    }
}

static void lint_operand(lint_run *run, const char *path)
{
    struct stat st;

    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        lint_folder(run, path);
    else
        lint_file(run, path, false);
}

/* ---- Options ----------------------------------------------------------- */

static bool find_role(const char *name, slicegate_role *role)
{
    static const slicegate_role roles[] = {
        SLICEGATE_ROLE_CLIENT, SLICEGATE_ROLE_SERVER, SLICEGATE_ROLE_CA,
        SLICEGATE_ROLE_UPPER_CA};

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(slicegate_role_name(roles[i]), name) == 0) {
            *role = roles[i];
            return true;
        }
    return false;
}

/* The server side of a service judges clients, and the other way round. */
static const slicegate_profile *profile_for(const slicegate_policy *policy,
                                            slicegate_role role)
{
    if (role == SLICEGATE_ROLE_CLIENT)
        return &policy->side[SLICEGATE_SIDE_SERVER].profile;
    if (role == SLICEGATE_ROLE_SERVER)
        return &policy->side[SLICEGATE_SIDE_CLIENT].profile;
    return &policy->profile;
}

static int set_up(lint_run *run, const char *role, const char *profile,
                  const char *policy)
{
    char *why;

    if (profile != NULL && policy != NULL)
        return cli_usage_error(&cli_lint,
                               "--profile and --policy exclude each other");
    if (role != NULL && !find_role(role, &run->context.role))
        return cli_usage_error(&cli_lint,
                               "unknown role %s; expected client, server, ca "
                               "or upper-ca",
                               role);
    if (!slicegate_profile_builtin(profile == NULL ? "mgmt" : profile,
                                   &run->context.profile))
        return cli_usage_error(&cli_lint,
                               "unknown profile %s; expected mgmt, mgmt-2018, "
                               "sba or none",
                               profile);
    /* A gate in the tool's own environment has no say here. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    run->context.now = (int64_t)time(NULL);
    run->context.libctx = OSSL_LIB_CTX_new();
    if (run->context.libctx == NULL)
        return cli_fail(&cli_lint, "out of memory");
    if (policy == NULL)
        return CLI_GO_ON;
    if (!cli_policy_read(policy, &run->policy, &why)) {
        (void)cli_fail(&cli_lint, "%s", why);
        free(why);
        return CLI_FAILED;
    }
    run->context.policy = &run->policy;
    run->context.profile = *profile_for(&run->policy.policy, run->context.role);
    lint_take_anchors(&run->context);
    return CLI_GO_ON;
}

static void tear_down(lint_run *run)
{
    lint_drop_anchors(&run->context);
    cli_policy_free(&run->policy);
    OSSL_LIB_CTX_free(run->context.libctx);
}

static void print_count(const lint_run *run)
{
    printf("%zu certificate%s under profile %s: %zu would be refused\n",
           run->certificates, run->certificates == 1 ? "" : "s",
           run->context.profile.name, run->refused);
}

static int run_lint(int argc, char **argv)
{
    const char *role = NULL, *profile = NULL, *policy = NULL;
    bool json = false;
    const cli_option options[] = {{"--role", &role, NULL},
                                  {"--profile", &profile, NULL},
                                  {"--policy", &policy, NULL},
                                  {"--json", NULL, &json},
                                  {NULL, NULL, NULL}};
    lint_run run = {.unreadable = false};
    int status = cli_parse(&cli_lint, options, &argc, argv);

    if (status != CLI_GO_ON)
        return status;
    if (argc == 0)
        return cli_usage_error(&cli_lint, "no certificate is named");
    run.print = json ? lint_print_json : lint_print_text;
    status = set_up(&run, role, profile, policy);
    for (int i = 0; i < argc && status == CLI_GO_ON; i++)
        lint_operand(&run, argv[i]);
    if (status == CLI_GO_ON && !json)
        print_count(&run);
    tear_down(&run);
    if (status != CLI_GO_ON)
        return status;
    if (run.unreadable)
        return CLI_FAILED;
    return run.refused > 0 ? CLI_FOUND : CLI_OK;
}

const cli_command cli_lint = {
    "lint", "judge certificates as the gate would",
    "usage: slicegate lint [OPTION...] CERT...\n"
    "\n"
    "Judges certificates as the gate would. CERT is a file with PEM "
    "certificates\n"
    "(any number, such as a chain) or one DER certificate, a folder of such "
    "files,\n"
    "or - for standard input. A certificate whose issuer stands in the same "
    "file, or\n"
    "among the anchors of --policy, is judged against it too, once its "
    "signature has\n"
    "been verified.\n"
    "\n"
    "  --role ROLE     client, server, ca or upper-ca. It binds the first "
    "certificate\n"
    "                  of a file and all others of that kind. Without it a CA "
    "is\n"
    "                  judged as ca, and an end entity as client and as "
    "server: it\n"
    "                  passes when it passes as one of the two\n"
    "  --profile NAME  mgmt (default), mgmt-2018, sba or none\n"
    "  --policy FILE   profile, rule levels, anchors and leaves of a gate "
    "policy; with\n"
    "                  --role client the profile of [server], with --role "
    "server that of\n"
    "                  [client]\n"
    "  --json          one JSON object per certificate and line\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 nothing would be refused (warnings are allowed), 1 "
    "something\n"
    "would be refused, 2 something cannot be read, or wrong usage.\n",
    run_lint};
