# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2086
#
# The table "broken handshakes" of docs/conformance.md, from $work/results.

results() {
    grep -c "^$1\$" "$work/results"
}

handshakes_report() {
    report_tried=$(results 'stock .*')
    echo "Made with $(openssl version | cut -d ' ' -f 1-2)."
    echo
    echo "Broken handshakes tried: $report_tried, each at a server of its own configuration." \
        "Without slicegate let in: $(results 'stock .* \(served\|answered\)')," \
        "refused: $(results 'stock .* refused')." \
        "With slicegate let in: $((report_tried - $(results 'gated .*')))," \
        "refused: $(results 'gated .*'), of these by a rule $(results 'gated .* .*-.*')," \
        "for want of the group $(results 'gated .* filtered')," \
        "by the server itself $(results 'gated .* itself')." \
        "Compliant twins served: $(results 'twin .*')."
    echo
    echo '| broken handshake | TLS | nginx | HAProxy | Apache httpd | stunnel | s_server |'
    echo '|---|---|---|---|---|---|---|'
    outcomes_of nginx | while read -r report_case report_version _; do
        handshake_case "$report_case"
        report_row="| $case_text | $report_version |"
        for report_server in $servers; do
            report_row="$report_row $(report_cell) |"
        done
        echo "$report_row"
    done
    echo
    sed -n 's/^why \([a-z]*\): \(.*\)$/- (\1): \2/p' "$handshake_table"
}

report_cell() {
    report_want=$(outcome_of "$report_server" "$report_case" "$report_version")
    case $report_want in
        '('*) echo "$report_want" ;;
        *) grep -qx "gated $report_case $report_version $report_server $report_want" "$work/results" &&
            echo "$report_want" || echo FAILED ;;
    esac
}

handshakes_compare() {
    compare_part=$repo/test/conformance/doc-part
    if [ "$scenario_write" = yes ] && [ "$scenario_failed" -gt 0 ]; then
        failed 'nothing is written to docs/conformance.md: see above'
        return 0
    fi
    if [ "$scenario_write" = yes ]; then
        check 'the table is written to docs/conformance.md' \
            sh -c '"$1" write "$2" handshakes <"$3"' sh "$compare_part" "$page" "$work/report.md"
        return 0
    fi
    "$compare_part" show "$page" handshakes >"$work/recorded.md" 2>&1
    if [ "$(head -n 1 "$work/recorded.md")" != "$(head -n 1 "$work/report.md")" ]; then
        skipped 'the table is the one in docs/conformance.md' \
            'that was made with another version of OpenSSL'
        return 0
    fi
    check 'the table is the one in docs/conformance.md' \
        diff "$work/recorded.md" "$work/report.md"
}
