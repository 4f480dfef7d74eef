/* SPDX-License-Identifier: Apache-2.0 */
#include "check_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_arg.h"
#include "policy_file.h"
#include "say.h"

/* The policy that is spoken of. */
typedef struct subject {
    const slicegate_policy *policy;
    const char *shown; /* its path */
    bool allow_monitor;
} subject;

static const char *const side_names[SLICEGATE_SIDES] = {
    [SLICEGATE_SIDE_SERVER] = "server",
    [SLICEGATE_SIDE_CLIENT] = "client",
};

/* ---- What is not refused ------------------------------------------------- */

static void say_nothing_refused(const subject *s, const char *where,
                                const char *why, const char *whom)
{
    if (s->allow_monitor)
        cli_say_warn(NULL, "%s: %s%s: NOTHING IS REFUSED%s", s->shown, where,
                     why, whom);
    else
        cli_say_open("choose a profile and mode = enforce, or say "
                     "--allow-monitor",
                     "%s: %s%s: NOTHING IS REFUSED%s", s->shown, where, why,
                     whom);
}

static bool is_open(const slicegate_side *side)
{
    return strcmp(side->profile.name, "none") == 0;
}

static bool is_monitored(const slicegate_side *side)
{
    return side->mode == SLICEGATE_MODE_MONITOR;
}

/* Upstream servers outside the profile are an operator's business, so a client
 * side without a profile is to be minded but no fault. */
static void say_open_side(const subject *s, slicegate_side_name name)
{
    const slicegate_side *side = &s->policy->side[name];

    if (name == SLICEGATE_SIDE_SERVER && is_open(side))
        say_nothing_refused(s, "[server] ", "profile none", " to clients");
    else if (is_open(side))
        cli_say_warn(NULL,
                     "%s: [client] profile none: NOTHING IS REFUSED of "
                     "servers that this process connects to",
                     s->shown);
    if (is_monitored(side))
        say_nothing_refused(
            s, name == SLICEGATE_SIDE_SERVER ? "[server] " : "[client] ",
            "mode = monitor",
            name == SLICEGATE_SIDE_SERVER
                ? " to clients"
                : " of servers that this process connects to");
}

/* Each fault once: of the whole, or of one side. */
static void say_open(const subject *s)
{
    const slicegate_side *server = &s->policy->side[SLICEGATE_SIDE_SERVER],
                         *client = &s->policy->side[SLICEGATE_SIDE_CLIENT];

    if (is_monitored(server) && is_monitored(client))
        say_nothing_refused(s, "", "mode = monitor", "");
    if (is_open(server) && is_open(client))
        say_nothing_refused(s, "", "profile none", "");
    if ((is_monitored(server) && is_monitored(client)) ||
        (is_open(server) && is_open(client)))
        return;
    say_open_side(s, SLICEGATE_SIDE_SERVER);
    say_open_side(s, SLICEGATE_SIDE_CLIENT);
}

/* ---- Rules --------------------------------------------------------------- */

/* Without these a stranger's, or a forged, certificate would pass. */
static bool is_load_bearing(const slicegate_policy *policy, slicegate_rule rule)
{
    static const slicegate_rule rules[] = {
        SLICEGATE_RULE_CHAIN_8, SLICEGATE_RULE_CHAIN_9, SLICEGATE_RULE_GATE_1,
        SLICEGATE_RULE_GATE_2,  SLICEGATE_RULE_GATE_3,  SLICEGATE_RULE_GATE_4};

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i] == rule)
            return true;
    return rule == SLICEGATE_RULE_CHAIN_7 && cli_policy_has_anchors(policy);
}

static void say_lowered(const subject *s, const slicegate_profile *profile)
{
    slicegate_profile builtin;

    if (!slicegate_profile_builtin(profile->name, &builtin))
        return;
    for (int r = 0; r < SLICEGATE_RULE_COUNT; r++) {
        slicegate_rule rule = (slicegate_rule)r;
        slicegate_level level = (slicegate_level)profile->level[r];
        const slicegate_rule_info *info = slicegate_rule_get(rule);

        if (builtin.level[r] != SLICEGATE_LEVEL_ENFORCE ||
            level == SLICEGATE_LEVEL_ENFORCE)
            continue;
        if (is_load_bearing(s->policy, rule))
            cli_say_open("take the line out of [rules]",
                         "%s: %s is %s: the gate does not hold without \"%s\"",
                         s->shown, info->id, slicegate_level_name(level),
                         info->text);
        else
            cli_say_warn(NULL, "%s: %s is %s, and the profile %s enforces it",
                         s->shown, info->id, slicegate_level_name(level),
                         builtin.name);
    }
}

/* [rules] lies over both sides: of one profile it is told once. */
static void say_rules(const subject *s)
{
    const slicegate_profile *server =
                                &s->policy->side[SLICEGATE_SIDE_SERVER].profile,
                            *client =
                                &s->policy->side[SLICEGATE_SIDE_CLIENT].profile;

    say_lowered(s, server);
    if (strcmp(server->name, client->name) != 0)
        say_lowered(s, client);
}

