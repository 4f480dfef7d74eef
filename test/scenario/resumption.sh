#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sessions across instances and workers of nginx: a compliant client that keeps
# and offers its sessions is served every time, and nothing else resumes.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin resumption "$@"

connections=100
kills=60

openssl rand 48 >"$work/ticket.key"
chmod 644 "$work/ticket.key"
one_key="ssl_session_ticket_key $work/ticket.key;"
# As share/examples/nginx.conf has it.
shipped=$(grep '^ *ssl_session_' "$repo/share/examples/nginx.conf")

# instance DIR gated|stock LINES [WORKERS [VERIFY]]
instance() {
    nginx_files "$1" "${5:-on}" "${4:-1}"
    sed -i "s|ssl_session_tickets off;|$(echo $3)|; s/\$request_uri/\$pid \$ssl_session_reused &/" \
        "$1/nginx.conf"
    gate_files "$1"
    start_$2 "$1" $(nginx_command "$1")
    up "$port"
}

# get TLS OPTION...: one request; the session that comes with it is kept in $kept
get() {
    get_tls=$1
    shift
    "$build/test/scenario/peer" "$@" "$port" "$get_tls" "$pki/good-three-tier.crt" \
        "$pki/good-three-tier.key" "$pki/root.crt" /resumption \
        >"$work/answer" 2>"$work/peer.err"
}

answered() {
    grep -q '^HTTP/1\.[01] 200 ' "$work/answer"
}

resumed() {
    grep -qx resumed "$work/peer.err"
}

# ---- Two instances ------------------------------------------------------------

# Ten connections at one, ten at the other; the second restarts after every
# other turn. A client that is turned away would drop its session.
two_instances() {
    kept=$work/kept-$1
    rm -f "$kept"
    count_served=0 count_resumed=0 count=0
    while [ $count -lt $connections ]; do
        case $((count % 40)) in
            0 | 20) port=$port_a ;;
            10 | 30) port=$port_b ;;
        esac
        [ $((count % 40)) -ne 35 ] || restart_b
        get "$1" -r "$kept" -s "$kept"
        if answered; then
            count_served=$((count_served + 1))
        else
            rm -f "$kept"
        fi
        ! resumed || count_resumed=$((count_resumed + 1))
        count=$((count + 1))
    done
}

start_pair() {
    instance "$work/a-$1" gated "$2"
    port_a=$port pid_a=$server_pid
    instance "$work/b-$1" gated "$2"
    port_b=$port pid_b=$server_pid
}

restart_b() {
    server_stop "$pid_b"
    start_gated "$gate_dir" $(nginx_command "$gate_dir")
    pid_b=$server_pid
    up "$port_b"
}

stop_pair() {
    server_stop "$pid_a"
    server_stop "$pid_b"
}

all_served() {
    if [ $count_served -eq $connections ]; then
        passed "TLS $1: $connections of $connections connections are served"
    else
        failed "TLS $1: $count_served of $connections connections are served" "$audit"
    fi
}

chapter 'two instances, one ticket key, as in share/examples'
start_pair shipped "$one_key $shipped"
for tls in 1.2 1.3; do
    two_instances $tls
    all_served $tls
    check "TLS $tls: none of them is resumed" [ $count_resumed -eq 0 ]
done
stop_pair

chapter 'two instances, each with tickets and a key of its own'
start_pair own 'ssl_session_tickets on;'
for tls in 1.2 1.3; do
    two_instances $tls
    all_served $tls
    check "TLS $tls: $count_resumed of them are resumed" [ $count_resumed -gt 50 ]
done
stop_pair

# What the documentation warns of is so.
chapter 'two instances, one ticket key, tickets on'
start_pair shared "$one_key"
for tls in 1.2 1.3; do
    two_instances $tls
    check "TLS $tls: $((connections - count_served)) connections fail" \
        [ $count_served -lt $connections ]
    check "TLS $tls: by RES-1" sh -c \
        'cat "$1" "$2" | grep "\"verdict\":\"refuse\"" | grep -q "\"id\":\"RES-1\""' sh \
        "$work/a-shared/audit.jsonl" "$work/b-shared/audit.jsonl"
done
stop_pair

# ---- A stranger's ticket --------------------------------------------------------

