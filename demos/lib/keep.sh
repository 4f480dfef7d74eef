# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# With --keep: leaves the servers running, and says how to talk to them.

keep_servers() {
    echo
    echo 'Still running:'
    for side in $sides; do
        echo "  $side: certificates https://127.0.0.1:$(cat "$work/$side/port-on")/," \
            "pre-shared keys 127.0.0.1:$(cat "$work/$side-psk/port-psk")"
    done
    [ ! -f "$work/inside/pid" ] ||
        echo "  inside the trust domain: https://127.0.0.1:$(cat "$work/inside/port-optional")/"
    cat <<END

Talk to one of them, with any case of the first table as NAME:
  cd $work/pki
  curl --cacert root.crt --cert NAME.crt --key NAME.key https://127.0.0.1:PORT/
With --tls-max 1.2 it takes TLS 1.2. For a weak key or hash put
  OPENSSL_CONF=$work/client.cnf
before it, or curl itself does not load the certificate. With a pre-shared key:
  printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -quiet -connect 127.0.0.1:PORT \\
      -tls1_3 -psk_identity csmf -psk $(psk_key csmf)

Read along:
  tail -f $work/*/error.log $work/*/audit.jsonl

Stop them and remove everything:
  kill$server_pids; rm -r $work
END
    server_pids=
    server_at_exit=:
}
