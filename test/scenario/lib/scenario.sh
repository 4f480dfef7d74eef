# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
#
# What every scenario is written in.
#
#   scenario_begin NAME "$@"   reads -B BUILD; makes $work and $pki
#   chapter TEXT               what the checks below are about
#   check TEXT CMD...          passes when CMD does
#   passed TEXT, failed TEXT [FILE...], skipped TEXT REASON
#   scenario_end               prints the counts; exit 1 where one failed
#
# The last line of output is `N passed, N failed`, with `, N skipped` where
# something was.

scenario_dir=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$scenario_dir/../.." && pwd)
build=${SCENARIO_BUILD:-$repo/build}
PATH=$PATH:/usr/sbin:/sbin
unset OPENSSL_CONF OPENSSL_MODULES SSL_CERT_FILE SSL_CERT_DIR
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY

# shellcheck source=test/lib/server.sh
. "$repo/test/lib/server.sh"
# shellcheck source=test/scenario/lib/gate.sh
. "$scenario_dir/lib/gate.sh"
# shellcheck source=test/scenario/lib/peer.sh
. "$scenario_dir/lib/peer.sh"

scenario_passed=0 scenario_failed=0 scenario_skipped=0
scenario_chapter=
recheck_list=

die() {
    echo "$scenario_name: $*" >&2
    exit 2
}

scenario_begin() {
    scenario_name=$1
    shift
    scenario_write=no
    while [ $# -gt 0 ]; do
        case $1 in
            -B)
                [ $# -ge 2 ] || die '-B needs a folder'
                build=$2
                shift
                ;;
            --write) scenario_write=yes ;;
            *)
                echo "usage: $0 [-B BUILD]" >&2
                exit 2
                ;;
        esac
        shift
    done
    build=$(cd "$build" 2>/dev/null && pwd) ||
        die 'no such build folder: build first, or say -B BUILD'
    module=$build/provider/slicegate.so
    [ -f "$module" ] || die "$module is missing: build first, or say -B BUILD"
    work=$(mktemp -d "${TMPDIR:-/tmp}/slicegate-scenario.XXXXXX")
    # Servers that give up root look into it, and write only where they may.
    chmod 711 "$work"
    server_cleanup 'rm -rf "$work"'
    pki=${SCENARIO_PKI:-}
    if [ -z "$pki" ]; then
        pki=$work/pki
        "$build/test/pki/mkpki" -k "${SLICEGATE_PKI_KEYS:-$build/keys}" "$pki" ||
            die 'the certificates could not be made'
    fi
}

chapter() {
    scenario_chapter=$1
    echo "$scenario_name: $1"
}

passed() {
    scenario_passed=$((scenario_passed + 1))
    echo "  ok       $1"
}

# The files say why: the end of each is shown.
failed() {
    scenario_failed=$((scenario_failed + 1))
    echo "  FAILED   $1"
    shift
    for scenario_file; do
        [ -s "$scenario_file" ] || continue
        echo "           ${scenario_file#"$work/"}:"
        tail -n 6 "$scenario_file" | cut -c 1-300 | sed 's/^/             | /'
    done
}

skipped() {
    scenario_skipped=$((scenario_skipped + 1))
    echo "  skipped  $1: $2"
}

check() {
    scenario_text=$1
    shift
    if "$@" >"$work/check.out" 2>&1; then
        passed "$scenario_text"
    else
        failed "$scenario_text" "$work/check.out"
    fi
}

scenario_counts() {
    if [ "$3" -gt 0 ]; then
        echo "$1 passed, $2 failed, $3 skipped"
    else
        echo "$1 passed, $2 failed"
    fi
}

scenario_end() {
    server_stop_all
    peer_recheck
    gate_sanitizer_reports
    scenario_counts "$scenario_passed" "$scenario_failed" "$scenario_skipped"
    [ "$scenario_failed" -eq 0 ] && [ "$((scenario_passed + scenario_skipped))" -gt 0 ]
    exit
}
