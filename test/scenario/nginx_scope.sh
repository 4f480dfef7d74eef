#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# One nginx, many TLS peers: an NSMF listener, an ordinary virtual host for
# browsers, and proxy_pass to an upstream with HTTPS. The policy tells them
# apart: by [scope], which names the certificate of the NSMF, or by [client],
# which is about the upstream alone.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
. "$(dirname "$0")/lib/nginx.sh"
scenario_begin nginx_scope "$@"

# An ordinary certificate of one's own, as a web server or an upstream has it.
ordinary() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$1" \
        -addext "subjectAltName=DNS:$1" -keyout "$work/$1.key" \
        -out "$work/$1.crt" 2>/dev/null || die "no certificate for $1"
    chmod 644 "$work/$1.key"
}

# upstream NAME: stock, with the certificate of that name; asks for none.
upstream() {
    mkdir -p "$work/upstream-$2"
    server_port || exit 2
    upstream_port=$server_free
    echo "$answer, from upstream" >"$work/upstream-$2/page"
    start_stock "$work/upstream-$2" sh -c 'cd "$1" && shift && exec "$@"' sh \
        "$work/upstream-$2" openssl s_server -accept "127.0.0.1:$upstream_port" -WWW \
        -cert "$1.crt" -cert_chain "$1.crt" -key "$1.key"
    up "$upstream_port"
    upstream_pid=$server_pid
}

# mixed DIR: NSMF and browsers on one port, told apart by name and again on a
# port of the browsers' own; /up goes to the upstream.
mixed() {
    nginx_files "$1" on
    nsmf_port=$port
    server_port || exit 2
    web_port=$server_free
    sed -i "\$d" "$1/nginx.conf"
    cat >>"$1/nginx.conf" <<END
    server {
        listen 127.0.0.1:$nsmf_port ssl;
        listen 127.0.0.1:$web_port ssl;
        server_name www.operator.example;
        ssl_certificate $work/www.operator.example.crt;
        ssl_certificate_key $work/www.operator.example.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_client_certificate $pki/root.crt;
        ssl_verify_client optional_no_ca;
        location / { return 200 "$answer\n"; }
        location /up/ {
            proxy_pass https://127.0.0.1:$upstream_port/;
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
            proxy_ssl_trusted_certificate $2;
            proxy_ssl_verify on;
            proxy_ssl_name upstream.example;
            proxy_ssl_session_reuse off;
        }
    }
}
END
    gate_files "$1"
}

run_mixed() {
    start_gated "$1" $(nginx_command "$1")
    up "$nsmf_port"
}

# browse TEXT TLS PORT NAME CERTIFICATE PATH [OPTION...]: served
browse() {
    browse_text=$1
    shift
    visit "$@"
    if grep -Eq '^HTTP/1\.[01] 200 ' "$work/answer" && grep -Fq "$answer" "$work/answer"; then
        passed "TLS $1: $browse_text"
    else
        failed "TLS $1: $browse_text" "$work/answer" "$work/peer.err" "$gate_dir/error.log"
    fi
}

visit() {
    visit_tls=$1 visit_port=$2 visit_name=$3 visit_pair=$4 visit_path=$5
    shift 5
    peer_from=$(audit_lines)
    "$build/test/scenario/peer" -N "$visit_name" "$@" "$visit_port" "$visit_tls" \
        "$visit_pair.crt" "$visit_pair.key" "$work/trust.crt" "$visit_path" \
        >"$work/answer" 2>"$work/peer.err"
}

# turned_away TEXT RULE TLS PORT NAME CERTIFICATE PATH [OPTION...]
turned_away() {
    turned_text="$1: refused by $2" turned_rule=$2
    shift 2
    visit "$@"
    if grep -q '^HTTP' "$work/answer"; then
        failed "TLS $1: $turned_text: it was let in" "$work/answer"
    elif ! server_wait_until 5 rule_named; then
        failed "TLS $1: $turned_text: the audit log names $(audit_rules "$peer_from" refuse)" \
            "$work/answer" "$audit"
    else
        passed "TLS $1: $turned_text"
    fi
}

rule_named() {
    case " $(audit_rules "$peer_from" refuse) " in *" $turned_rule "*) return 0 ;; esac
    return 1
}

nsmf_is_gated() {
    for tls in 1.2 1.3; do
        browse 'the NSMF serves a compliant client' $tls "$nsmf_port" localhost \
            "$pki/good-three-tier" /nsmf
        turned_away 'the NSMF, a broken certificate' CERT-CDP-1 $tls "$nsmf_port" \
            localhost "$pki/leaf-no-cdp" /nsmf
        turned_away 'the NSMF, no certificate' TLS-MA-1 $tls "$nsmf_port" localhost \
            "$pki/good-three-tier" /nsmf -n
    done
}

ordinary www.operator.example
ordinary upstream.example
cat "$pki/root.crt" "$work/www.operator.example.crt" >"$work/trust.crt"

chapter '[scope]: the certificate of the NSMF alone'
upstream "$work/upstream.example" scope
mixed "$work/scope" "$work/upstream.example.crt"
printf '[scope]\nown_certificate.1 = %s\n' \
    "$(openssl x509 -in "$pki/server.crt" -noout -fingerprint -sha256 | cut -d = -f 2)" \
    >>"$work/scope/policy.conf"
run_mixed "$work/scope"
nsmf_is_gated
for tls in 1.2 1.3; do
    for browser_port in $nsmf_port $web_port; do
        where="on the NSMF's port"
        [ "$browser_port" = "$nsmf_port" ] || where='on a port of its own'
        browse "a browser without a certificate, $where" $tls "$browser_port" \
            www.operator.example "$pki/good-three-tier" /page -n
        browse "a browser with a broken certificate, $where" $tls "$browser_port" \
            www.operator.example "$pki/leaf-no-cdp" /page
    done
    browse 'the upstream has an ordinary certificate' $tls "$web_port" \
        www.operator.example "$pki/good-three-tier" /up/page -n
done
# What a browser was given opens no other listener.
for tls in 1.2 1.3; do
    rm -f "$work/session"
    browse 'a browser is given a session' $tls "$web_port" www.operator.example \
        "$pki/good-three-tier" /page -n -s "$work/session"
    turned_away 'the session of a browser, at the NSMF' TLS-MA-1 $tls \
        "$nsmf_port" localhost "$pki/good-three-tier" /nsmf -n -r "$work/session"
done
server_stop "$server_pid"
server_stop "$upstream_pid"

chapter '[client] profile = none'
upstream "$work/upstream.example" none
mixed "$work/none" "$work/upstream.example.crt"
printf '[client]\nprofile = none\n' >>"$work/none/policy.conf"
run_mixed "$work/none"
nsmf_is_gated
for tls in 1.2 1.3; do
    browse 'the upstream has an ordinary certificate' $tls "$web_port" \
        www.operator.example "$pki/good-three-tier" /up/page
done
server_stop "$server_pid"
server_stop "$upstream_pid"

chapter '[client] as it is by default'
upstream "$pki/server" default
mixed "$work/default" "$pki/root.crt"
sed -i 's/upstream\.example;/localhost;/' "$work/default/nginx.conf"
run_mixed "$work/default"
nsmf_is_gated
for tls in 1.2 1.3; do
    browse 'the upstream is compliant, and asks for no certificate' $tls "$web_port" \
        www.operator.example "$pki/good-three-tier" /up/page
    turned_away 'every virtual host is judged' TLS-MA-1 $tls "$web_port" \
        www.operator.example "$pki/good-three-tier" /page -n
done
server_stop "$server_pid"
server_stop "$upstream_pid"

scenario_end
