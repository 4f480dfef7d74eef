#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# curl as a gated client, against a stock server: a server that breaks the
# profile is refused by the client, with -k as well.
#
# With -k curl loads no CA and OpenSSL verifies no path. The gate lets in only
# what was verified, so such a client reaches no server (GATE-3), the compliant
# one included, but those whose certificate [leaves] lists; and of these only
# the compliant ones.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin curl "$@"

# stock_server NAME: with the chain NAME of the PKI; notes each request.
stock_server() {
    gate_dir=$work/$1
    mkdir -p "$gate_dir"
    server_port || exit 2
    port=$server_free
    seen=$gate_dir/output
    start_stock "$gate_dir" sh -c 'cd "$1" && shift && exec "$@"' sh \
        "$gate_dir" openssl s_server -accept "127.0.0.1:$port" -WWW \
        -cert "$pki/$1.crt" -cert_chain "$pki/$1.crt" -key "$pki/$1.key"
    up "$port"
}

# gated_curl TLS OPTION...: the client's own gate stands in $work/client.
gated_curl() {
    curl_tls=$1
    shift
    peer_serial=$((peer_serial + 1))
    peer_request=$(printf '%s-%s-%03d.txt' "$server" "$curl_tls" "$peer_serial")
    peer_from=$(audit_lines)
    echo "$answer" >"$gate_dir/$peer_request"
    env $(gate_env "$work/client") curl -sS -o "$work/answer" --max-time 10 \
        --noproxy '*' --cacert "$pki/root.crt" "--tlsv$curl_tls" \
        --tls-max "$curl_tls" "$@" "https://127.0.0.1:$port/$peer_request" \
        2>"$work/peer.err"
}

# fetches TEXT TLS OPTION...
fetches() {
    rm -f "$work/answer"
    curl_text=$1
    shift
    if gated_curl "$@" && grep -Fqs "$answer" "$work/answer" &&
        grep -Fq "FILE:$peer_request" "$seen"; then
        passed "$curl_text"
    else
        failed "$curl_text" "$work/peer.err" "$work/answer" "$seen" "$audit"
    fi
}

# In TLS 1.2 with -k the client stops between ChangeCipherSpec and Finished: its
# alert comes where s_server expects the latter.
alerted() {
    grep -Eqs 'alert decrypt error|data between ccs and finished' "$seen"
}

# refuses RULE TEXT TLS OPTION...: the client ends the handshake.
refuses() {
    curl_rule=$1 curl_text=$2
    shift 2
    if gated_curl "$@"; then
        failed "$curl_text: it was served" "$work/answer"
    elif ! server_wait_until 5 alerted; then
        failed "$curl_text: no alert" "$work/peer.err" "$seen"
    elif grep -Fq "FILE:$peer_request" "$seen"; then
        failed "$curl_text: the server saw the request" "$seen"
    elif ! audit_names "$peer_from" refuse "$curl_rule"; then
        failed "$curl_text: the audit log names ${audit_named:-nothing}" "$audit"
    else
        passed "$curl_text"
    fi
}

if [ -n "${SCENARIO_PRELOAD-}" ]; then
    chapter 'a gated client'
    skipped 'curl as a gated client' \
        'curl hangs at start with a preloaded sanitizer, without slicegate too'
    scenario_end
fi

gate_files "$work/client"

chapter 'a compliant server'
server=server
stock_server $server
for tls in 1.2 1.3; do
    fetches "TLS $tls: curl is served" $tls
    refuses GATE-3 "TLS $tls: curl -k refuses the server by GATE-3" $tls -k
done
server_stop "$server_pid"

# Case, the rule that it breaks, and what is named with -k.
while read -r server rule waived; do
    chapter "a server that breaks $rule"
    for tls in 1.2 1.3; do
        stock_server "$server"
        refuses "$rule" "TLS $tls: curl refuses the server by $rule" $tls
        server_stop "$server_pid"
        stock_server "$server"
        refuses "$waived" "TLS $tls: curl -k refuses the server by $waived" $tls -k
        server_stop "$server_pid"
    done
done <<END
server-broken CERT-CDP-1 CERT-CDP-1 GATE-3
server-ku-plain CERT-KU-1 CERT-KU-1 GATE-3
server-ca-no-pathlen CA-BC-2 GATE-3
END

# Without -k curl itself refuses what its --cacert does not know.
chapter "a compliant server of a stranger's CA"
server="server-stranger"
for tls in 1.2 1.3; do
    stock_server $server
    refuses GATE-3 "TLS $tls: curl -k refuses the server by GATE-3" $tls -k
    server_stop "$server_pid"
done
stock_server $server
check 'without -k curl refuses it by itself' \
    sh -c '! "$@"' sh curl -sS --max-time 10 --noproxy '*' \
    --cacert "$pki/root.crt" "https://127.0.0.1:$port/"
server_stop "$server_pid"

# The operator's own list stands in for the path that nobody verifies.
fingerprint() {
    openssl x509 -in "$pki/$1.crt" -noout -fingerprint -sha256 | cut -d = -f 2
}
printf '[leaves]\nallow.1 = %s\nallow.2 = %s\nallow.3 = %s\n' \
    "$(fingerprint server)" "$(fingerprint server-broken)" \
    "$(fingerprint server-ku-plain)" >>"$work/client/policy.conf"

chapter 'curl -k and servers whose certificates are listed'
while read -r server rule; do
    for tls in 1.2 1.3; do
        stock_server "$server"
        if [ "$rule" = - ]; then
            fetches "TLS $tls: curl -k is served by $server" $tls -k
        else
            refuses "$rule" "TLS $tls: curl -k refuses $server by $rule" $tls -k
        fi
        server_stop "$server_pid"
    done
done <<END
server -
server-broken CERT-CDP-1
server-ku-plain CERT-KU-1
END

scenario_end
