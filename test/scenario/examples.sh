#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The files of share/examples, as they stand but for paths and ports, under the
# gate: a compliant CSMF is served, a broken one refused in the handshake, and a
# second connection is a full handshake again, for a resumed session carries no
# certificate to judge. Each server is tried without the lines that switch
# sessions off as well: there the second connection is resumed.
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin examples "$@"

examples=$repo/share/examples

# The NSMF behind the server, in plain HTTP; notes each request.
# shellcheck disable=SC2016
nsmf_program='
use IO::Socket::INET;
$SIG{PIPE} = "IGNORE";
my ($port, $log, $text) = @ARGV;
my $listen = IO::Socket::INET->new(Listen => 16, ReuseAddr => 1,
    Proto => "tcp", LocalAddr => "127.0.0.1", LocalPort => $port) or die "$!\n";
while (my $peer = $listen->accept) {
    my $request = <$peer> // next;
    while (defined(my $line = <$peer>)) { last if $line =~ /^\r?$/; }
    open my $out, ">>", $log or die "$!\n";
    print $out $request;
    close $out;
    print $peer "HTTP/1.1 200 OK\r\nConnection: close\r\n",
        "Content-Length: ", length($text) + 1, "\r\n\r\n$text\n";
    close $peer;
}'

nsmf_start() {
    server_port || exit 2
    nsmf=$server_free
    seen=$work/nsmf.log
    : >"$seen"
    server_start "$work/nsmf.out" perl -e "$nsmf_program" "$nsmf" "$seen" "$answer"
    server_wait_port "$nsmf" "$server_pid" || die 'the NSMF did not start'
}

# example DIR FILE [SED]: the example with this machine's paths and ports.
example() {
    mkdir -p "$1"
    chmod 755 "$1"
    server_port || exit 2
    port=$server_free
    sed -e "s,/etc/nsmf/tls/,$work/tls/,g" -e "s,127\.0\.0\.1:8080,127.0.0.1:$nsmf,g" \
        -e "s,\([ =*:]\)443\([ ;>]\|\$\),\1$port\2,g" -e "${3:-}" \
        "$examples/$2" >"$1/example"
    gate_files "$1"
}

nginx_example() {
    example "$1" nginx.conf "${2:-}"
    cat >"$1/nginx.conf" <<END
daemon off;
worker_processes 1;
error_log $1/error.log notice;
pid $1/nginx.pid;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $1/tmp-body;
    proxy_temp_path $1/tmp-proxy;
    fastcgi_temp_path $1/tmp-fastcgi;
    uwsgi_temp_path $1/tmp-uwsgi;
    scgi_temp_path $1/tmp-scgi;
    include $1/example;
}
END
    start_gated "$1" nginx -p "$1/" -e "$1/error.log" -c "$1/nginx.conf"
    up "$port"
}

haproxy_example() {
    example "$1" haproxy.cfg "${2:-}"
    start_gated "$1" haproxy -db -f "$1/example"
    up "$port"
}

apache_example() {
    example "$1" apache.conf "${2:-}"
    {
        for apache_module in mpm_event authz_core ssl proxy proxy_http socache_shmcb; do
            echo "LoadModule ${apache_module}_module /usr/lib/apache2/modules/mod_$apache_module.so"
        done
        cat <<END
ServerRoot $1
DefaultRuntimeDir $1
PidFile $1/httpd.pid
ErrorLog $1/error.log
Listen $port
StartServers 1
ThreadsPerChild 8
MinSpareThreads 8
MaxSpareThreads 16
MaxRequestWorkers 16
END
        if [ "$(id -u)" -eq 0 ]; then
            printf 'User www-data\nGroup www-data\n'
        fi
        echo "Include $1/example"
    } >"$1/httpd.conf"
    start_gated "$1" apache2 -DFOREGROUND -f "$1/httpd.conf"
    up "$port"
}

stunnel_example() {
    example "$1" stunnel.conf "${2:-}"
    sed -i -e 's/^syslog = yes/syslog = no/' -e '/^foreground/a pid =' "$1/example"
    start_gated "$1" stunnel4 "$1/example"
    up "$port"
}

# session TLS OPTION...: one request of a stock client; what it says is left in
# $work/session.out.
# shellcheck disable=SC2094
session() {
    session_tls=$(echo "$1" | tr . _)
    shift
    : >"$work/session.out"
    {
        printf 'GET /session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
        # s_client ends when its input does: the answer comes first.
        server_wait_line "$work/session.out" "$answer" 10
    } | openssl s_client -connect "127.0.0.1:$port" "-tls$session_tls" \
        -cert "$pki/good-three-tier.crt" -cert_chain "$pki/good-three-tier.crt" \
        -key "$pki/good-three-tier.key" -CAfile "$pki/root.crt" "$@" \
        >"$work/session.out" 2>&1
    grep -Fq "$answer" "$work/session.out"
}

# "new" or "resumed": what the second of two connections is.
second_connection() {
    rm -f "$work/session"
    session "$1" -sess_out "$work/session" || return 1
    if [ ! -s "$work/session" ]; then
        echo new
        return 0
    fi
    session "$1" -sess_in "$work/session" || return 1
    case $(grep -E '^(New|Reused),' "$work/session.out") in
        New,*) echo new ;;
        Reused,*) echo resumed ;;
    esac
}

# second_is WHAT TLS
second_is() {
    second_got=$(second_connection "$2")
    if [ "$second_got" = "$1" ]; then
        passed "TLS $2: the second connection is $1"
    else
        failed "TLS $2: the second connection is ${second_got:-broken}, not $1" \
            "$work/session.out" "$gate_dir/output"
    fi
}

mkdir "$work/tls"
chmod 755 "$work/tls"
cp "$pki/server.crt" "$pki/server.key" "$work/tls/"
cp "$pki/root.crt" "$work/tls/roots.crt"
cat "$pki/server.crt" "$pki/server.key" >"$work/tls/server.pem"
nsmf_start

# Server, how the lines against sessions are taken out, and the TLS versions in
# which it then resumes.
while read -r server without resumes; do
    chapter "$server, as in share/examples"
    "${server}_example" "$work/$server"
    for tls in 1.2 1.3; do
        served $tls good-three-tier
        refused $tls leaf-no-cdp CERT-CDP-1
        refused $tls ca-no-pathlen CA-BC-2
    done
    second_is new 1.2
    second_is new 1.3
    server_stop "$server_pid"

    chapter "$server, with sessions"
    "${server}_example" "$work/$server-sessions" "$without"
    for tls in $resumes; do
        second_is resumed "$tls"
    done
    server_stop "$server_pid"
done <<'END'
nginx /ssl_session_/d 1.2 1.3
haproxy s/no-tls-tickets//;/cachesize/d 1.2 1.3
apache /SSLSession/d 1.2 1.3
stunnel /^sessionResume/d;/^options/d 1.2 1.3
END

scenario_end
