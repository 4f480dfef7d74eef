# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# check --connect: a refusal counts only where the gate alone would refuse.

# serve CONF [OPTION...]: openssl s_server under CONF ("" is none).
serve() {
    serve_conf=$1
    shift
    server_port || exit 2
    server_start "$work/connect.log" env ${serve_conf:+"OPENSSL_CONF=$serve_conf"} \
        openssl s_server -accept "127.0.0.1:$server_free" -cert "$work/pki/server.crt" \
        -key "$work/pki/server.key" -CAfile "$work/pki/root.crt" -quiet "$@"
    server_wait_port "$server_free" "$server_pid" || { cat "$work/connect.log" >&2; exit 2; }
}
probe() {
    run_it "$slicegate" check --connect "127.0.0.1:$server_free" "$@"
}

write_conf
write_policy

# A server that refuses strangers itself says nothing of a gate.
for gate in '' "$conf"; do
    serve "$gate" -Verify 5 -verify_return_error
    probe
    expect_status 2 "a server that refuses strangers itself ${gate:+and has a gate }is not proven"
    expect_text 'warn  TLS 1.3: refused in the handshake by alert 48'
    expect_text 'the gate is not shown'
    expect_no_text 'ok  '
    # A leaf below a CA that it trusts tells the two apart.
    probe --cert "$work/pki/leaf-no-cdp.crt" --key "$work/pki/leaf-no-cdp.key"
    if [ -n "$gate" ]; then
        expect_status 0 'a broken leaf of a trusted CA shows the gate'
        expect_text 'ok    TLS 1.3: refused in the handshake by alert 51'
        expect_text 'ok    TLS 1.2: refused in the handshake by alert 51'
    else
        expect_status 1 'a broken leaf of a trusted CA shows that there is none'
        expect_text 'the certificate of --cert is let in'
    fi
    server_stop "$server_pid"
done

# One rule that is lowered does not make a gate look open.
write_policy '[rules]' 'CERT-CDP-1 = warn'
serve "$conf" -verify 5
probe
expect_status 0 'a policy that lowers a rule is no open gate'
server_stop "$server_pid"

write_policy '[gate]' 'mode = monitor'
serve "$conf" -verify 5
probe
expect_status 1 'monitor mode is not taken for a gate'
expect_text 'say --allow-monitor'
probe --allow-monitor
expect_status 0 'monitor mode with --allow-monitor'
expect_text 'warn  TLS 1.3: a certificate that breaks the profile is let in'
expect_text 'monitor mode does so by design'
expect_no_text 'ok  '
server_stop "$server_pid"

run_it "$slicegate" check --connect 127.0.0.1:1 --cert "$work/pki/root.crt"
expect_status 2 '--cert without --key is an error of usage'
run_it "$slicegate" check --cert "$work/pki/root.crt" --key "$work/pki/root.crt"
expect_status 2 '--cert without --connect is an error of usage'
