# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Switching slicegate on for a process.
#
#   gate_files DIR [mode]      openssl.cnf, policy.conf, audit.jsonl in DIR
#   start_gated DIR CMD...     server_start with OPENSSL_CONF, output to DIR/output
#   start_stock DIR CMD...     the same without
#
# SCENARIO_PRELOAD names the runtime of a sanitizer that the module was built
# with; its reports then fail the scenario.

# $anchors: which anchors the policy lists, of the PKI or by path; empty is none.
anchors='root-a root-a-new root-b'

gate_openssl_cnf() {
    cat <<END
openssl_conf = openssl_init
[openssl_init]
providers = providers
[providers]
null = null_provider
slicegate = slicegate
[null_provider]
activate = 1
[slicegate]
module = $module
activate = 1
policy = $1/policy.conf
END
}

gate_policy() {
    echo '[gate]'
    echo "mode = $2"
    if [ -n "$anchors" ]; then
        echo '[anchors]'
        gate_number=0
        for gate_anchor in $anchors; do
            gate_number=$((gate_number + 1))
            case $gate_anchor in
                /*) echo "file.$gate_number = $gate_anchor" ;;
                *) echo "file.$gate_number = $pki/$gate_anchor.crt" ;;
            esac
        done
    fi
    cat <<END
[audit]
sink.1 = file:$1/audit.jsonl
accepted = yes
rate = 1000
END
}

gate_files() {
    mkdir -p "$1"
    gate_openssl_cnf "$1" >"$1/openssl.cnf"
    gate_policy "$1" "${2:-enforce}" >"$1/policy.conf"
    chmod 755 "$1"
    chmod 644 "$1/openssl.cnf" "$1/policy.conf"
    audit=$1/audit.jsonl
}

# The environment of a gated process, as arguments of env(1).
gate_env() {
    echo "OPENSSL_CONF=$1/openssl.cnf"
    gate_env_sanitizer
}

gate_env_sanitizer() {
    [ -n "${SCENARIO_PRELOAD-}" ] || return 0
    echo "LD_PRELOAD=$SCENARIO_PRELOAD"
    echo "ASAN_OPTIONS=detect_leaks=0:log_path=$work/sanitizer"
    echo "UBSAN_OPTIONS=print_stacktrace=1:log_path=$work/sanitizer"
}

start_gated() {
    gate_dir=$1
    shift
    # No blank in any of these words: they are ours.
    # shellcheck disable=SC2046
    server_start "$gate_dir/output" env $(gate_env "$gate_dir") "$@"
}

start_stock() {
    gate_dir=$1
    shift
    server_start "$gate_dir/output" env -u OPENSSL_CONF "$@"
}

# Waits until the server started last listens on PORT, or stops the scenario.
up() {
    if ! server_wait_port "$1" "$server_pid" 20; then
        tail -n 20 "$gate_dir"/output "$gate_dir"/*.log >&2 2>/dev/null
        die "the server did not start ($scenario_chapter)"
    fi
}

# Debian's openssl.cnf is a symbolic link: a mount needs what it points to.
openssl_default_cnf() {
    readlink -f "$(openssl version -d | cut -d '"' -f 2)/openssl.cnf"
}

# ---- The audit log ----------------------------------------------------------

audit_lines() {
    if [ -f "$audit" ]; then
        wc -l <"$audit"
    else
        echo 0
    fi
}

# The rules that refused, one line, of the events with VERDICT after line FROM.
audit_rules() {
    tail -n "+$(($1 + 1))" "$audit" 2>/dev/null |
        grep "\"verdict\":\"$2\"" |
        grep -Eo '"id":"[^"]*","clause":"[^"]*","basis":"[^"]*","level":"enforce"' |
        cut -d '"' -f 4 | sort -u | tr '\n' ' ' | sed 's/ $//'
}

# Do the events after line FROM name RULE? Below a refused CA the end entity is
# refused by CHAIN-9 as well: that is what the first refusal leads to.
audit_names() {
    audit_named=$(audit_rules "$1" "$2")
    [ "$audit_named" = "$3" ] || [ "$audit_named" = "$3 CHAIN-9" ] ||
        [ "$audit_named" = "CHAIN-9 $3" ]
}

gate_sanitizer_reports() {
    [ -n "${SCENARIO_PRELOAD-}" ] || return 0
    chapter 'sanitizer'
    gate_reports=$(find "$work" -maxdepth 1 -name 'sanitizer.*')
    if [ -z "$gate_reports" ]; then
        passed 'no report of address or undefined behaviour'
    else
        # shellcheck disable=SC2086
        failed 'no report of address or undefined behaviour' $gate_reports
    fi
}
