#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# HAProxy asks for a client certificate. With `verify required` alone its own
# verification ends the handshake; with `crt-ignore-err all ca-ignore-err all`
# it lets everything in. Its log says "SSL handshake failure" and no more: the
# audit log is where the reason stands.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin haproxy "$@"

# haproxy_gated DIR OPTIONS-OF-BIND
haproxy_gated() {
    mkdir -p "$1"
    server_port || exit 2
    port=$server_free
    seen=$1/output
    cat "$pki/server.crt" "$pki/server.key" >"$1/server.pem"
    cat >"$1/haproxy.cfg" <<END
global
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    timeout client 10s
    timeout server 10s
    timeout connect 10s
frontend nsmf
    bind 127.0.0.1:$port ssl crt $1/server.pem ca-file $pki/root.crt ssl-min-ver TLSv1.2 $2
    http-request return status 200 content-type text/plain string "The NSMF answers"
END
    gate_files "$1"
    start_gated "$1" haproxy -db -f "$1/haproxy.cfg"
    up "$port"
}

chapter 'verify required'
haproxy_gated "$work/required" 'verify required'
try_peers server
check 'HAProxy ends by itself' server_stop "$server_pid"

chapter 'verify required crt-ignore-err all ca-ignore-err all'
haproxy_gated "$work/ignore" 'verify required crt-ignore-err all ca-ignore-err all'
try_peers
check 'HAProxy ends by itself' server_stop "$server_pid"

scenario_end
