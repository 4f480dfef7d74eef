# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2086
#
# One broken handshake at one server: what handshakes.table says is tried, held
# against what happens, and noted for the table of docs/conformance.md.

handshake_table=$scenario_dir/handshakes.table

handshakes_begin() {
    servers_begin
    : >"$work/results"
    key_good=$(openssl rand -hex 32)
    key_other=$(openssl rand -hex 32)
    key_control=$(openssl rand -hex 32)
    key_short=0123456789abcdef
    key_zeros=$(printf '%064d' 0)
    key_password=$(printf %s password1234567890 | od -An -v -t x1 | tr -d ' \n')
    identity_control=$(printf 'csmf\001control')
    psk_file=$work/psk.txt
    cat >"$psk_file" <<END
csmf-good:$key_good
csmf-zeros:$key_zeros
csmf-password:$key_password
$identity_control:$key_control
END
    chmod 600 "$psk_file"
}

# ---- The table ----------------------------------------------------------------

# handshake_case CASE: sets $case_kind, $case_options ...
handshake_case() {
    handshake_line=$(sed -n "s/^case $1: //p" "$handshake_table")
    [ -n "$handshake_line" ] || die "handshakes.table: no case '$1'"
    case_kind=$(handshake_field 1)
    case_configuration=$(handshake_field 2)
    case_options=$(handshake_field 3)
    case_twin=$(handshake_field 4)
    case_text=$(handshake_field 5-)
}

handshake_field() {
    echo "$handshake_line" | sed 's/: */:/g' | cut -d : -f "$1"
}

# Lines "CASE VERSION OUTCOME" of one server.
outcomes_of() {
    case $1 in
        nginx) outcome_column=3 ;;
        haproxy) outcome_column=4 ;;
        apache) outcome_column=5 ;;
        stunnel) outcome_column=6 ;;
        s_server) outcome_column=7 ;;
    esac
    awk -v c=$outcome_column \
        '!/^(#|case |why )/ && NF == 7 { print $1, $2, $c }' "$handshake_table"
}

outcome_of() {
    outcomes_of "$1" | awk -v c="$2" -v v="$3" '$1 == c && $2 == v { print $3 }'
}

versions_of() {
    outcomes_of nginx | awk -v c="$1" '$1 == c { print $2 }'
}

# The cases that a server can be tried with in a configuration.
cases_of() {
    outcomes_of "$1" | awk '$3 !~ /^\(/ && !seen[$1]++ { print $1 }' |
        while read -r of_case; do
            handshake_case "$of_case"
            case $case_kind in expired | client) continue ;; esac
            [ "$case_configuration" = "$2" ] || continue
            [ "$1:$of_case" != s_server:early ] || continue
            echo "$of_case"
        done | tr '\n' ' '
}

# The key that s_server has for a case: the client's own, but for a stranger.
s_server_key() {
    psk_identity=csmf-good psk_key=$key_good
    case $1 in
        short) psk_identity=csmf-short psk_key=$key_short ;;
        zeros) psk_identity=csmf-zeros psk_key=$key_zeros ;;
        password) psk_identity=csmf-password psk_key=$key_password ;;
        control) psk_identity=$identity_control psk_key=$key_control ;;
    esac
}

# ---- One connection -------------------------------------------------------------

# handshake_get VERSION OPTIONS: leaves what the peer saw in $work/answer
handshake_get() {
    peer_serial=$((peer_serial + 1))
    peer_request="$handshake_name-$1-$peer_serial.txt"
    [ -z "$peer_folder" ] || echo "$answer" >"$peer_folder/$peer_request"
    peer_from=$(audit_lines)
    log_from=$(wc -l <"$own_log")
    # The options hold names of the shell's variables, and no blank.
    eval "set -- \"\$1\" $2"
    handshake_version=$1
    shift
    "$build/test/scenario/peer" "$@" "$port" "$handshake_version" \
        "$handshake_client.crt" "$handshake_client.key" "$servers_trust" \
        "/$peer_request" >"$work/answer" 2>"$work/peer.err"
}

