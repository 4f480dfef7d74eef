/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate check --connect: a handshake that must fail does fail. */
#include "check_connect.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bad_client.h"
#include "command.h"
#include "say.h"

#define SECONDS_DEFAULT 5
#define SECONDS_MAX 600

typedef struct target {
    const check_request *request;
    char *host, *port;
    int seconds;
    bool gate;   /* a refusal that was the gate's */
    bool other;  /* a refusal that was not */
    bool let_in; /* as monitor mode does */
} target;

/* HOST:PORT or [V6]:PORT. */
static bool split(const char *text, target *t)
{
    const char *colon = strrchr(text, ':');
    size_t n = colon == NULL ? 0 : (size_t)(colon - text);

    if (n == 0 || colon[1] == '\0')
        return false;
    if (text[0] == '[' && text[n - 1] == ']') {
        text++;
        n -= 2;
    }
    t->host = cli_format("%.*s", (int)n, text);
    t->port = cli_copy(colon + 1);
    return true;
}

static bool read_seconds(const char *text, int *seconds)
{
    char *end;
    long n;

    *seconds = SECONDS_DEFAULT;
    if (text == NULL)
        return true;
    n = strtol(text, &end, 10);
    *seconds = (int)n;
    return *text != '\0' && *end == '\0' && n > 0 && n <= SECONDS_MAX;
}

static void judge_refusal(target *t, const char *name, int alert)
{
    if (alert == SSL_AD_DECRYPT_ERROR) {
        t->gate = true;
        cli_say_ok("%s: refused in the handshake by alert 51 "
                   "(decrypt_error), which is the gate's",
                   name);
        return;
    }
    t->other = true;
    cli_say_warn(t->request->cert == NULL
                     ? "use --pid, or --cert and --key of a broken leaf below "
                       "a CA that the server trusts"
                     : "take a leaf below a CA that the server trusts, broken "
                       "in what OpenSSL itself does not look at; or use --pid",
                 "%s: refused in the handshake by alert %d (%s): the server "
                 "does that by itself, with and without the gate; the gate is "
                 "not shown",
                 name, alert, SSL_alert_desc_string_long(alert));
}

static void judge_accepted(target *t, const char *name, const char *how)
{
    const char *what = t->request->cert == NULL
                           ? "a certificate that breaks the profile"
                           : "the certificate of --cert";

    t->let_in = true;
    if (t->request->allow_monitor)
        cli_say_warn("end monitor mode when its log is clean",
                     "%s: %s is let in: %s; monitor mode does so by design, "
                     "and so does a server without a gate: only --pid tells "
                     "them apart",
                     name, what, how);
    else
        cli_say_open("switch the gate on for this server; where monitor mode "
                     "is meant, say --allow-monitor",
                     "%s: %s is let in: %s", name, what, how);
}

/* True where the server could be reached and said something. */
static bool judge(target *t, const char *name, const bad_client_result *r)
{
    switch (r->outcome) {
    case BAD_CLIENT_REFUSED:
        judge_refusal(t, name, r->alert);
        return true;
    case BAD_CLIENT_DROPPED:
        cli_say_open("look at the server's log",
                     "%s: the connection was closed without an alert", name);
        return true;
    case BAD_CLIENT_ACCEPTED:
        judge_accepted(t, name, r->text);
        return true;
    case BAD_CLIENT_NOT_ASKED:
        cli_say_open("switch client authentication on; without it nobody is "
                     "judged",
                     "%s: server did not ask for a client certificate", name);
        return true;
    case BAD_CLIENT_NOT_OFFERED:
        cli_say_warn(NULL,
                     "%s: no handshake, before a certificate was asked "
                     "for: %s; nothing is shown",
                     name, r->text);
        return true;
    case BAD_CLIENT_FAILED:
        break;
    }
    return false;
}

static void say_what_is_shown(const target *t)
{
    printf("      The certificate was %s\n",
           t->request->cert == NULL
               ? "of a CA made for this, and broke several rules at once."
               : "that of --cert.");
    if (t->gate && !t->other)
        printf("      Shown is that this address refuses it; not, that it "
               "would let a compliant\n      client in, nor that other "
               "addresses of the service do the same.\n");
}

static int prove(target *t)
{
    static const struct {
        const char *name;
        int version;
    } versions[] = {{"TLS 1.3", TLS1_3_VERSION}, {"TLS 1.2", TLS1_2_VERSION}};
    const bad_client_plan plan = {t->host, t->port, t->request->cert,
                                  t->request->key, t->seconds};
    unsigned before = cli_said_open();

    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        bad_client_result r;

        bad_client_run(&plan, versions[i].version, &r);
        if (!judge(t, versions[i].name, &r))
            return cli_fail(&cli_check, "%s:%s: %s", t->host, t->port, r.text);
    }
    if (!t->gate && !t->other && !t->let_in && cli_said_open() == before)
        cli_say_open("let it speak TLS 1.2 or 1.3",
                     "no handshake got as far as a client certificate");
    say_what_is_shown(t);
    if (cli_said_open() > before)
        return CLI_FOUND;
    return t->other ? CLI_FAILED : CLI_OK;
}

int check_connect(const check_request *request)
{
    target t = {.request = request};
    int status;

    if (!split(request->connect, &t))
        return cli_usage_error(&cli_check, "--connect expects HOST:PORT");
    if (read_seconds(request->timeout, &t.seconds))
        status = prove(&t);
    else
        status = cli_usage_error(&cli_check, "--timeout expects 1 to %d",
                                 SECONDS_MAX);
    free(t.host);
    free(t.port);
    return status;
}
