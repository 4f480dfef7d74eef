# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# One stage of the tests: run with its output in a log, counted, and told in
# one line. A stage is a function stage_NAME, with '_' for '-'; it may
#
#   - end its output with `N passed, N failed[, N skipped]`: those are counted;
#   - or have lines `N checks, N failed`: the sum of those is;
#   - call stage_ctest: the tests that ctest ran are counted;
#   - do neither: it counts as one, by its exit status, 77 for skipped.
#
#   stage_run NAME [FUNCTION]   adds to $total_passed, $total_failed and
#                        $total_skipped
#   need_build NAME      configures and builds $builds/NAME, once; with
#                        $SLICEGATE_TEST_MODULE in the place of its module
#   stage_script PATH    the script of a stage; one that is not there fails

total_passed=0 total_failed=0 total_skipped=0
: "${stage_width:=12}"
stage_counts='^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$'

# The counts of a log, as "PASSED FAILED SKIPPED"; nothing where it has none.
stage_count_log() {
    if grep -Eq "$stage_counts" "$1"; then
        grep -E "$stage_counts" "$1" | tail -n 1 |
            awk '{ printf "%d %d %d\n", $1, $3, $5 }'
    else
        awk '/^[0-9]+ checks, [0-9]+ failed$/ { n += $1; f += $3; some = 1 }
            END { if (some) printf "%d %d 0\n", n - f, f }' "$1"
    fi
}

stage_run() {
    stage_name=$1
    stage_log=$logs/$1.log
    stage_function=${2:-stage_$(echo "$1" | tr - _)}
    stage_begin=$(date +%s)
    # In a shell of its own: a stage may change folder and environment.
    ("$stage_function") >"$stage_log" 2>&1 </dev/null
    stage_status=$?
    stage_seconds=$(($(date +%s) - stage_begin))
    # shellcheck disable=SC2046
    set -- $(stage_count_log "$stage_log")
    if [ $# -ne 3 ]; then
        case $stage_status in
            0) set -- 1 0 0 ;;
            77) set -- 0 0 1 ;;
            *) set -- 0 1 0 ;;
        esac
    elif [ "$stage_status" -ne 0 ] && [ "$2" -eq 0 ]; then
        set -- "$1" 1 "$3"
    fi
    # A stage without one check has shown nothing.
    [ $(($1 + $2 + $3)) -gt 0 ] || set -- 0 1 0
    total_passed=$((total_passed + $1))
    total_failed=$((total_failed + $2))
    total_skipped=$((total_skipped + $3))
    stage_tell "$@"
}

stage_tell() {
    stage_verdict=ok
    [ "$1" -gt 0 ] || stage_verdict=skipped
    [ "$2" -eq 0 ] || stage_verdict=FAILED
    printf '%-8s %-*s %4d\n' "$stage_verdict" "$stage_width" "$stage_name" "$stage_seconds"
    if [ "$2" -gt 0 ]; then
        echo "--- $stage_log"
        tail -n 200 "$stage_log"
        echo '---'
    elif [ "$3" -gt 0 ]; then
        grep -E '^ *skipped|\*\*\*Skipped' "$stage_log" | sed 's/^ */         /'
    fi
}

build_options() {
    case $1 in
        gcc) echo '-DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=RelWithDebInfo' ;;
        clang) echo '-DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo' ;;
        sanitizer) echo '-DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug -DSLICEGATE_SANITIZE=address,undefined' ;;
        coverage) echo '-DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug -DSLICEGATE_COVERAGE=ON' ;;
    esac
}

# Stages run in shells of their own: that a build is done stands in a file.
need_build() {
    [ ! -e "$logs/$1.built" ] || return 0
    # shellcheck disable=SC2046
    cmake -S "$repo" -B "$builds/$1" $(build_options "$1") &&
        cmake --build "$builds/$1" -j "$(nproc)" &&
        put_module "$builds/$1/provider/slicegate.so" &&
        : >"$logs/$1.built"
}

# Newer than what it would be linked from, so that nothing links it anew.
put_module() {
    [ -z "${SLICEGATE_TEST_MODULE-}" ] || cp "$SLICEGATE_TEST_MODULE" "$1"
}

stage_script() {
    if [ ! -x "$repo/$1" ]; then
        echo "$1 is missing"
        return 1
    fi
    stage_path=$repo/$1
    shift
    "$stage_path" "$@"
}

# stage_ctest BUILD OPTION...: programs that tell their counts, as CUnit does or
# in a line `N checks, N failed`, count by those, others as one. No test at all
# is a failure.
stage_ctest() {
    stage_build=$1
    shift
    stage_out=$builds/$stage_build/ctest.out
    ctest --test-dir "$builds/$stage_build" -V --timeout 300 --no-tests=error \
        "$@" >"$stage_out" 2>&1
    stage_ctest_status=$?
    cat "$stage_out"
    awk '
        $1 ~ /^[0-9]+:$/ && $2 == "tests" && NF == 7 {
            unit[$1 + 0] = 1; passed += $5; failed += $6
            bad[$1 + 0] += $6
        }
        $1 ~ /^[0-9]+:$/ && $3 == "checks," && $5 == "failed" && NF == 5 {
            unit[$1 + 0] = 1; passed += $2 - $4; failed += $4
            bad[$1 + 0] += $4
        }
        match($0, /^ *[0-9]+\/[0-9]+ Test +#[0-9]+:/) {
            n = substr($0, RSTART, RLENGTH)
            sub(/.*#/, "", n); n += 0
            if ($0 ~ / Passed /) { if (!unit[n]) passed++ }
            else if ($0 ~ /\*\*\*Skipped/) skipped++
            else if (!bad[n]) failed++
        }
        END {
            printf "%d passed, %d failed%s\n", passed, failed,
                skipped ? ", " skipped " skipped" : ""
        }' "$stage_out"
    return $stage_ctest_status
}
