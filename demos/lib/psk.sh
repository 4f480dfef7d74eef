# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# The PSK interface: stunnel before the nginx of the same side, which has no
# setting for pre-shared keys itself. Its files are in $work/SIDE-psk.
#
#   psk_files           makes the keys
#   psk_start SIDE GATED
#   psk_key IDENTITY    prints the key of that name, in hex
#
# stunnel takes no key below 16 octets: the one of 8 is at an openssl s_server,
# in $work/SIDE-short.

psk_files() {
    mkdir -m 700 "$work/psk"
    openssl rand -hex 32 >"$work/psk/csmf"
    openssl rand -hex 32 >"$work/psk/nobody"
    openssl rand -hex 8 >"$work/psk/short"
    printf '%064d\n' 0 >"$work/psk/zeros"
    printf 'password1234567890' | od -An -v -tx1 | tr -d ' \n' >"$work/psk/password"
    for psk_identity in csmf zeros password; do
        echo "$psk_identity:$(psk_key "$psk_identity")"
    done >"$work/psk/secrets"
    chmod 600 "$work/psk/secrets"
}

psk_key() {
    cat "$work/psk/$1"
}

# The second service has a certificate as well, so in TLS 1.3 it has something
# to offer a stranger too. The groups are named because stunnel would not start
# with its own choice, of which slicegate offers a part.
psk_stunnel_conf() {
    cat <<END
foreground = yes
syslog = no
debug = info
pid =
sslVersionMin = TLSv1.2
curves = X25519:P-256:P-384
sessionResume = no
options = NO_TICKET
connect = 127.0.0.1:$(cat "$work/$1/port-plain")
PSKsecrets = $work/psk/secrets
[nsmf-psk]
accept = 127.0.0.1:$(cat "$work/$1-psk/port-psk")
[nsmf-both]
accept = 127.0.0.1:$(cat "$work/$1-psk/port-both")
cert = $work/pki/server.crt
key = $work/pki/server.key
END
}

psk_start() {
    mkdir "$work/$1-psk" "$work/$1-short"
    for psk_listen in psk both; do
        server_port || exit 2
        echo "$server_free" >"$work/$1-psk/port-$psk_listen"
    done
    psk_stunnel_conf "$1" >"$work/$1-psk/stunnel.conf"
    gate_start "$work/$1-psk" "$2" required stunnel4 "$work/$1-psk/stunnel.conf"

    server_port || exit 2
    echo "$server_free" >"$work/$1-short/port-short"
    gate_start "$work/$1-short" "$2" required \
        openssl s_server -accept "127.0.0.1:$server_free" -nocert -www \
        -psk "$(psk_key short)" -psk_identity short
}