chapter 'a ticket of an instance without slicegate'
instance "$work/stock" stock "$one_key" 1 optional
for tls in 1.2 1.3; do
    get $tls -n -s "$work/stranger-$tls"
    check "TLS $tls: it is given to a client without a certificate" answered
done
server_stop "$server_pid"

# With the session of a stranger: not resumed, not answered.
stranger_is_refused() {
    get "$1" -n -r "$work/stranger-$1"
    ! answered && ! grep -q '^HTTP' "$work/answer"
}

# ---- Workers --------------------------------------------------------------------

chapter 'three workers'
instance "$work/workers" gated "$one_key" 3 optional
workers_dir=$work/workers
for tls in 1.2 1.3; do
    from=$(audit_lines)
    check "TLS $tls: the ticket is refused" stranger_is_refused $tls
    check "TLS $tls: by RES-1" server_wait_until 5 audit_names "$from" refuse RES-1
done

# The session made at one worker, offered until three have resumed it.
across_workers() {
    rm -f "$work/first"
    get "$1" -s "$work/first"
    : >"$workers_dir/mark"
    across_from=$(wc -l <"$seen")
    across=0
    while [ $across -lt 300 ]; do
        get "$1" -r "$work/first"
        answered && resumed || return 1
        across=$((across + 1))
        [ $((across % 10)) -ne 0 ] || [ "$(across_pids)" -lt 2 ] || return 0
    done
    return 1
}

across_pids() {
    tail -n "+$((across_from + 1))" "$seen" | awk '$2 == "r" { print $1 }' | sort -u | wc -l
}

workers() {
    tr ' ' '\n' <"/proc/$server_pid/task/$server_pid/children" | grep .
}

for tls in 1.2 1.3; do
    check "TLS $tls: other workers than the first resume a session" across_workers $tls
done

# ---- Workers that are killed ------------------------------------------------------

# Clients with sessions of their own, until told to stop. A connection that its
# worker was killed under is lost; none takes longer than a moment.
killed_client() {
    while [ ! -e "$work/killed.stop" ]; do
        "$build/test/scenario/peer" -r "$work/killed-$1" -s "$work/killed-$1" \
            "$port" "$1" "$pki/good-three-tier.crt" "$pki/good-three-tier.key" \
            "$pki/root.crt" /killed >"$work/killed.$1.answer" 2>"$work/killed.$1.err"
        if grep -q '^HTTP' "$work/killed.$1.answer"; then
            head -n 1 "$work/killed.$1.err" >>"$work/killed.$1.counts"
        else
            echo lost >>"$work/killed.$1.counts"
        fi
    done
}

chapter "workers are killed, $kills times, while clients resume"
from=$(audit_lines)
killed_client 1.2 &
client_a=$!
killed_client 1.3 &
client_b=$!
get 1.3 -s "$work/kept"
stuck=0 wrong=0 count=0
while [ $count -lt $kills ]; do
    kill -9 "$(workers | head -n 1)"
    begin=$(date +%s)
    get 1.3 -r "$work/kept"
    answered && [ $(($(date +%s) - begin)) -lt 5 ] || stuck=$((stuck + 1))
    stranger_is_refused 1.$((2 + count % 2)) || wrong=$((wrong + 1))
    server_wait_until 5 sh -c '[ "$(wc -w <"$1")" -ge 2 ]' sh \
        "/proc/$server_pid/task/$server_pid/children" || stuck=$((stuck + 1))
    count=$((count + 1))
done
: >"$work/killed.stop"
wait "$client_a" "$client_b"
check 'each time the other workers serve at once' [ $stuck -eq 0 ]
check "of $kills tickets of a stranger none resumes" [ $wrong -eq 0 ]
for tls in 1.2 1.3; do
    check "TLS $tls: $(grep -c resumed "$work/killed.$tls.counts") sessions resumed meanwhile" \
        sh -c '[ "$(grep -c resumed "$1")" -ge 10 ]' sh "$work/killed.$tls.counts"
done
check 'in the end a known session still resumes' \
    sh -c '"$@" >"$0.answer" 2>"$0.err"; grep -qx resumed "$0.err"' "$work/last" \
    "$build/test/scenario/peer" -r "$work/kept" "$port" 1.3 "$pki/good-three-tier.crt" \
    "$pki/good-three-tier.key" "$pki/root.crt" /last
check 'nginx ends by itself' server_stop "$server_pid"

scenario_end
