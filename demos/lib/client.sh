# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2317
# The clients of the handshake table: stock curl, and openssl s_client where
# curl has no such setting. Each takes
#
#   client_NAME PORT VERSION PATH
#
# and prints the HTTP status of the answer, 000 where there was none. What it
# had to say is in $work/client.err.

client_host=nsmf.operator.example

# client_curl PORT VERSION PATH OPTION...
client_curl() {
    client_url=https://$client_host:$1$3
    client_at=$client_host:$1:127.0.0.1
    client_version=$2
    shift 3
    env -u OPENSSL_CONF ${client_cnf:+"OPENSSL_CONF=$client_cnf"} \
        curl -sS -o /dev/null -w '%{http_code}' --max-time 10 --noproxy '*' \
        --resolve "$client_at" --cacert "$work/pki/root.crt" \
        "--tlsv$client_version" --tls-max "$client_version" "$@" "$client_url" \
        2>"$work/client.err" || :
}

# client_openssl PORT VERSION PATH OPTION...
client_openssl() {
    client_at=127.0.0.1:$1
    client_version=-tls$(echo "$2" | tr . _)
    client_request="GET $3 HTTP/1.0"
    shift 3
    printf '%s\r\n\r\n' "$client_request" |
        timeout 10 env -u OPENSSL_CONF openssl s_client -quiet -connect "$client_at" \
            -servername "$client_host" "$client_version" "$@" \
            >"$work/client.out" 2>"$work/client.err" || :
    client_status=$(sed -n '1s/^HTTP.[^ ]* \([0-9]*\).*/\1/p' "$work/client.out")
    echo "${client_status:-000}"
}

client_certified() {
    client_who=$work/pki/$1
    shift
    client_curl "$@" --cert "$client_who.crt" --key "$client_who.key"
}

client_compliant() { client_certified good-three-tier "$@"; }
client_bare() { client_curl "$@"; }
client_cbc() { client_compliant "$@" --ciphers ECDHE-ECDSA-AES128-SHA256; }
client_rsa_exchange() { client_compliant "$@" --ciphers AES128-GCM-SHA256; }

# RSA, because a TLS 1.2 server stops first at an EC key of a group that is not
# offered; ECDHE, or it would find a suite that needs no group.
client_p521() {
    client_certified good-rsa-3072 "$@" --curves P-521 \
        --ciphers ECDHE-RSA-AES128-GCM-SHA256
}

client_no_ems() {
    client_cnf=$work/no-ems.cnf
    client_compliant "$@"
}

client_no_ems_cnf() {
    cat <<END
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = no_ems
[no_ems]
Options = -ExtendedMasterSecret
END
}

# Lets itself in, with a broken chain, at a replica that has no slicegate but the
# same ticket key; then comes with that ticket and no certificate.
client_ticket() {
    client_who=$work/pki/leaf-no-cdp
    sed '1,/END CERTIFICATE/d' "$client_who.crt" >"$work/client.cas"
    rm -f "$work/ticket"
    [ "$(client_openssl "$(cat "$work/replica/port-tickets")" "$2" "$3" \
        -sess_out "$work/ticket" -cert "$client_who.crt" \
        -key "$client_who.key" -cert_chain "$work/client.cas")" = 200 ] || return 0
    client_openssl "$@" -sess_in "$work/ticket"
}

# client_psk IDENTITY PORT VERSION PATH [SUITE]: the suite is for TLS 1.2
client_psk() {
    client_identity=$1
    client_suite=${5:-ECDHE-PSK-CHACHA20-POLY1305}
    client_openssl "$2" "$3" "$4" -cipher "$client_suite" \
        -psk "$(psk_key "$client_identity")" -psk_identity "$client_identity"
}

client_psk_csmf() { client_psk csmf "$@"; }
client_psk_plain() { client_psk csmf "$@" PSK-AES128-GCM-SHA256; }
client_psk_nobody() { client_psk nobody "$@"; }
client_psk_short() { client_psk short "$@"; }
client_psk_zeros() { client_psk zeros "$@"; }
client_psk_password() { client_psk password "$@"; }
