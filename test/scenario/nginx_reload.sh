#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nginx is reloaded while clients connect: twenty times as it is, then with a
# new server key and certificate. No connection is lost, and the gate stays.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
. "$(dirname "$0")/lib/load.sh"
scenario_begin nginx_reload "$@"

# nginx's master says which worker it has started; each reload makes new ones.
workers_started() {
    [ "$(grep -c 'start worker process ' "$gate_dir/error.log")" -ge "$1" ]
}

reload() {
    reload_before=$(grep -c 'start worker process ' "$gate_dir/error.log")
    kill -HUP "$server_pid"
    server_wait_until 20 workers_started $((reload_before + 2))
}

# The old workers are gone once they have answered what they had accepted.
two_workers() {
    [ "$(wc -w <"/proc/$server_pid/task/$server_pid/children")" -eq 2 ]
}

server_serial() {
    openssl s_client -connect "127.0.0.1:$port" -no_ign_eof </dev/null \
        2>/dev/null | openssl x509 -noout -serial
}

file_serial() {
    openssl x509 -in "$1" -noout -serial
}

chapter 'twenty reloads under load'
nginx_gated "$work/reload" on enforce 2
load_start
round=0
while [ $round -lt 20 ]; do
    round=$((round + 1))
    load_more 10 && reload && load_more 10 || break
done
check 'twenty reloads, with connections between any two' [ $round -eq 20 ]
load_stop
load_complete 'reload'
check 'the old workers have ended' server_wait_until 20 two_workers
for tls in 1.2 1.3; do
    served $tls good-three-tier
    refused $tls leaf-no-cdp CERT-CDP-1
done
server_stop "$server_pid"

# The new certificate is for another key: of operator B, in place of A.
chapter 'server key and certificate renewed under load'
nginx_gated "$work/renew" on enforce 2
load_start
for name in server-renewed server server-renewed; do
    load_more 30
    nginx_certificate "$gate_dir" $name
    reload || failed "reloaded with $name" "$gate_dir/error.log"
    load_more 30
    check "new connections get the certificate $name" \
        [ "$(server_serial)" = "$(file_serial "$pki/$name.crt")" ]
done
load_stop
load_complete 'renewal'
for tls in 1.2 1.3; do
    served $tls good-three-tier
    refused $tls leaf-no-cdp CERT-CDP-1
done
server_stop "$server_pid"

scenario_end
