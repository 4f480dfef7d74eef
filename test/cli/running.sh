# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# check of a running server.

write_conf
write_policy '[anchors]' "file.1 = $work/pki/root.crt"
OPENSSL_CONF=$conf
export OPENSSL_CONF
server_port || exit 2
port=$server_free
# A verify callback that waives, as nginx has: only the gate refuses.
server_start "$work/gated.log" openssl s_server -accept "127.0.0.1:$port" \
    -cert "$work/pki/server.crt" -key "$work/pki/server.key" \
    -CAfile "$work/pki/root.crt" -verify 5 -quiet
gated=$server_pid
unset OPENSSL_CONF
server_wait_port "$port" "$gated" || { cat "$work/gated.log" >&2; exit 2; }

run_it "$slicegate" check --pid "$gated" --connect "127.0.0.1:$port"
expect_status 0 'a gated server is proven'
expect_text 'has '"$module"' mapped'
expect_text "$conf counts, by the gate's own record of its start (AT_SECURE is 0)"
expect_text 'policy and anchors on disk are those that it runs under'
expect_text 'TLS 1.3: refused in the handshake by alert 51'
expect_text 'TLS 1.2: refused in the handshake by alert 51'

write_policy '[gate]' 'mode = enforce'
run_it "$slicegate" check --pid "$gated"
expect_status 1 'a policy that was changed since is named'
expect_text 'policy or anchors were changed since'
printf '[gate]\nmode = off\n' >"$policy"
run_it "$slicegate" check --pid "$gated"
expect_status 1 'a policy that would not load again is named'
expect_text "$policy:2:"
expect_text 'slicegate does not load'
server_stop "$gated"

# A module that was replaced while the server ran.
write_policy
cp "$module" "$work/slicegate.so"
sed -i "s|^module = .*|module = $work/slicegate.so|" "$conf"
server_port || exit 2
server_start "$work/replaced.log" env "OPENSSL_CONF=$conf" openssl s_server \
    -accept "127.0.0.1:$server_free" -cert "$work/pki/server.crt" \
    -key "$work/pki/server.key" -quiet
server_wait_port "$server_free" "$server_pid" || exit 2
cp "$module" "$work/new.so"
mv "$work/new.so" "$work/slicegate.so"
run_it "$slicegate" check --pid "$server_pid"
expect_status 1 'a module that was replaced on disk is named'
expect_text 'was replaced or deleted since'
run_it "$slicegate" check --connect "127.0.0.1:$server_free"
expect_status 1 'a server without client authentication proves nothing'
expect_text 'server did not ask for a client certificate'
server_stop "$server_pid"

# Without the gate and with a callback that waives: the bad client gets in.
server_port || exit 2
server_start "$work/stock.log" openssl s_server \
    -accept "127.0.0.1:$server_free" -cert "$work/pki/server.crt" \
    -key "$work/pki/server.key" -verify 5 -quiet
server_wait_port "$server_free" "$server_pid" || exit 2
run_it "$slicegate" check --connect "127.0.0.1:$server_free"
expect_status 1 'a stock server that waives errors is open'
expect_text 'TLS 1.3: a certificate that breaks the profile is let in'
expect_text 'TLS 1.2: a certificate that breaks the profile is let in'
stock=$server_pid
server_stop "$stock"

run_it "$slicegate" check --connect "127.0.0.1:$server_free"
expect_status 2 'a server that is not there cannot be checked'
run_it "$slicegate" check --pid "$stock"
expect_status 2 'a process that is not there cannot be checked'
expect_text 'there is no process'
run_it "$slicegate" check --pid nonsense
expect_status 2 'a process id that is none'

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    cp "$slicegate" "$work/tool"
    chmod 755 "$work" "$work/tool"
    run_it setpriv --reuid=65534 --clear-groups "$work/tool" check --pid $$
    expect_status 2 'a process of another user may not be looked at'
    expect_text 'run this as root'
fi

# Another file where OpenSSL looks by default, in a mount namespace of the
# service's own, with file capabilities and an empty environment.
default=$(openssl version -d | sed 's/.*"\(.*\)"/\1/')/openssl.cnf
write_conf
write_policy
printf '[audit]\nsink.1 = stderr\n' >"$policy"
chmod 644 "$conf" "$policy"
# shellcheck disable=SC2016,SC2154,SC2086
if [ "$(id -u)" -eq 0 ] && getcap "$work/openssl" | grep -q cap_net_bind &&
    unshare -m true 2>"$work/unshare.log"; then
    start_server "$work/bind.log" unshare -m sh -c '
        mount --bind "$1" "$(readlink -f "$2")" || exit 1
        shift 2
        exec "$@"' sh "$conf" "$default" $as_nobody env -i "$work/openssl" || exit 2
    run_it "$slicegate" check --pid "$server_pid"
    expect_status 0 'a file mounted over the default one is proven, whatever the environment'
    expect_text 'AT_SECURE is 1: the default file counts, whatever OPENSSL_CONF says'
    expect_text "$default: slicegate is listed and activated"
    expect_text 'policy and anchors on disk are those that it runs under'
    server_stop "$server_pid"
else
    expect_skip 'a file mounted over the default one' 'needs root, file capabilities and mount namespaces'
fi
