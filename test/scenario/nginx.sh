#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nginx asks for a client certificate. Its verify callback lets every handshake
# through, and answers HTTP 400 afterwards (on) or never (optional_no_ca): the
# refusal in the handshake is slicegate's alone.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin nginx "$@"

for verify in on optional_no_ca; do
    chapter "ssl_verify_client $verify"
    nginx_gated "$work/$verify" "$verify"
    try_peers
    check "the error log names the rule, beside the client's address" \
        grep -Eq 'CERT-CDP-1.*client: 127\.0\.0\.1' "$work/$verify/error.log"
    check 'nginx ends by itself' server_stop "$server_pid"
done

# A policy without anchors leaves trust to the application. An application that
# waives it then lets a stranger in: that limit is on the first page.
chapter 'ssl_verify_client optional_no_ca, and a policy without [anchors]'
anchors=
nginx_gated "$work/no-anchors" optional_no_ca
for tls in 1.2 1.3; do
    served $tls good-three-tier
    served $tls chain-stranger
    refused $tls leaf-no-cdp CERT-CDP-1
done
server_stop "$server_pid"

scenario_end
