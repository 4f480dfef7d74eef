/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate config: the openssl.cnf of a service. */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "args.h"
#include "config_text.h"
#include "policy_arg.h"
#include "policy_file.h"

#define POLICY_PATH SLICEGATE_SYSCONFDIR "/slicegate/policy.conf"
#define MODULE_PATH SLICEGATE_MODULESDIR "/slicegate.so"

/* What was asked for; NULL where it was not said. */
typedef struct config_request {
    const char *profile, *policy, *module, *openssl;
} config_request;

static offer_openssl running_openssl(void)
{
    unsigned major = OPENSSL_version_major(), minor = OPENSSL_version_minor();

    return major > 3 || (major == 3 && minor >= 5) ? OFFER_OPENSSL_35
                                                   : OFFER_OPENSSL_30;
}

static bool find_openssl(const char *name, offer_openssl *out)
{
    static const struct {
        const char *name;
        offer_openssl openssl;
    } lines[] = {{"3.0", OFFER_OPENSSL_30}, {"3.5", OFFER_OPENSSL_35}};

    if (name == NULL) {
        *out = running_openssl();
        return true;
    }
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (strcmp(lines[i].name, name) == 0) {
            *out = lines[i].openssl;
            return true;
        }
    return false;
}

/* As the gate reads it: what keeps it from loading is told here. */
static int read_policy(const char *path, const char *profile,
                       slicegate_policy *out)
{
    slicegate_policy_error error;
    char line[768], *text;
    size_t size;

    if (!slicegate_policy_load(path, out, &text, &size, &error)) {
        slicegate_policy_error_line(path, &error, line, sizeof(line));
        return cli_fail(&cli_config, "%s", line);
    }
    free(text);
    if (profile != NULL && strcmp(profile, out->profile.name) != 0)
        return cli_fail(&cli_config,
                        "%s: the profile is %s, and --profile says %s", path,
                        out->profile.name, profile);
    return CLI_OK;
}

static void take_profile(const slicegate_profile *profile,
                         slicegate_policy *out)
{
    slicegate_policy_default(out);
    out->profile = *profile;
    for (unsigned i = 0; i < SLICEGATE_SIDES; i++)
        out->side[i].profile = *profile;
}

static int write_config(const config_request *request)
{
    const char *name = request->profile == NULL ? "mgmt" : request->profile;
    slicegate_policy policy;
    slicegate_profile profile;
    config_text text = {.policy = &policy,
                        .policy_read = request->policy != NULL};
    char *policy_path, *module;
    int status = CLI_OK;

    if (!slicegate_profile_builtin(name, &profile))
        return cli_usage_error(&cli_config,
                               "unknown profile %s; expected mgmt, mgmt-2018, "
                               "sba or none",
                               name);
    if (!find_openssl(request->openssl, &text.openssl))
        return cli_usage_error(&cli_config,
                               "unknown line of OpenSSL %s; expected 3.0 or "
                               "3.5",
                               request->openssl);
    policy_path =
        cli_absolute(request->policy == NULL ? POLICY_PATH : request->policy);
    module =
        cli_absolute(request->module == NULL ? MODULE_PATH : request->module);
    text.policy_path = policy_path;
    text.module = module;
    if (request->policy != NULL)
        status = read_policy(policy_path, request->profile, &policy);
    else
        take_profile(&profile, &policy);
    if (status == CLI_OK)
        config_text_print(&text);
    free(module);
    free(policy_path);
    return status;
}

static int run_config(int argc, char **argv)
{
    config_request request = {.profile = NULL};
    const cli_option options[] = {{"--profile", &request.profile, NULL},
                                  {"--policy", &request.policy, NULL},
                                  {"--module", &request.module, NULL},
                                  {"--openssl", &request.openssl, NULL},
                                  {NULL, NULL, NULL}};
    int status = cli_parse(&cli_config, options, &argc, argv);

    if (status == CLI_GO_ON && argc > 0)
        status =
            cli_usage_error(&cli_config, "unexpected argument %s", argv[0]);
    if (status != CLI_GO_ON)
        return status;
    /* It is written for a process to come, whatever this one's says. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    return write_config(&request);
}

const cli_command cli_config = {
    "config", "print the openssl.cnf of a service",
    "usage: slicegate config [--profile NAME] [--policy FILE] [--module FILE]\n"
    "                        [--openssl 3.0|3.5]\n"
    "\n"
    "Prints the complete openssl.cnf of a service: the providers, null first, "
    "and what\n"
    "libssl itself is to offer and to take (ssl_conf), so that what the "
    "profile does\n"
    "not know is refused with its proper alert before the gate sees it. Of a "
    "policy\n"
    "that leaves handshakes alone (profile none, mode = monitor, [scope]) the "
    "latter\n"
    "is left out, since ssl_conf binds every handshake of a process.\n"
    "\n"
    "  --profile NAME  mgmt (default), mgmt-2018, sba or none, for a policy "
    "yet to be\n"
    "                  written\n"
    "  --policy FILE   the gate policy that it is for, which is read. "
    "Without, it names\n"
    "                  " POLICY_PATH "\n"
    "  --module FILE   the module (default: the one that was installed with "
    "this\n"
    "                  command)\n"
    "  --openssl LINE  for OpenSSL 3.0 and newer, or 3.5 and newer (default: "
    "the one that\n"
    "                  this command runs with)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 done, 2 the policy is one that slicegate would not load, "
    "or wrong\n"
    "usage.\n",
    run_config};
