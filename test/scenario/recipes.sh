#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Certificates as people really make them. The recipes beside this file give
# compliant ones with `openssl ca`, certtool, easy-rsa and keytool: each is
# clean under `slicegate lint` and served by a gated nginx, every time. What the
# same tools make by default is not: docs/csmf.md has a table of the rules that
# it breaks.
#
#   recipes.sh [-B BUILD] [--write]      --write: replace that table
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin recipes "$@"

tools='openssl-ca certtool easy-rsa keytool'
times=10
slicegate=$build/tools/slicegate
page=$repo/docs/csmf.md

recipe() {
    "$scenario_dir/recipes/$1" "$work/$1" >"$work/recipe.log" 2>&1
}

# The chain with its root, as lint reads it: what binds two is judged too.
lint() {
    cat "$work/$1/client.crt" "$work/$1/root.crt" >"$work/chain.pem"
    "$slicegate" lint --role client --json "$work/chain.pem" >"$work/lint.json"
}

served_each_time() {
    served_count=0
    while [ $served_count -lt $times ]; do
        peer_get "$1" client && grep -Fqs "$answer" "$work/answer" || break
        served_count=$((served_count + 1))
    done
    if [ $served_count -eq $times ]; then
        passed "TLS $1: $times of $times connections are served"
    else
        failed "TLS $1: connection $((served_count + 1)) of $times is not served" \
            "$work/answer" "$work/peer.err" "$gate_dir/error.log"
    fi
}

for tool in $tools; do
    chapter "recipe for $tool"
    if ! recipe "$tool"; then
        failed 'the recipe makes certificates' "$work/recipe.log"
        continue
    fi
    lint "$tool"
    lint_status=$?
    check 'slicegate lint is clean' [ $lint_status -eq 0 ]
    anchors=$work/$tool/root.crt nginx_trust=$work/$tool/root.crt peer_pki=$work/$tool
    nginx_gated "$work/nginx-$tool" on
    for tls in 1.2 1.3; do
        served_each_time $tls
    done
    server_stop "$server_pid"
done

# ---- What the defaults break --------------------------------------------------

# rules INDEX LEVEL: of the certificate INDEX in lint.json. CHAIN-9 is left out:
# it only says that another certificate of the path was refused.
rules() {
    grep "\"index\":$1," "$work/lint.json" |
        grep -Eo "\"id\":\"[^\"]*\",\"clause\":\"[^\"]*\",\"basis\":\"[^\"]*\",\"level\":\"$2\"" |
        cut -d '"' -f 4 | grep -vx CHAIN-9 | sort -u | tr '\n' ' ' |
        sed -e 's/ $//' -e 's/ /, /g' -e 's/^$/none/'
}

table_row() {
    echo "| $1 | $(rules 2 enforce) | $(rules 1 enforce) | $(rules 1 warn) |"
}

chapter 'what the tools make by default'
anchors='' peer_pki='' nginx_trust=''
{
    echo '| tool | CA refused by | client refused by | client warned of |'
    echo '|---|---|---|---|'
} >"$work/table.md"
for tool in $tools; do
    if ! recipe "defaults/$tool"; then
        failed "$tool makes certificates" "$work/recipe.log"
        continue
    fi
    lint "defaults/$tool"
    lint_status=$?
    check "$tool: slicegate lint would refuse them" [ $lint_status -eq 1 ]
    table_row "$tool" >>"$work/table.md"
done

doc_part=$repo/test/conformance/doc-part
if [ "$scenario_write" = yes ]; then
    check 'the table is written to docs/csmf.md' \
        sh -c '"$1" write "$2" defaults <"$3"' sh "$doc_part" "$page" "$work/table.md"
else
    "$doc_part" show "$page" defaults >"$work/recorded.md" 2>&1
    check 'the table is the one in docs/csmf.md' \
        diff "$work/recorded.md" "$work/table.md"
fi

scenario_end