# Answered, or for a server that does not answer: the request has arrived.
handshake_served() {
    case $server_configuration in
        early) server_wait_line "$seen" "$peer_request" "${1:-5}" ;;
        *) grep -Eqs '^HTTP/1\.[01] 200 ' "$work/answer" &&
            server_wait_line "$seen" "$peer_request" ;;
    esac
}

# nginx lets a client in to tell it that it is not welcome.
handshake_answered() {
    grep -Eqs '^HTTP/1\.[01] ' "$work/answer"
}

handshake_failed() {
    failed "$@" "$work/answer" "$work/peer.err" "$own_log"
}

# ---- With the gate, and without ---------------------------------------------------

session_file=
# Where a case begins with a session of its own, that is asked for first.
case_session() {
    case $case_kind in
        resume | expired) session_file=$work/session-$server_kind-$1 ;;
        foreign) session_file=$work/foreign-$server_kind-$1 ;;
        *)
            session_file=
            return 0
            ;;
    esac
    case $case_kind:$2 in
        foreign:gated | expired:*) return 0 ;;
        foreign:stock) case_first=-n ;;
        *) case_first='' ;;
    esac
    rm -f "$session_file"
    handshake_get "$1" "$case_first -s \$session_file"
    [ -s "$session_file" ]
}

case_attempt() {
    if [ -n "$session_file" ]; then
        handshake_get "$1" "$case_options -r \$session_file"
    else
        handshake_get "$1" "$case_options"
    fi
}

# What stock makes of it: it is kept for the report, and judged only by
# "itself", which says that the server needs no slicegate here.
case_stock() {
    handshake_case "$1"
    handshake_name=$1 handshake_client=$pki/good-rsa-2048
    for case_version in $(versions_of "$1"); do
        case_outcome=$(outcome_of "$server_kind" "$1" "$case_version")
        case $case_outcome in '('*) continue ;; esac
        case_session "$case_version" stock
        case_attempt "$case_version"
        case_note_stock "$1"
    done
}

case_note_stock() {
    if [ -n "$session_file" ] && ! grep -qx resumed "$work/peer.err"; then
        case_stock_result=refused
    elif [ "$1" = early ] && ! grep -qx early "$work/peer.err"; then
        case_stock_result=refused
    elif handshake_served 1; then
        case_stock_result=served
    elif handshake_answered; then
        case_stock_result=answered
    else
        case_stock_result=refused
    fi
    echo "stock $1 $case_version $server_kind $case_stock_result" >>"$work/results"
    case $case_outcome:$case_stock_result in
        itself:refused) passed "TLS $case_version, without slicegate: $case_text: refused" ;;
        itself:* | *:refused)
            handshake_failed "TLS $case_version, without slicegate: $case_text: $case_stock_result"
            ;;
        *) passed "TLS $case_version, without slicegate: $case_text: $case_stock_result" ;;
    esac
}

case_gated() {
    handshake_case "$1"
    handshake_name=$1 handshake_client=$pki/good-rsa-2048
    for case_version in $(versions_of "$1"); do
        case_outcome=$(outcome_of "$server_kind" "$1" "$case_version")
        case $case_outcome in '('*) continue ;; esac
        case_session "$case_version" gated
        case_attempt "$case_version"
        case_judge "$1"
        case $case_twin:$server_kind:$1 in
            -:* | *:s_server:short | *:s_server:zeros | *:s_server:password | *:s_server:control) ;;
            *) case_served_twin "$1" ;;
        esac
    done
}

# s_server has one key: that of the twin, at a start of its own.
case_other_key() {
    handshake_case "$1"
    handshake_name=$1 session_file=
    s_server_key good
    server_up gated
    for case_version in $(versions_of "$1"); do
        case_served_twin "$1"
    done
    server_stop "$server_pid"
}

# Refused, seen as many ways as this server has.
case_judge() {
    case_line="TLS $case_version: $case_text"
    if handshake_answered || handshake_arrived; then
        handshake_failed "$case_line: it was let in"
        return 0
    fi
    echo "$peer_request" >>"$server_dir/never"
    case $case_outcome in
        itself) passed "$case_line: the server refuses it itself" ;;
        filtered)
            if grep -qx 'alert 40' "$work/answer"; then
                passed "$case_line: nothing in common, alert 40"
            else
                handshake_failed "$case_line: no alert 40"
                return 0
            fi
            ;;
        *) case_named || return 0 ;;
    esac
    echo "gated $1 $case_version $server_kind $case_outcome" >>"$work/results"
}

