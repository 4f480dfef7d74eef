/* SPDX-License-Identifier: Apache-2.0 */
#include "cnf_judge.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "alloc.h"
#include "cnf.h"
#include "profile/policy_text.h"
#include "root_path.h"
#include "say.h"
#include "writers.h"

#define PROVIDER "slicegate"
#define TYPO_MAX 3 /* edits between a key and what it was meant to be */

/* "file:line" of a message; the line is left out where there is none. */
#define AT_FORMAT "%s%s%.*d: "
#define AT(origin)                                                             \
    (origin).file, (origin).line > 0 ? ":" : "", (origin).line > 0 ? 1 : 0,    \
        (int)(origin).line

typedef struct judging {
    cnf c;
    const char *path, *modules;
    const char *init;      /* the section that openssl_conf names */
    const char *providers; /* the section that lists the providers */
    cnf_verdict *out;
} judging;

/* ---- Small look-ups ---------------------------------------------------- */

/* OpenSSL skips a prefix up to the first dot: "1.activate". */
static const char *bare(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot == NULL ? name : dot + 1;
}

static const char *get(const judging *j, const char *section, const char *name)
{
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(j->c.conf, section);
    const char *found = NULL;

    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *value = sk_CONF_VALUE_value(values, i);

        if (strcmp(bare(value->name), name) == 0)
            found = value->value;
    }
    return found;
}

static bool has_section(const judging *j, const char *section)
{
    return NCONF_get_section(j->c.conf, section) != NULL;
}

/* The key of a section that comes nearest to NAME, in case it was meant. */
static const CONF_VALUE *nearest(const judging *j, const char *section,
                                 const char *name)
{
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(j->c.conf, section);
    const CONF_VALUE *best = NULL;
    unsigned least = TYPO_MAX + 1;

    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *value = sk_CONF_VALUE_value(values, i);
        unsigned distance =
            policy_text_distance(policy_text_of(bare(value->name)), name);

        if (distance > 0 && distance < least) {
            least = distance;
            best = value;
        }
    }
    return best;
}

static void say_missing_key(const judging *j, const char *section,
                            const char *name, const char *effect)
{
    const CONF_VALUE *typo = nearest(j, section, name);
    char *what_to_do = cli_format("write '%s' in section [%s]", name, section);
    cnf_origin at = typo == NULL ? cnf_where(&j->c, section, NULL)
                                 : cnf_where(&j->c, section, typo->name);

    if (typo != NULL)
        cli_say_open(what_to_do, AT_FORMAT "'%s' is not '%s': %s", AT(at),
                     typo->name, name, effect);
    else
        cli_say_open(what_to_do, AT_FORMAT "[%s] has no '%s': %s", AT(at),
                     section, name, effect);
    free(what_to_do);
}

/* What `activate` means to any OpenSSL: 3.0 looks at nothing but the key. */
static bool is_true(const char *value)
{
    static const char *const yes[] = {"1", "yes", "true", "on"};

    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (strcasecmp(value, yes[i]) == 0)
            return true;
    return false;
}

/* ---- Files ------------------------------------------------------------- */

static void judge_files(judging *j)
{
    for (size_t i = 0; i < j->c.files; i++) {
        char *host = cli_in_root(j->c.root, j->c.file[i]);

        if (host != NULL)
            cli_judge_writers(host, j->c.file[i]);
        free(host);
    }
    for (size_t i = 0; i < j->c.missing_count; i++) {
        const cnf_missing *m = &j->c.missing[i];

        if (m->error != 0)
            cli_say_open("correct the path, or take the line out",
                         AT_FORMAT ".include of %s: %s; OpenSSL passes over it "
                                   "in silence",
                         AT(m->at), m->path, strerror(m->error));
        else
            cli_say_open("name one file, without variables",
                         AT_FORMAT ".include of %s cannot be followed",
                         AT(m->at), m->path);
    }
}

/* ---- From the first line to the list of providers ---------------------- */

static bool judge_openssl_conf(judging *j)
{
    cnf_origin at;

    j->init = cnf_get(&j->c, "default", "openssl_conf");
    if (j->init == NULL) {
        for (size_t i = 0; i < j->c.entries; i++) {
            const cnf_entry *e = &j->c.entry[i];

            if (e->name == NULL || strcmp(e->name, "openssl_conf") != 0)
                continue;
            cli_say_open("move the line above the first section",
                         AT_FORMAT "'openssl_conf' stands in section [%s], "
                                   "where OpenSSL does not look",
                         AT(e->at), e->section);
            return false;
        }
        say_missing_key(j, "default", "openssl_conf",
                        "OpenSSL loads no provider of this file");
        return false;
    }
    if (has_section(j, j->init))
        return true;
    at = cnf_where(&j->c, "default", "openssl_conf");
    cli_say_open("write that section, or correct its name",
                 AT_FORMAT
                 "'openssl_conf' names section [%s], which is missing",
                 AT(at), j->init);
    return false;
}

/* OpenSSL stops at the first module it cannot run, so what stands before
 * `providers` can keep it from being read. */
