#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# `openssl s_server -Verify` demands a client certificate. Its callback waives
# every error of verification unless -verify_return_error says otherwise.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin s_server "$@"

# s_server_gated DIR OPTION...
s_server_gated() {
    s_server_dir=$1
    shift
    mkdir -p "$s_server_dir"
    server_port || exit 2
    port=$server_free
    # -WWW answers with files and notes each one that is asked for.
    seen=$s_server_dir/output
    peer_folder=$s_server_dir
    gate_files "$s_server_dir"
    start_gated "$s_server_dir" sh -c 'cd "$1" && shift && exec "$@"' sh \
        "$s_server_dir" openssl s_server -accept "127.0.0.1:$port" -WWW \
        -no_ticket -cert "$pki/server.crt" -cert_chain "$pki/server.crt" \
        -key "$pki/server.key" -CAfile "$pki/root.crt" -Verify 5 "$@"
    up "$port"
}

chapter '-Verify 5'
s_server_gated "$work/waive"
try_peers
check 'the output names the rule' grep -q CERT-CDP-1 "$work/waive/output"
server_stop "$server_pid"

chapter '-Verify 5 -verify_return_error'
s_server_gated "$work/strict" -verify_return_error
try_peers server
check 'the output names the rule' grep -q CERT-CDP-1 "$work/strict/output"
server_stop "$server_pid"

scenario_end
