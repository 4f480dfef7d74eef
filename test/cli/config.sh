# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# config: the openssl.cnf of a service, which OpenSSL takes and check proves.

made=$work/made.cnf
given=$work/given.conf

# config_under LINE...: the configuration for a policy of these lines, in $made.
config_under() {
    printf '%s\n' "$@" '[audit]' "sink.1 = file:$work/audit.log" >"$given"
    run_it "$slicegate" config --policy "$given" --module "$module"
    cp "$out" "$made"
}

# setting NAME: its value in $made.
setting() {
    sed -n "s/^$1 = //p" "$made"
}

# offered VERSION: the suites that libssl offers under $made, as one list.
offered() {
    OPENSSL_CONF=$made openssl ciphers -s "$1" 2>&1
}

config_under
expect_status 0 'an openssl.cnf for a policy'
expect_text "module = $module"
expect_text "policy = $given"
run_it awk '/^null = / { null = NR } /^slicegate = / { gate = NR } END { exit !(null && null < gate) }' "$made"
expect_status 0 'null stands before slicegate'
run_it "$slicegate" check --conf "$made"
expect_status 0 'check proves a gate under it'
expect_text 'libssl takes all 7 lines of ssl_conf'
expect_text 'TLS 1.2: its twin that breaks CERT-CDP-1 is refused'
expect_text 'TLS 1.3: its twin that breaks CERT-CDP-1 is refused'
run_it offered -tls1_3
expect_status 0 'libssl offers TLS 1.3 as it says'
cp "$out" "$work/offered"
setting Ciphersuites >"$work/said"
expect_equal "$work/said" "$work/offered" 'its suites, all of them and no others'
# Of those of PSK the command shows none unless it is asked for them.
run_it offered -tls1_2
expect_status 0 'libssl offers TLS 1.2 as it says'
cp "$out" "$work/offered"
setting CipherString | sed -e 's/:[A-Z0-9-]*PSK[^:]*//g' -e 's/:@.*//' >"$work/said"
expect_equal "$work/said" "$work/offered" 'its suites, all of them and no others'
run_it offered -tls1_1
expect_no_text SHA

# What libssl does not know it passes over: check does not.
sed 's/^Groups/Group/' "$made" >"$work/fault.cnf"
run_it "$slicegate" check --conf "$work/fault.cnf"
expect_status 1 'a misspelt command of ssl_conf'
expect_text 'does not know this: Group = x25519'
sed 's/^Groups = /&nonsense:/' "$made" >"$work/fault.cnf"
run_it "$slicegate" check --conf "$work/fault.cnf"
expect_status 1 'an unknown value in ssl_conf'
expect_text 'does not take this value: Groups = nonsense:'

# ---- Ordinary refusals ----

# answer OPTION...: what a client of that kind is told.
answer() {
    openssl s_client -connect "127.0.0.1:$server_free" "$@" -no-CAfile -no-CApath
}

config_under
server_port || exit 2
server_start "$work/config.log" env OPENSSL_CONF="$made" openssl s_server \
    -accept "127.0.0.1:$server_free" -cert "$work/pki/server.crt" -key "$work/pki/server.key" -quiet
server_wait_port "$server_free" "$server_pid" || { cat "$work/config.log" >&2; exit 2; }
run_it answer -tls1_1 -cipher ALL:@SECLEVEL=0
expect_status 1 'TLS 1.1 has its proper alert'
expect_text 'alert protocol version'
run_it answer -tls1_2 -cipher ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256
expect_status 1 'CBC has its proper alert'
expect_text 'alert handshake failure'
run_it answer -tls1_3 -groups P-521
expect_status 1 'P-521 has its proper alert'
expect_text 'alert handshake failure'
server_stop "$server_pid"

# ---- What a policy changes ----

config_under '[tls]' 'dhe = on' '[psk]' 'tls12_suites = 0xC037 0x00a8'
expect_status 0 'suites that a policy lets in are offered'
expect_text ':DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:'
expect_text ':ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES128-CBC-SHA256:PSK-AES128-GCM-SHA256:'
run_it "$slicegate" check --conf "$made"
expect_status 0 'and taken'
expect_text 'warn  '"$given"': [tls] dhe = on'
expect_text 'NO AUTHENTICATED ENCRYPTION'
expect_text 'NO FORWARD SECRECY'

config_under '[resumption]' 'mode = deny'
expect_text 'Options = NoRenegotiation,-SessionTicket'
expect_text 'NumTickets = 0'
run_it "$slicegate" check --conf "$made"
expect_status 0 'without tickets'
expect_text '[resumption] deny'

for open in '[profile]
name = none' '[gate]
mode = monitor' '[client]
profile = none' '[server]
mode = monitor' '[scope]
own_certificate.1 = 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'; do
    config_under "$open"
    expect_status 0 "$(printf '%s' "$open" | tr '\n' ' ' | cut -c 1-40) leaves libssl alone"
    expect_text 'NOTHING IS RESTRICTED HERE'
    expect_no_text 'ssl_sect'
    expect_no_text 'CipherString ='
    run_it "$slicegate" check --conf "$made" --allow-monitor
    expect_status 0 'and is an openssl.cnf all the same'
done

# ---- Which OpenSSL, and usage ----

run_it "$slicegate" config --openssl 3.0
expect_status 0 'for OpenSSL 3.0'
expect_no_text MLKEM
run_it "$slicegate" config --openssl 3.5
expect_status 0 'for OpenSSL 3.5'
expect_text 'Groups = *X25519MLKEM768:'
run_it "$slicegate" config --openssl 1.1
expect_status 2 'no other line is known'
run_it "$slicegate" config --profile sba
expect_status 0 'a profile whose policy is yet to be written'
expect_text 'It must say `name = sba` under [profile]'
run_it "$slicegate" config --profile nonsense
expect_status 2 'an unknown profile is an error of usage'
config_under
run_it "$slicegate" config --profile sba --policy "$given"
expect_status 2 'a policy of another profile than asked for is told'
expect_text "$given: the profile is mgmt, and --profile says sba"
run_it "$slicegate" config --profile mgmt --policy "$given"
expect_status 0 'a policy of the profile that is asked for'
printf '[gate]\nmode = enforced\n' >"$work/wrong.conf"
run_it "$slicegate" config --policy "$work/wrong.conf"
expect_status 2 'a policy with a fault makes none'
expect_text "$work/wrong.conf:2:"
expect_no_text openssl_conf
