#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How slicegate is switched on. OpenSSL ignores OPENSSL_CONF where the binary
# has file capabilities, and an emptied environment has none: there nginx runs
# open. With slicegate's openssl.cnf mounted over the one that OpenSSL reads by
# default, in nginx's own mount namespace, the gate holds in both.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin nginx_switch "$@"

default_cnf=$(openssl_default_cnf)
nginx_path=$(command -v nginx)

gate_holds() {
    for tls in 1.2 1.3; do
        served $tls good-three-tier
        refused $tls leaf-no-cdp CERT-CDP-1
    done
}

runs_open() {
    for tls in 1.2 1.3; do
        served $tls leaf-no-cdp
    done
}

# start_mounted DIR CMD...: in a mount namespace of its own. The mount is made
# as root; what CMD does with its environment comes after it.
start_mounted() {
    gate_dir=$1
    shift
    server_start "$gate_dir/output" unshare -m sh -c '
        mount --bind "$1" "$2" && shift 2 && exec "$@"' sh \
        "$gate_dir/openssl.cnf" "$default_cnf" "$@"
}

mounts_permitted() {
    unshare -m true
}

# AT_SECURE (23) of the auxiliary vector, in 64-bit words.
at_secure() {
    od -An -v -t u8 -w16 "/proc/$1/auxv" | awk '$1 == 23 { print $2 }'
}

files() {
    nginx_files "$1" on
    gate_files "$1"
}

chapter 'OPENSSL_CONF'
nginx_gated "$work/env" on
gate_holds
server_stop "$server_pid"

chapter 'an empty environment, OPENSSL_CONF set outside it'
files "$work/empty"
start_gated "$work/empty" env -i $(gate_env_sanitizer) "$nginx_path" -p "$work/empty/" \
    -e "$work/empty/error.log" -c "$work/empty/nginx.conf"
up "$port"
runs_open
server_stop "$server_pid"

chapter 'the file mounted where OpenSSL looks by default'
if ! mounts_permitted 2>/dev/null; then
    skipped 'mounted, environment as it is' 'no mount namespace permitted'
    skipped 'mounted, empty environment' 'no mount namespace permitted'
    skipped 'mounted, nginx with file capabilities' 'no mount namespace permitted'
    scenario_end
fi
before=$(cksum <"$default_cnf")
files "$work/mounted"
start_mounted "$work/mounted" env $(gate_env_sanitizer) "$nginx_path" \
    -p "$work/mounted/" -e "$work/mounted/error.log" -c "$work/mounted/nginx.conf"
up "$port"
gate_holds
server_stop "$server_pid"

chapter 'the same, and an empty environment'
files "$work/mounted-empty"
start_mounted "$work/mounted-empty" env -i $(gate_env_sanitizer) "$nginx_path" \
    -p "$work/mounted-empty/" -e "$work/mounted-empty/error.log" \
    -c "$work/mounted-empty/nginx.conf"
up "$port"
gate_holds
server_stop "$server_pid"

# ---- File capabilities -------------------------------------------------------

# nobody's nginx: capabilities mean nothing to a process of root.
capable_files() {
    files "$1"
    cp "$pki/root.crt" "$pki"/root-*.crt "$1/"
    sed -i "s|$pki/|$1/|" "$1/nginx.conf" "$1/policy.conf"
    sed -i "s|$module|$work/capable/slicegate.so|" "$1/openssl.cnf"
    chown -R nobody: "$1"
}

capable() {
    echo "setpriv --reuid nobody --regid nogroup --clear-groups $work/capable/nginx -p $1/ -e $1/error.log -c $1/nginx.conf"
}

chapter 'nginx with file capabilities'
mkdir "$work/capable"
chmod 755 "$work/capable"
cp "$nginx_path" "$work/capable/nginx"
cp "$module" "$work/capable/slicegate.so"
if [ -n "${SCENARIO_PRELOAD-}" ]; then
    skipped 'nginx with file capabilities' \
        'the loader ignores LD_PRELOAD for it, which the sanitizer needs'
elif ! setcap cap_net_bind_service+ep "$work/capable/nginx"; then
    skipped 'nginx with file capabilities' 'none can be set here'
else
    capable_files "$work/capable-env"
    start_gated "$work/capable-env" $(capable "$work/capable-env")
    up "$port"
    if [ "$(at_secure "$server_pid")" = 1 ]; then
        passed 'the kernel marks the process as secure (AT_SECURE)'
        chapter 'nginx with file capabilities, OPENSSL_CONF'
        runs_open
    else
        skipped 'nginx with file capabilities' 'the kernel does not honour them here'
    fi
    server_stop "$server_pid"

    chapter 'nginx with file capabilities, the file mounted'
    capable_files "$work/capable-mounted"
    start_mounted "$work/capable-mounted" $(capable "$work/capable-mounted")
    up "$port"
    gate_holds
    server_stop "$server_pid"
fi

chapter 'outside'
check "no other process sees another $default_cnf" \
    [ "$(cksum <"$default_cnf")" = "$before" ]

scenario_end