handshake_arrived() {
    grep -Fqs "$peer_request" "$seen"
}

case_named() {
    if ! grep -Eqx 'alert [0-9]+' "$work/answer"; then
        handshake_failed "$case_line: no alert"
    elif ! server_wait_until 5 audit_has "$case_outcome"; then
        failed "$case_line: no event names $case_outcome, but $(audit_rules "$peer_from" refuse)" \
            "$work/answer" "$audit"
    elif ! server_wait_until 5 log_tells; then
        failed "$case_line: the server's log has no $server_speaks" "$own_log"
    else
        passed "$case_line: refused by $case_outcome, seen $case_ways ways"
        return 0
    fi
    return 1
}

audit_has() {
    case " $(audit_rules "$peer_from" refuse) " in *" $1 "*) return 0 ;; esac
    return 1
}

# The rule in the server's own log, or its reason where it has no more.
log_tells() {
    case_ways=three
    case $server_speaks in
        rule) tail -n "+$((log_from + 1))" "$own_log" | grep -Fq -e "$case_outcome" ;;
        reason) tail -n "+$((log_from + 1))" "$own_log" | grep -Fq 'slicegate:' ;;
        nothing) case_ways=two ;;
    esac
}

# The same server, a client that breaks nothing; where the case resumes a
# session, so does the twin, and must.
case_served_twin() {
    case_line="TLS $case_version: $case_text: the compliant twin is served"
    twin_version=$case_version
    [ "$twin_version" != 1.1 ] || twin_version=1.2
    if [ -n "$session_file" ]; then
        session_file=$session_file.twin
        rm -f "$session_file"
        handshake_get "$twin_version" "-s \$session_file"
        handshake_get "$twin_version" "$case_twin -r \$session_file"
        if ! grep -qx resumed "$work/peer.err"; then
            handshake_failed "$case_line, but not resumed"
            return 0
        fi
    else
        handshake_get "$twin_version" "$case_twin"
    fi
    if handshake_served; then
        passed "$case_line"
        echo "twin $1 $case_version $server_kind served" >>"$work/results"
    else
        handshake_failed "TLS $case_version: $case_text: the compliant twin is not served"
    fi
}

# The server writes its log when it gets to it: looked at once more at the end.
never_answered() {
    [ -s "$server_dir/never" ] || return 0
    never_text="none of the $(wc -l <"$server_dir/never") refused clients sent an application byte"
    if grep -F -f "$server_dir/never" "$seen" >"$work/late"; then
        failed "$never_text" "$work/late"
    else
        passed "$never_text"
    fi
}

# ---- A certificate that expires ---------------------------------------------------

expired_seconds=6

# The recipe's CA, so that there is a key to issue with.
expired_begin() {
    "$scenario_dir/recipes/openssl-ca" "$work/ca" >"$work/recipe.log" 2>&1 ||
        die 'no CA for certificates that expire'
    echo 'unique_subject = no' >"$work/ca/index.txt.attr"
    cat "$work/ca/root.crt" >>"$servers_trust"
    anchors="$anchors $work/ca/root.crt"
    expired_runs=
}

# expired_server SERVER GATE: started, and kept for later
expired_server() {
    server_files "$1" optional "$work/$1-expired-$2"
    server_up "$2"
    expired_runs="$expired_runs $1:$2:$server_pid:$port"
}

expired_issue() {
    expired_at=$(($(date +%s) + expired_seconds))
    (cd "$work/ca" && openssl ca -batch -notext -config ca.cnf -cert tls_ca.crt \
        -keyfile tls_ca.key -in csmf.csr -out short.leaf -extensions csmf_extensions \
        -enddate "$(date -u -d "@$expired_at" +%Y%m%d%H%M%SZ)") >"$work/recipe.log" 2>&1 ||
        die 'no certificate that expires'
    cat "$work/ca/short.leaf" "$work/ca/tls_ca.crt" >"$work/short.crt"
    cp "$work/ca/csmf.key" "$work/short.key"
}

