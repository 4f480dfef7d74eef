/* SPDX-License-Identifier: Apache-2.0 */
/* slicegate profile show: a built-in profile, whole. */
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "profile_text.h"

static int run_profile(int argc, char **argv)
{
    const cli_option options[] = {{NULL, NULL, NULL}};
    int status = cli_parse(&cli_profile, options, &argc, argv);

    if (status != CLI_GO_ON)
        return status;
    if (argc != 2 || strcmp(argv[0], "show") != 0)
        return cli_usage_error(&cli_profile, "expected: profile show NAME");
    if (!cli_profile_text(stdout, argv[1]))
        return cli_usage_error(&cli_profile,
                               "unknown profile %s; expected mgmt, mgmt-2018, "
                               "sba or none",
                               argv[1]);
    return CLI_OK;
}

const cli_command cli_profile = {
    "profile", "print a built-in profile",
    "usage: slicegate profile show NAME\n"
    "\n"
    "Prints the profile mgmt, mgmt-2018, sba or none: what it is drawn from, "
    "and the\n"
    "level of every rule.\n"
    "\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 done, 2 there is no such profile, or wrong usage.\n",
    run_profile};
