#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# stunnel asks for a client certificate. `verifyChain = yes` ends the handshake
# by its own verification; `verify = 0` asks for a certificate and ignores it.
# Its log has the reason of the error, not the rule: that is in the audit log.
# What comes out of the tunnel goes to a small script, which notes each request.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin stunnel "$@"

# stunnel_gated DIR OPTION
stunnel_gated() {
    mkdir -p "$1"
    server_port || exit 2
    port=$server_free
    seen=$1/requests
    : >"$seen"
    cat >"$1/answer" <<END
#!/bin/sh
read -r request
echo "\$request" >>$seen
while read -r line && [ "\$line" != "\$(printf '\r')" ]; do :; done
printf 'HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n'
printf 'The NSMF answers\n'
END
    chmod 755 "$1/answer"
    cat >"$1/stunnel.conf" <<END
foreground = yes
debug = info
syslog = no
pid =
[nsmf]
accept = 127.0.0.1:$port
exec = $1/answer
cert = $pki/server.crt
key = $pki/server.key
CAfile = $pki/root.crt
sslVersionMin = TLSv1.2
$2
END
    gate_files "$1"
    start_gated "$1" stunnel4 "$1/stunnel.conf"
    up "$port"
}

chapter 'verifyChain = yes'
stunnel_gated "$work/chain" 'verifyChain = yes'
try_peers server
check 'its own log says that a profile refused' \
    grep -q 'certificate refused by profile' "$work/chain/output"
check 'stunnel ends by itself' server_stop "$server_pid"

chapter 'verify = 0'
stunnel_gated "$work/ignore" 'verify = 0'
try_peers
check 'its own log says that a profile refused' \
    grep -q 'certificate refused by profile' "$work/ignore/output"
check 'stunnel ends by itself' server_stop "$server_pid"

scenario_end
