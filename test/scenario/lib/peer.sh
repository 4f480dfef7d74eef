# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
#
# A peer with a client certificate, of stock OpenSSL. What became of it is
# judged by the server's own log and by the audit log as well, for a TLS 1.3
# client believes itself connected before the server has looked at its
# certificate.
#
#   served TLS CASE                 answered, and the request is in the log
#   refused TLS CASE RULE           in the handshake, by slicegate, by that rule
#   refused_by_server TLS CASE      in the handshake, by the server itself
#   try_peers [server]              the peers that every server is tried with
#
# Uses $port, $seen (the server's log of requests), $audit and $answer (a text
# of the server's answer).

answer='The NSMF answers'
peer_serial=0

# Leaves what the peer saw in $work/answer.
peer_get() {
    peer_serial=$((peer_serial + 1))
    peer_request=$(printf '%s-%s-%03d.txt' "$2" "$1" "$peer_serial")
    # For servers that answer with files only.
    [ -z "${peer_folder-}" ] || echo "$answer" >"$peer_folder/$peer_request"
    peer_from=$(audit_lines)
    "$build/test/scenario/peer" "$port" "$1" "${peer_pki:-$pki}/$2.crt" \
        "${peer_pki:-$pki}/$2.key" "${peer_trust:-$pki/root.crt}" "/$peer_request" \
        >"$work/answer" 2>"$work/peer.err"
}

served() {
    peer_text="TLS $1: $2 is served"
    if ! peer_get "$1" "$2" || ! grep -Fqs "$answer" "$work/answer" ||
        ! grep -Eq '^HTTP/1\.[01] 200 ' "$work/answer"; then
        failed "$peer_text" "$work/answer" "$work/peer.err" \
            "$gate_dir/error.log" "$gate_dir/output"
    elif ! server_wait_line "$seen" "$peer_request"; then
        failed "$peer_text, but is not in the server's log" "$seen"
    else
        passed "$peer_text"
    fi
}

# In the handshake: an alert and no answer, and no request in the server's log,
# now and at the end of the scenario.
peer_stopped() {
    if ! peer_get "$1" "$2" || [ "$(cat "$work/answer")" != "alert $3" ]; then
        failed "$peer_text: no alert $3" "$work/answer" "$work/peer.err"
    elif grep -Fqs "$peer_request" "$seen"; then
        failed "$peer_text: the server saw the request" "$seen"
    else
        echo "$peer_request" >>"$seen.never"
        recheck_list="$recheck_list $seen"
        return 0
    fi
    return 1
}

# Alert 51 is decrypt_error: a signature that did not verify.
refused() {
    peer_text="TLS $1: $2 is refused in the handshake by $3"
    peer_stopped "$1" "$2" 51 || return 0
    if server_wait_until 5 audit_names "$peer_from" refuse "$3"; then
        passed "$peer_text"
    else
        failed "$peer_text: the audit log names ${audit_named:-nothing}" "$audit"
    fi
}

# Where the server's own verification comes first, the gate has nothing to add.
# Alert 48 is unknown_ca.
refused_by_server() {
    peer_text="TLS $1: $2 is refused in the handshake by the server itself"
    peer_stopped "$1" "$2" 48 || return 0
    passed "$peer_text"
}

peer_recheck() {
    [ -n "$recheck_list" ] || return 0
    chapter 'afterwards'
    for peer_log in $(printf '%s\n' $recheck_list | sort -u); do
        cat "$peer_log.never" >>"$work/never"
        grep -F -f "$peer_log.never" "$peer_log" >>"$work/late" || :
    done
    peer_text="none of the $(wc -l <"$work/never") refused peers sent an application byte"
    if [ -s "$work/late" ]; then
        failed "$peer_text" "$work/late"
    else
        passed "$peer_text"
    fi
}

# Three tiers, two tiers and an upper CA in between are let in. An end entity
# with a fault, a TLS CA with a fault and the compliant chain of a stranger are
# not. "server": the server refuses strangers before the gate sees them.
try_peers() {
    for peer_tls in 1.2 1.3; do
        served $peer_tls good-three-tier
        served $peer_tls good-two-tier
        served $peer_tls good-upper-ca
        refused $peer_tls leaf-no-cdp CERT-CDP-1
        refused $peer_tls leaf-ku-plain CERT-KU-1
        refused $peer_tls ca-no-pathlen CA-BC-2
        if [ "${1-}" = server ]; then
            refused_by_server $peer_tls chain-stranger
        else
            refused $peer_tls chain-stranger CHAIN-7
        fi
    done
}