/* ---- Handshakes ---------------------------------------------------------- */

static void say_side(const subject *s, slicegate_side_name name)
{
    const slicegate_side *side = &s->policy->side[name];

    cli_say_ok("%s: [%s] profile %s, mode %s, mutual %s, own_certificate %s",
               s->shown, side_names[name], side->profile.name,
               is_monitored(side) ? "monitor" : "enforce",
               side->mutual_optional ? "optional" : "required",
               slicegate_level_name(side->own_certificate));
}

static void say_mutual(const subject *s)
{
    if (s->policy->side[SLICEGATE_SIDE_SERVER].mutual_optional)
        cli_say_warn(NULL,
                     "%s: [server] mutual = optional: A CLIENT WITHOUT A "
                     "CERTIFICATE IS LET IN where the application does not "
                     "refuse it",
                     s->shown);
}

static void say_scope(const subject *s)
{
    if (s->policy->scope_count > 0)
        cli_say_warn("list a renewed certificate before it is put in use",
                     "%s: [scope] names %u of this service's certificates: "
                     "HANDSHAKES WITH ANY OTHER ARE NOT JUDGED",
                     s->shown, s->policy->scope_count);
    if (s->policy->scope_count > 0 && s->policy->scope_resume_by_name)
        cli_say_warn("only where each host name leads to one listener",
                     "%s: [scope] resumption = by-name: A SESSION OF A "
                     "CERTIFICATE THAT IS NOT LISTED OPENS EVERY LISTENER "
                     "UNDER THE HOST NAME IT BEGAN WITH",
                     s->shown);
}

static void say_resumption(const subject *s)
{
    if (s->policy->resumption == SLICEGATE_RESUMPTION_ALLOW)
        cli_say_warn("set it to known, or to deny",
                     "%s: [resumption] mode = allow: WHOEVER HOLDS A TICKET "
                     "KEY OF THIS SERVICE LETS IN WHOM IT LIKES, without a "
                     "certificate",
                     s->shown);
    else if (s->policy->resumption == SLICEGATE_RESUMPTION_DENY)
        cli_say_ok("%s: [resumption] deny", s->shown);
    else
        cli_say_ok("%s: [resumption] known, up to %u sessions", s->shown,
                   s->policy->resumption_entries);
}

static void say_suites(const subject *s)
{
    const slicegate_tls_policy *tls = &s->policy->tls;

    if (tls->dhe)
        cli_say_warn(NULL,
                     "%s: [tls] dhe = on: TS 33.210 has these suites, RFC "
                     "10015 forbids them",
                     s->shown);
    for (unsigned i = 0; i < tls->psk_suite_count; i++) {
        const slicegate_suite *suite = slicegate_suite_get(tls->psk_suite[i]);
        char buffer[8];

        cli_say_warn(NULL, "%s: [psk] tls12_suites lets in %s: %s", s->shown,
                     slicegate_suite_name(tls->psk_suite[i], buffer),
                     suite != NULL && suite->forward_secret
                         ? "NO AUTHENTICATED ENCRYPTION, as in RFC 5489"
                         : "NO FORWARD SECRECY: who learns the key reads what "
                           "was recorded");
    }
}

static void say_standalone(const subject *s)
{
    if (s->policy->allow_standalone_kdf)
        cli_say_warn("take it out where no program of the service needs it",
                     "%s: standalone_kdf = allow: TLS KEYS CAN BE DERIVED PAST "
                     "THE GATE, by a TLS stack of the process's own",
                     s->shown);
}

/* ---- All of it ----------------------------------------------------------- */

static void say_policy(const subject *s)
{
    say_side(s, SLICEGATE_SIDE_SERVER);
    say_side(s, SLICEGATE_SIDE_CLIENT);
    say_resumption(s);
    say_open(s);
    say_mutual(s);
    say_scope(s);
    say_suites(s);
    say_standalone(s);
    say_rules(s);
    if (!cli_policy_has_anchors(s->policy))
        cli_say_warn("list your CAs under [anchors]",
                     "%s: no anchors: trust stays with the application, and "
                     "one that waives verification lets in a stranger's "
                     "compliant chain",
                     s->shown);
}

bool check_policy(const char *host, const char *shown, bool allow_monitor)
{
    slicegate_policy_error error;
    slicegate_policy policy;
    char line[768], *text;
    size_t size;

    if (!slicegate_policy_load(host, &policy, &text, &size, &error)) {
        slicegate_policy_error_line(shown, &error, line, sizeof(line));
        cli_say_open("correct it: slicegate does not load", "%s", line);
        return false;
    }
    free(text);
    say_policy(&(subject){&policy, shown, allow_monitor});
    return true;
}