static void judge_modules_before(judging *j)
{
    static const char *const known[] = {
        "providers", "ssl_conf",    "engines",     "alg_section",
        "random",    "oid_section", "stbl_section"};
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(j->c.conf, j->init);

    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *value = sk_CONF_VALUE_value(values, i);
        cnf_origin at = cnf_where(&j->c, j->init, value->name);
        bool found = false;

        for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
            found = found || strcmp(bare(value->name), known[k]) == 0;
        if (!found)
            cli_say_open("correct it, or take it out",
                         AT_FORMAT "'%s' is nothing that OpenSSL knows: it may "
                                   "stop reading there",
                         AT(at), value->name);
        else if (strcmp(bare(value->name), "engines") == 0)
            cli_say_warn("do without engines in this service",
                         AT_FORMAT "what an engine verifies does not pass "
                                   "through slicegate",
                         AT(at));
    }
}

static bool judge_providers_key(judging *j)
{
    j->providers = get(j, j->init, "providers");
    if (j->providers == NULL) {
        say_missing_key(j, j->init, "providers",
                        "OpenSSL falls back to its default provider");
        return false;
    }
    if (has_section(j, j->providers))
        return true;
    cli_say_open("write that section, or correct its name",
                 AT_FORMAT "'providers' names section [%s], which is missing",
                 AT(cnf_where(&j->c, j->init, "providers")), j->providers);
    return false;
}

/* ---- The list of providers --------------------------------------------- */

static bool is_slicegate(const judging *j, const CONF_VALUE *entry)
{
    const char *identity = get(j, entry->value, "identity"),
               *module = get(j, entry->value, "module"), *base;

    if (strcmp(bare(entry->name), PROVIDER) == 0 ||
        (identity != NULL && strcmp(identity, PROVIDER) == 0))
        return true;
    if (module == NULL)
        return false;
    base = strrchr(module, '/');
    return strcmp(base == NULL ? module : base + 1, PROVIDER ".so") == 0;
}

/* Every other provider but null offers algorithms that bypass the gate. */
static void judge_other(judging *j, const CONF_VALUE *entry, bool before)
{
    cnf_origin at = cnf_where(&j->c, j->providers, entry->name);

    if (get(j, entry->value, "activate") == NULL)
        return;
    if (strcmp(bare(entry->name), "default") == 0)
        cli_say_open("take it out: slicegate offers all of it",
                     AT_FORMAT "'default' is listed%s", AT(at),
                     before ? " before slicegate" : "");
    else if (before)
        cli_say_open("list it behind slicegate, or not at all",
                     AT_FORMAT "provider '%s' is listed before slicegate",
                     AT(at), entry->name);
    else
        cli_say_warn("take it out unless the service needs it",
                     AT_FORMAT "provider '%s' is active beside slicegate",
                     AT(at), entry->name);
}

static bool lists_null(const STACK_OF(CONF_VALUE) * list)
{
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++)
        if (strcmp(bare(sk_CONF_VALUE_value(list, i)->name), "null") == 0)
            return true;
    return false;
}

static void judge_null(judging *j, const STACK_OF(CONF_VALUE) * list)
{
    const CONF_VALUE *first = sk_CONF_VALUE_value(list, 0);
    cnf_origin at = cnf_where(&j->c, j->providers, first->name);

    if (!lists_null(list))
        cli_say_warn("list 'null' first, with a section that activates it",
                     AT_FORMAT "[%s] does not list 'null' at all: a fault "
                               "below would open the service in silence",
                     AT(cnf_where(&j->c, j->providers, NULL)), j->providers);
    else if (strcmp(bare(first->name), "null") != 0)
        cli_say_warn("list 'null' first, with a section that activates it",
                     AT_FORMAT "'null' is not the first provider: a fault "
                               "below would open the service in silence",
                     AT(at));
    else if (!has_section(j, first->value))
        cli_say_open("write that section, or correct its name",
                     AT_FORMAT "'null' names section [%s], which is missing",
                     AT(at), first->value);
    else if (get(j, first->value, "activate") == NULL)
        say_missing_key(j, first->value, "activate", "'null' is not active");
}

/* ---- slicegate's own section ------------------------------------------- */

static void judge_keys(judging *j, const char *section)
{
    static const char *const known[] = {"identity", "soft_load", "module",
                                        "activate", "policy"};
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(j->c.conf, section);

    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const char *name = sk_CONF_VALUE_value(values, i)->name;
        bool found = false;

        for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
            found = found || strcmp(bare(name), known[k]) == 0;
        /* A misspelt `activate` is named where it is missed. */
        if (!found && policy_text_distance(policy_text_of(bare(name)),
                                           "activate") > TYPO_MAX)
            cli_say_open("correct it, or take it out",
                         AT_FORMAT "'%s' is no key of slicegate's: nobody "
                                   "reads it (known: module, activate, policy)",
                         AT(cnf_where(&j->c, section, name)), name);
    }
}

