# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
#
#   run_it CMD...        runs it: $status, and $out with stdout and stderr
#   expect_status N "behaviour"
#   expect_text TEXT     a line of $out holds it
#   expect_no_text TEXT  none does
#   expect_equal FILE FILE "behaviour"
#   expect_skip "behaviour" "why"    counted apart, never as passed
#   expect_end           exits 0 only where nothing failed

expect_passed=0
expect_failed=0
expect_skipped=0
expect_name=

expect_good() {
    expect_passed=$((expect_passed + 1))
}

expect_bad() {
    expect_failed=$((expect_failed + 1))
    echo "FAIL  $expect_name: $1"
    sed 's/^/      | /' "$out" | head -40
}

run_it() {
    out=$work/out
    status=0
    "$@" >"$out" 2>&1 </dev/null || status=$?
}

expect_status() {
    expect_name=$2
    if [ "$status" -eq "$1" ]; then
        expect_good
        echo "ok    $expect_name"
    else
        expect_bad "status $status, expected $1"
    fi
}

expect_text() {
    if grep -Fq -e "$1" "$out"; then
        expect_good
    else
        expect_bad "no line with: $1"
    fi
}

expect_no_text() {
    if grep -Fq -e "$1" "$out"; then
        expect_bad "a line with: $1"
    else
        expect_good
    fi
}

expect_equal() {
    expect_name=$3
    if diff -u "$1" "$2" >"$work/out" 2>&1; then
        expect_good
        echo "ok    $expect_name"
    else
        out=$work/out
        expect_bad "$1 differs; --write rewrites it"
    fi
}

expect_skip() {
    expect_skipped=$((expect_skipped + 1))
    echo "skip  $1: $2"
}

expect_end() {
    echo "$expect_passed passed, $expect_failed failed, $expect_skipped skipped"
    [ "$expect_failed" -eq 0 ] && [ "$expect_passed" -gt 0 ]
    exit
}
