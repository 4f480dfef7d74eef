# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# One connection of a stock client, and what became of it, judged by the
# server's own logs: a TLS 1.3 client believes itself connected before the
# server has looked at its certificate.
#
#   attempt SIDE VERSION CASE
#
# sets $outcome: "served", the HTTP status of a later refusal, "alert N",
# "reset" where the request was already under way when the server closed, so
# that the client never read the alert, or "?" with the reason in $trouble; and $named: the rules that the audit log
# names for this handshake (slicegate only).

# As nginx, stunnel and openssl s_server log it.
attempt_refusals() {
    cat "$attempt_dir/error.log" "$attempt_dir/output" 2>/dev/null |
        grep -Ec 'SSL_do_handshake\(\) failed|SSL_accept: |^[0-9A-F]+:error:' || :
}

attempt_logged() {
    [ "$(attempt_refusals)" -gt "$attempt_before" ]
}

attempt_alert() {
    case $1 in
        *'alert handshake failure'*) echo 'alert 40' ;;
        *'alert bad certificate'*) echo 'alert 42' ;;
        *'alert unsupported certificate'*) echo 'alert 43' ;;
        *'alert certificate expired'*) echo 'alert 45' ;;
        *'alert certificate unknown'*) echo 'alert 46' ;;
        *'alert illegal parameter'*) echo 'alert 47' ;;
        *'alert unknown ca'*) echo 'alert 48' ;;
        *'alert decode error'*) echo 'alert 50' ;;
        *'alert decrypt error'*) echo 'alert 51' ;;
        *'alert internal error'*) echo 'alert 80' ;;
        *'Connection reset by peer'* | *'Broken pipe'*) echo reset ;;
        *) echo '?' ;;
    esac
}

# The one thing a client needs to present a weak certificate: level 0.
attempt_client_cnf() {
    cat <<END
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = weak
[weak]
CipherString = DEFAULT:@SECLEVEL=0
END
}

attempt_curl() {
    OPENSSL_CONF="$work/client.cnf" curl -sS -o /dev/null -w '%{http_code}' --max-time 10 --noproxy '*' \
        --cacert "$work/pki/root.crt" --cert "$work/pki/$3.crt" \
        --key "$work/pki/$3.key" \
        "--tlsv$2" --tls-max "$2" \
        "https://127.0.0.1:$(cat "$attempt_dir/port-on")/$3/$2" \
        2>"$work/curl.err"
}

attempt_lines() {
    if [ -f "$1" ]; then
        wc -l <"$1"
    else
        echo 0
    fi
}

# The rules that refused, of the events written since line $1.
attempt_rules() {
    tail -n "+$(($1 + 1))" "$attempt_dir/audit.jsonl" |
        grep '"verdict":"refuse"' |
        grep -Eo '"id":"[^"]*","clause":"[^"]*","basis":"[^"]*","level":"enforce"' |
        cut -d '"' -f 4 | sort -u | tr '\n' ' ' | sed 's/ $//' || :
}

attempt() {
    attempt_dir=$work/$1
    attempt_before=$(attempt_refusals)
    attempt_audit=$(attempt_lines "$attempt_dir/audit.jsonl")
    trouble=
    named=
    attempt_http=$(attempt_curl "$@") || :
    case $attempt_http in
        200) outcome=served ;;
        000)
            outcome=$(attempt_alert "$(cat "$work/curl.err")")
            if [ "$outcome" = '?' ]; then
                trouble=$(head -n 1 "$work/curl.err")
            elif ! server_wait_until 5 attempt_logged; then
                outcome='?'
                trouble='refused, but no failed handshake in the error log'
            elif grep -q "^/$3/$2 " "$attempt_dir/access.log"; then
                outcome='?'
                trouble='the server saw the request'
            else
                echo "$1 /$3/$2 " >>"$work/refused"
            fi
            ;;
        *) outcome=$attempt_http ;;
    esac
    if [ -f "$attempt_dir/audit.jsonl" ]; then
        named=$(attempt_rules "$attempt_audit")
    fi
}

# Once more when all is done: no refused handshake ever led to a request.
attempt_recheck() {
    recheck=0
    [ -f "$work/refused" ] || return 0
    while read -r side request; do
        if grep -q "^$request " "$work/$side/access.log"; then
            recheck=$((recheck + 1))
        fi
    done <"$work/refused"
}