static void judge_activate(judging *j, const char *section)
{
    const char *value = get(j, section, "activate");

    if (value == NULL)
        say_missing_key(j, section, "activate", "slicegate is not active");
    else if (!is_true(value))
        cli_say_open("write 'activate = 1'",
                     AT_FORMAT "'activate = %s': newer OpenSSL does not "
                               "activate it",
                     AT(cnf_where(&j->c, section, "activate")), value);
}

static void judge_module(judging *j, const char *section)
{
    const char *value = get(j, section, "module"), *folder = j->modules;
    cnf_origin at = cnf_where(&j->c, section, "module");
    char *host;

    if (folder == NULL)
        folder = OPENSSL_info(OPENSSL_INFO_MODULES_DIR);
    if (value == NULL)
        value = PROVIDER ".so";
    j->out->module =
        value[0] == '/' ? cli_copy(value) : cli_format("%s/%s", folder, value);
    host = cli_in_root(j->c.root, j->out->module);
    if (host == NULL || access(host, R_OK) != 0)
        cli_say_open("install the module, or correct 'module'",
                     AT_FORMAT "module %s: %s", AT(at), j->out->module,
                     strerror(errno));
    else
        cli_judge_writers(host, j->out->module);
    free(host);
}

/* Of a key given twice one value counts, and a reader may take the other. */
static void judge_policy(judging *j, const char *section)
{
    const char *policy = get(j, section, "policy");
    const cnf_entry *before = NULL;

    for (size_t i = 0; i < j->c.entries; i++) {
        const cnf_entry *e = &j->c.entry[i];

        if (e->name == NULL || strcmp(e->section, section) != 0 ||
            strcmp(bare(e->name), "policy") != 0)
            continue;
        if (before != NULL)
            cli_say_open("leave one of them",
                         AT_FORMAT "'policy' is given twice, here and in line "
                                   "%u of %s",
                         AT(e->at), before->at.line, before->at.file);
        before = e;
    }
    if (policy == NULL) {
        cli_say_warn("write 'policy = FILE' to set anchors and levels",
                     AT_FORMAT "no policy is named: the profile mgmt is "
                               "enforced, without anchors",
                     AT(cnf_where(&j->c, section, NULL)));
        return;
    }
    j->out->policy = cli_copy(policy);
    if (policy[0] != '/')
        cli_say_open("name it by an absolute path",
                     AT_FORMAT "'policy = %s' is a relative path: slicegate "
                               "does not load",
                     AT(before == NULL ? cnf_where(&j->c, section, "policy")
                                       : before->at),
                     policy);
}

static void judge_slicegate(judging *j, const CONF_VALUE *entry)
{
    const char *section = entry->value;

    if (!has_section(j, section)) {
        cli_say_open("write that section, or correct its name",
                     AT_FORMAT "'%s' names section [%s], which is missing",
                     AT(cnf_where(&j->c, j->providers, entry->name)),
                     entry->name, section);
        return;
    }
    judge_keys(j, section);
    judge_activate(j, section);
    judge_module(j, section);
    judge_policy(j, section);
}

static void judge_list(judging *j)
{
    STACK_OF(CONF_VALUE) *list = NCONF_get_section(j->c.conf, j->providers);
    bool seen = false;

    if (sk_CONF_VALUE_num(list) > 0)
        judge_null(j, list);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *entry = sk_CONF_VALUE_value(list, i);

        if (is_slicegate(j, entry)) {
            judge_slicegate(j, entry);
            seen = true;
        } else if (strcmp(bare(entry->name), "null") != 0) {
            judge_other(j, entry, !seen);
        }
    }
    if (!seen)
        cli_say_open("add 'slicegate = SECTION'",
                     AT_FORMAT "[%s] does not list slicegate",
                     AT(cnf_where(&j->c, j->providers, NULL)), j->providers);
}

/* ---- All of it --------------------------------------------------------- */

bool cnf_judge(const char *root, const char *path, const char *modules,
               cnf_verdict *out)
{
    judging j = {.path = path, .modules = modules, .out = out};
    cnf_origin wrong = {path, 0};
    unsigned before = cli_said_open();

    memset(out, 0, sizeof(*out));
    if (!cnf_read(root, path, &j.c, &wrong)) {
        cli_say_open("put the file in place, readable",
                     "%s: %s; OpenSSL runs open without it", path,
                     strerror(errno));
        return false;
    }
    judge_files(&j);
    if (j.c.conf == NULL)
        cli_say_open("correct the line",
                     AT_FORMAT "OpenSSL cannot read this, and runs open",
                     AT(wrong));
    else if (judge_openssl_conf(&j)) {
        judge_modules_before(&j);
        if (judge_providers_key(&j))
            judge_list(&j);
    }
    if (cli_said_open() == before)
        cli_say_ok("%s: slicegate is listed and activated", path);
    cnf_free(&j.c);
    return true;
}

void cnf_verdict_free(cnf_verdict *verdict)
{
    free(verdict->module);
    free(verdict->policy);
    memset(verdict, 0, sizeof(*verdict));
}
