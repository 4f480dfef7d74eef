# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# Help, versions, and errors of usage.

for command in lint rules explain profile check config; do
    run_it "$slicegate" "$command" --help
    expect_status 0 "$command --help"
    expect_text 'Exit status:'
    run_it "$slicegate" "$command" --version
    expect_status 0 "$command --version"
    expect_text 'OpenSSL 3'
    run_it "$slicegate" "$command" --nonsense
    expect_status 2 "$command refuses an unknown option"
    expect_text 'unknown option --nonsense'
done
run_it "$slicegate"
expect_status 2 'no command is an error of usage'
run_it "$slicegate" --help
expect_status 0 'slicegate --help'
run_it "$slicegate" nonsense
expect_status 2 'an unknown command is an error of usage'
run_it "$slicegate" lint
expect_status 2 'lint without a certificate is an error of usage'
run_it "$slicegate" lint --role nobody "$work/pki/root.crt"
expect_status 2 'lint refuses an unknown role'
run_it "$slicegate" lint --profile nothing "$work/pki/root.crt"
expect_status 2 'lint refuses an unknown profile'
run_it sh -c '"$0" rules >/dev/full' "$slicegate"
expect_status 2 'output that cannot be written is an error'

run_it "$slicegate" rules --json
expect_status 0 'rules --json'
if perl -MJSON::PP -ne '$r = decode_json($_); die unless $r->{id} && $r->{level} && $r->{basis}' "$out"; then
    expect_good
else
    expect_bad 'each line is a JSON object'
fi
run_it "$slicegate" explain cert-cdp-1
expect_status 0 'explain takes an id in any case'
expect_text 'as restated elsewhere'
run_it "$slicegate" explain CERT-CDP-9
expect_status 2 'explain refuses an unknown id'
expect_text 'CERT-CDP-1'

# Only the basis "clause" may be said to violate a TS.
run_it "$slicegate" rules --markdown
perl -ne '
    if (/^- Basis: (\w+) \((.*)\)$/) {
        $n++;
        $bad++ if ($1 eq "clause") != ($2 =~ /^violates TS/);
    }
    END { exit !($n > 40 && !$bad) }' "$out"
status=$?
expect_status 0 'nothing but the basis clause is said to violate a TS'
