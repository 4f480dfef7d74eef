#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Broken handshakes against five servers, each configured so that it would go
# through with them: first without slicegate, then with it, in the same
# configuration. handshakes.table says what is tried and what must come of it.
# A refusal is seen three ways: the client is not answered and its request is
# in no log of the server, the rule is in the audit log, and in the server's own
# log where that has OpenSSL's error text. A compliant twin is served.
#
#   handshakes.sh [-B BUILD] [--write]   --write: replace the table in
#                                        docs/conformance.md
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/servers.sh"
. "$(dirname "$0")/lib/handshakes.sh"
. "$(dirname "$0")/lib/handshakes_report.sh"
scenario_begin handshakes "$@"

servers='nginx haproxy apache stunnel s_server'
page=$repo/docs/conformance.md
handshakes_begin

# ---- Cases of one connection, or two in a row -----------------------------------

# run_configuration SERVER CONFIGURATION CASE...: without the gate, then with it
run_configuration() {
    run_server=$1 run_configuration=$2
    shift 2
    server_files "$run_server" "$run_configuration" "$work/$run_server-$run_configuration"
    server_up stock
    for run_case; do case_stock "$run_case"; done
    server_stop "$server_pid"
    server_up gated
    for run_case; do case_gated "$run_case"; done
    never_answered
    server_stop "$server_pid"
}

# s_server has one key, and no early data beside -WWW: a case, a server.
for server in $servers; do
    for configuration in never asked optional psk psk-ke; do
        cases=$(cases_of "$server" "$configuration")
        [ -n "$cases" ] || continue
        chapter "$server, configuration '$configuration'"
        case $server:$configuration in
            s_server:psk*)
                for case in $cases; do
                    s_server_key "$case"
                    run_configuration s_server "$configuration" "$case"
                    case $case in
                        short | zeros | password | control) case_other_key "$case" ;;
                    esac
                done
                ;;
            *) run_configuration "$server" "$configuration" $cases ;;
        esac
    done
done
case $servers in
    *s_server*)
        chapter "s_server, configuration 'early'"
        run_configuration s_server early early
        ;;
esac

# ---- A client with the gate, and servers without ----------------------------------

client_begin
for server in $servers; do
    chapter "$server, and curl with slicegate"
    client_server "$server" server-broken client_refuses
    client_server "$server" server client_is_served
done

# ---- Certificates that expire -------------------------------------------------

# Ten servers at once, so that all of them wait for the same second.
chapter 'a client certificate expires while its session lives'
expired_begin
for server in $servers; do
    for gate in stock gated; do
        expired_server "$server" "$gate"
    done
done
expired_issue
expired_each expired_connect
expired_wait
expired_each expired_resume
expired_each expired_stop

# ---- What was found -------------------------------------------------------------

chapter 'docs/conformance.md'
handshakes_report >"$work/report.md"
handshakes_compare

scenario_end
