/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate check: is the gate there? */
#include <openssl/crypto.h>
#include <signal.h>
#include <string.h>

#include "args.h"
#include "check_conf.h"
#include "check_connect.h"
#include "check_pid.h"

static int judge_request(const check_request *request)
{
    bool running = request->pid != NULL || request->connect != NULL;

    if (running && request->policy != NULL)
        return cli_usage_error(&cli_check,
                               "--pid and --connect look at what runs; leave "
                               "--policy out");
    if (running && request->conf != NULL && request->pid == NULL)
        return cli_usage_error(&cli_check, "--connect reads no --conf");
    if (request->connect == NULL &&
        (request->timeout != NULL || request->cert != NULL ||
         request->key != NULL))
        return cli_usage_error(&cli_check,
                               "--timeout, --cert and --key are for --connect");
    if ((request->cert == NULL) != (request->key == NULL))
        return cli_usage_error(&cli_check, "--cert and --key go together");
    return CLI_GO_ON;
}

static int check_running(const check_request *request)
{
    int pid = CLI_OK, connect = CLI_OK; /* what is open outweighs the rest */

    if (request->pid != NULL)
        pid = check_pid(request);
    if (request->connect != NULL)
        connect = check_connect(request);
    if (pid == CLI_FOUND || connect == CLI_FOUND)
        return CLI_FOUND;
    return pid > connect ? pid : connect;
}

static int run_check(int argc, char **argv)
{
    check_request request = {.conf = NULL};
    const cli_option options[] = {
        {"--conf", &request.conf, NULL},
        {"--policy", &request.policy, NULL},
        {"--pid", &request.pid, NULL},
        {"--connect", &request.connect, NULL},
        {"--timeout", &request.timeout, NULL},
        {"--cert", &request.cert, NULL},
        {"--key", &request.key, NULL},
        {"--allow-monitor", NULL, &request.allow_monitor},
        {"--inside", NULL, &request.inside},
        {NULL, NULL, NULL}};
    int status = cli_parse(&cli_check, options, &argc, argv);

    if (status == CLI_GO_ON && argc > 0)
        status = cli_usage_error(&cli_check, "unexpected argument %s", argv[0]);
    if (status != CLI_GO_ON)
        return status;
    (void)signal(SIGPIPE, SIG_IGN);
    if (request.inside)
        return check_conf_inside(&request);
    status = judge_request(&request);
    if (status != CLI_GO_ON)
        return status;
    /* Only the child is to run under the configuration in question. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (request.pid != NULL || request.connect != NULL)
        return check_running(&request);
    return check_conf(&request);
}

const cli_command cli_check = {
    "check", "prove that the gate is there",
    "usage: slicegate check [--conf OPENSSL_CNF] [--policy FILE] "
    "[--allow-monitor]\n"
    "       slicegate check [--pid PID [--conf OPENSSL_CNF]]\n"
    "                       [--connect HOST:PORT [--cert FILE --key FILE]\n"
    "                       [--timeout SECONDS]] [--allow-monitor]\n"
    "\n"
    "Before a service starts (systemd ExecStartPre): names what openssl.cnf, "
    "policy and\n"
    "file permissions leave open, with file and line. Then a process under "
    "that\n"
    "configuration proves by fetches that algorithms come from slicegate, and "
    "by TLS\n"
    "1.2 and 1.3 handshakes in memory that a compliant client is let in and "
    "its twin\n"
    "that breaks one rule is refused. Under [anchors] both are of a CA that is "
    "no\n"
    "anchor: the good one must be refused by CHAIN-7 alone.\n"
    "\n"
    "  --conf FILE      openssl.cnf of the service (default: the one that "
    "OpenSSL reads\n"
    "                   here and now)\n"
    "  --policy FILE    try this policy in place of the one that openssl.cnf "
    "names;\n"
    "                   without --conf, no openssl.cnf is judged\n"
    "  --allow-monitor  mode = monitor and the profile none, under which "
    "nothing is\n"
    "                   refused, are no fault; nor is, with --connect, a "
    "server "
    "that lets\n"
    "                   the broken certificate in\n"
    "\n"
    "After it has started (ExecStartPost, liveness):\n"
    "\n"
    "  --pid PID        the running process: module mapped, AT_SECURE, the "
    "openssl.cnf\n"
    "                   that counts, policy in force and policy on disk\n"
    "  --conf FILE      with --pid: the openssl.cnf of a process that does not "
    "tell it\n"
    "  --connect H:P    connects with a client certificate that breaks several "
    "rules of\n"
    "                   the profile, over TLS 1.3 and 1.2, sends no data, and "
    "wants\n"
    "                   alert 51, which is the gate's. Another alert is the "
    "server's\n"
    "                   own and does not show the gate: warn, exit status 2\n"
    "  --cert FILE, --key FILE\n"
    "                   what to connect with in place of that: a leaf, in PEM, "
    "of a CA\n"
    "                   that the server trusts, which breaks a rule that "
    "OpenSSL passes\n"
    "                   over\n"
    "  --timeout SECS   how long to wait for it (default 5)\n"
    "  --help, --version\n"
    "\n"
    "Each line is ok (proven), open (to be put right, with what to do) or "
    "warn.\n"
    "Exit status: 0 all is proven, 1 something is open, 2 wrong usage, the "
    "check could\n"
    "not run, or what it saw does not tell.\n",
    run_check};
