# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Load on a server: two clients that connect anew for every request, until told
# to stop.
#
#   load_start          on https://127.0.0.1:$port
#   load_stop           waits for the last answer; then $load_asked,
#                       $load_answered and $load_logged are set
#   load_more N         N more requests were answered

load_batch=50

# Each request is a connection and a full handshake of its own.
load_client() {
    while [ ! -e "$work/load.stop" ]; do
        echo "$load_batch" >>"$work/load.asked"
        curl -sS --no-sessionid -H 'Connection: close' --max-time 60 \
            --noproxy '*' --http1.1 --cacert "$pki/root.crt" \
            --cert "$pki/good-three-tier.crt" --key "$pki/good-three-tier.key" \
            -o /dev/null -w '%{http_code}\n' \
            "https://127.0.0.1:$port/load-$1-[1-$load_batch]" \
            >>"$work/load.codes" 2>>"$work/load.errors"
    done
}

load_start() {
    rm -f "$work"/load.*
    : >"$work/load.codes"
    load_client a &
    load_a=$!
    load_client b &
    load_b=$!
}

load_answers() {
    grep -c '^200$' "$work/load.codes"
}

load_reached() {
    [ "$(load_answers)" -ge "$1" ]
}

load_more() {
    server_wait_until 60 load_reached $(($(load_answers) + $1))
}

load_count_log() {
    load_logged=$(grep -c '^/load-[ab]-[0-9]* 200 ' "$seen")
    [ "$load_logged" -ge "$load_answered" ]
}

load_stop() {
    : >"$work/load.stop"
    wait "$load_a" "$load_b"
    load_asked=$(awk '{ n += $1 } END { print n + 0 }' "$work/load.asked")
    load_answered=$(load_answers)
    # The server writes a line after the answer.
    server_wait_until 5 load_count_log
}

# Nothing was lost: every request was answered, and logged once.
load_complete() {
    load_text="$1: $load_asked connections, none lost"
    if [ "$load_asked" -gt 0 ] && [ "$load_answered" -eq "$load_asked" ] &&
        [ "$load_logged" -eq "$load_asked" ]; then
        passed "$load_text"
    else
        failed "$1: $load_asked connections, $load_answered answered, $load_logged in the log" \
            "$work/load.errors"
    fi
}