# expired_each FUNCTION: with the variables of each server set again
expired_each() {
    handshake_case expired
    handshake_name=expired handshake_client=$work/short
    server_configuration=optional
    for expired_run in $expired_runs; do
        server_kind=${expired_run%%:*}
        expired_rest=${expired_run#*:}
        expired_gate=${expired_rest%%:*}
        expired_rest=${expired_rest#*:}
        server_pid=${expired_rest%%:*}
        port=${expired_rest#*:}
        server_dir=$work/$server_kind-expired-$expired_gate
        gate_dir=$server_dir
        audit=$server_dir/audit.jsonl
        server_places
        for case_version in $(versions_of expired); do
            session_file=$work/expired-$server_kind-$expired_gate-$case_version
            case_outcome=$(outcome_of "$server_kind" expired "$case_version")
            "$1"
        done
    done
}

expired_connect() {
    handshake_get "$case_version" '-s $session_file'
    handshake_served && [ -s "$session_file" ] ||
        handshake_failed "TLS $case_version, $server_kind, $expired_gate: a short-lived certificate is served"
    # The compliant twin: resumed before it expires.
    [ "$expired_gate" = gated ] || return 0
    cp "$session_file" "$session_file.first"
    handshake_get "$case_version" '-r $session_file.first'
    if handshake_served && grep -qx resumed "$work/peer.err"; then
        passed "TLS $case_version, $server_kind: its session resumes before it expires"
        echo "twin expired $case_version $server_kind served" >>"$work/results"
    else
        handshake_failed "TLS $case_version, $server_kind: its session does not resume before it expires"
    fi
}

expired_wait() {
    server_wait_until $((expired_seconds + 3)) expired_now
}

expired_now() {
    [ "$(date +%s)" -gt "$((expired_at + 1))" ]
}

expired_resume() {
    case_attempt "$case_version"
    case $expired_gate in
        stock) case_note_stock expired ;;
        gated) case_judge expired ;;
    esac
}

expired_stop() {
    [ "$case_version" = 1.3 ] || return 0
    [ "$expired_gate" = stock ] || never_answered
    server_stop "$server_pid"
}

# ---- A gated client ------------------------------------------------------------------

client_begin() {
    gate_files "$work/client"
    handshake_case curl
    handshake_name=curl session_file=
}

# client_get ENVIRONMENT OPTION...
client_get() {
    client_environment=$1
    shift
    peer_serial=$((peer_serial + 1))
    peer_request="$handshake_name-$case_version-$peer_serial.txt"
    [ -z "$peer_folder" ] || echo "$answer" >"$peer_folder/$peer_request"
    audit=$work/client/audit.jsonl
    peer_from=$(audit_lines)
    rm -f "$work/answer"
    env $client_environment curl -isS -o "$work/answer" --max-time 10 --noproxy '*' \
        --http1.1 --cacert "$pki/root.crt" "--tlsv$case_version" \
        --tls-max "$case_version" "$@" "https://127.0.0.1:$port/$peer_request" \
        2>"$work/peer.err"
}

# client_server SERVER IDENTITY FUNCTION
client_server() {
    server_files "$1" never "$work/$1-$2" "$2"
    server_up stock
    for case_version in $(versions_of curl); do
        case_outcome=$(outcome_of "$1" curl "$case_version")
        "$3"
    done
    server_stop "$server_pid"
}

client_refuses() {
    client_get '-u OPENSSL_CONF' $case_options
    case_note_stock curl
    case_line="TLS $case_version: $case_text"
    if client_get "$(gate_env "$work/client")" $case_options || handshake_arrived; then
        handshake_failed "$case_line: it was let in"
    elif ! audit_has "$case_outcome"; then
        failed "$case_line: no event names $case_outcome" "$work/peer.err" "$audit"
    else
        passed "$case_line: refused by $case_outcome, seen two ways"
        echo "gated curl $case_version $server_kind $case_outcome" >>"$work/results"
    fi
}

client_is_served() {
    client_get "$(gate_env "$work/client")"
    case_line="TLS $case_version: curl with slicegate is served by a compliant server"
    if handshake_served; then
        passed "$case_line"
        echo "twin curl $case_version $server_kind served" >>"$work/results"
    else
        handshake_failed "$case_line"
    fi
}
