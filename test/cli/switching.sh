# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# Six ways of switching the gate on wrongly. Each is refused by OpenSSL, by
# the provider, or named by `slicegate check`.

# What a server would do: is there a cipher to offer, and from whom?
serves() {
    OPENSSL_CONF=$conf openssl ciphers -s -tls1_3
}

write_policy
write_conf
sed -i '11s/activate/activte/' "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 1 '1 typo in activate: named'
expect_text "$conf:11: 'activte' is not 'activate'"
run_it serves
expect_status 1 '1 typo in activate: null keeps the service shut'

write_conf
sed -i '6s/= slicegate/= slicegat/' "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 1 '2 missing section: named'
expect_text "$conf:6: 'slicegate' names section [slicegat], which is missing"
run_it serves
expect_status 1 '2 missing section: null keeps the service shut'

rm "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 1 '3 deleted openssl.cnf: named'
expect_text "$conf: No such file"
write_conf
rm "$policy"
run_it "$slicegate" check --conf "$conf"
expect_status 1 '3 deleted policy: named'
expect_text "$policy"
run_it serves
expect_status 1 '3 deleted policy: the provider does not load'
write_policy

write_conf
sed -i '5s/^/default = null_provider\n/' "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 1 '6 default listed first: named'
expect_text "$conf:5: 'default' is listed before slicegate"
expect_text 'do not come from slicegate'
write_conf

# ---- 4 and 5: only the running process shows them ----

start_server() { # LOG CMD...
    start_log=$1
    shift
    server_port || exit 2
    server_start "$start_log" "$@" s_server -accept "127.0.0.1:$server_free" \
        -cert "$work/pki/server.crt" -key "$work/pki/server.key" \
        -CAfile "$work/pki/root.crt" -Verify 5 -quiet
    if ! server_wait_port "$server_free" "$server_pid"; then
        cat "$start_log" >&2
        return 1
    fi
}

OPENSSL_CONF=$conf
export OPENSSL_CONF
start_server "$work/env-i.log" env -i /usr/bin/openssl || exit 2
unset OPENSSL_CONF
run_it "$slicegate" check --pid "$server_pid"
expect_status 1 '4 env -i: named'
expect_text 'has no slicegate.so mapped'
expect_text 'OPENSSL_CONF not set'
run_it "$slicegate" check --connect "127.0.0.1:$server_free"
expect_status 1 '4 env -i: the handshake shows it too'
expect_text 'is let in'
server_stop "$server_pid"

# Root gets no AT_SECURE from file capabilities, so the server runs as nobody.
as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
cp /usr/bin/openssl "$work/openssl"
if [ "$(id -u)" -ne 0 ]; then
    expect_skip '5 file capabilities' 'needs root'
elif ! setcap cap_net_bind_service=ep "$work/openssl" 2>"$work/setcap.log"; then
    expect_skip '5 file capabilities' "$(head -1 "$work/setcap.log")"
else
    chmod 755 "$work"
    chmod -R a+rX "$work/pki"
    # shellcheck disable=SC2086
    start_server "$work/caps.log" $as_nobody \
        env "OPENSSL_CONF=$conf" "$work/openssl" || exit 2
    run_it "$slicegate" check --pid "$server_pid"
    expect_status 1 '5 file capabilities with OPENSSL_CONF: named'
    expect_text 'AT_SECURE is 1: the default file counts, whatever OPENSSL_CONF says'
    expect_text 'has no slicegate.so mapped'
    server_stop "$server_pid"
fi
