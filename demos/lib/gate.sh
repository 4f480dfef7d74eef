# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# Switching slicegate on for one server, with its files in DIR.
#
#   gate_start DIR GATED MUTUAL CMD...   GATED: yes or no; MUTUAL: what the
#                                        policy asks of clients, required or
#                                        optional
#
# Without it the same command runs. What differs is the openssl.cnf in force.

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
module = $build/provider/slicegate.so
activate = 1
policy = $1/policy.conf
END
}

gate_policy() {
    cat <<END
[gate]
mode = enforce
[server]
mutual = $2
[anchors]
file.1 = $work/pki/root-a.crt
file.2 = $work/pki/root-a-new.crt
file.3 = $work/pki/root-b.crt
[audit]
sink.1 = file:$1/audit.jsonl
accepted = yes
rate = 1000
END
}

# Waits for each port whose number stands in a file DIR/port-NAME.
gate_start() {
    gate_dir=$1
    gate_cnf=
    if [ "$2" = yes ]; then
        gate_openssl_cnf "$gate_dir" >"$gate_dir/openssl.cnf"
        gate_policy "$gate_dir" "$3" >"$gate_dir/policy.conf"
        gate_cnf=OPENSSL_CONF=$gate_dir/openssl.cnf
    fi
    shift 3
    server_start "$gate_dir/output" env -u OPENSSL_CONF ${gate_cnf:+"$gate_cnf"} "$@"
    echo "$server_pid" >"$gate_dir/pid"
    for gate_port in "$gate_dir"/port-*; do
        server_wait_port "$(cat "$gate_port")" "$server_pid" && continue
        cat "$gate_dir/output" >&2
        cat "$gate_dir/error.log" >&2 2>/dev/null || :
        die "a server did not start (${gate_dir##*/})"
    done
}
