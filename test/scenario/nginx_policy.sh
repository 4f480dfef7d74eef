#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the policy of a gated nginx changes: the anchors during a roll-over of
# operator A's root, and mode = monitor.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin nginx_policy "$@"

chapter 'before the roll-over: only the old root is an anchor'
anchors='root-a'
nginx_gated "$work/before" on
for tls in 1.2 1.3; do
    served $tls good-three-tier
    refused $tls good-new-anchor CHAIN-7
done
server_stop "$server_pid"

# Both roots have the same name: a path is told by the key.
chapter 'during the roll-over: old and new root side by side'
anchors='root-a root-a-new'
nginx_gated "$work/during" on
for tls in 1.2 1.3; do
    served $tls good-three-tier
    served $tls good-new-anchor
    served $tls good-three-tier
    refused $tls leaf-no-cdp CERT-CDP-1
    refused $tls chain-stranger CHAIN-7
done
server_stop "$server_pid"

chapter 'after the roll-over: only the new root is an anchor'
anchors='root-a-new'
nginx_gated "$work/after" on
for tls in 1.2 1.3; do
    refused $tls good-three-tier CHAIN-7
    served $tls good-new-anchor
done
server_stop "$server_pid"

# ---- mode = monitor ----------------------------------------------------------

anchors='root-a root-a-new root-b'

# Every case of the PKI, in both versions, one line each: what the peer got.
outcomes() {
    grep -v '^#' "$pki/cases.tsv" | cut -f 1 | while read -r outcome_case; do
        for outcome_tls in 1.2 1.3; do
            peer_get $outcome_tls "$outcome_case"
            echo "$outcome_case $outcome_tls $(head -n 1 "$work/answer" | tr -d '\r')"
        done
    done
}

# Of the faults that the PKI says the profile refuses: is each one named?
unnamed() {
    grep -v '^#' "$pki/cases.tsv" | cut -f 1,2,4 | while read -r case rule expect; do
        [ "$expect" = refuse ] || continue
        case $rule in
            GATE-*) continue ;;
        esac
        grep '"verdict":"would-refuse"' "$audit" | grep -Fq "\"id\":\"$rule\"" ||
            echo "$case: no event names $rule"
    done
}

for verify in on optional_no_ca; do
    chapter "mode = monitor, ssl_verify_client $verify"
    nginx_files "$work/stock-$verify" "$verify"
    start_stock "$work/stock-$verify" $(nginx_command "$work/stock-$verify")
    up "$port"
    outcomes >"$work/stock-$verify.outcomes"
    server_stop "$server_pid"
    nginx_gated "$work/monitor-$verify" "$verify" monitor
    outcomes >"$work/monitor-$verify.outcomes"
    check "$(wc -l <"$work/stock-$verify.outcomes") handshakes end as without slicegate" \
        diff "$work/stock-$verify.outcomes" "$work/monitor-$verify.outcomes"
    check 'some of them are served, some are not' \
        sh -c 'grep -q " 200 " "$1" && grep -vq " 200 " "$1"' sh \
        "$work/stock-$verify.outcomes"
    check 'nothing is logged as refused' \
        sh -c '! grep "\"verdict\":\"refuse\"" "$1"' sh "$audit"
    unnamed >"$work/unnamed"
    check 'what would be refused is logged, by its rule' \
        sh -c 'cat "$1"; ! test -s "$1"' sh "$work/unnamed"
    server_stop "$server_pid"
done

scenario_end
