# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# The five servers, each in configurations that let a broken handshake happen:
# what then refuses it is slicegate, or the server itself.
#
#   server_files SERVER CONFIGURATION DIR [IDENTITY]
#                                           writes them; sets $port and $seen
#   server_up gated|stock                   starts it; sets $server_pid
#   server_speaks                           what its own log says of a refusal:
#                                           rule, reason or nothing
#
# CONFIGURATION, for every server but where it cannot:
#   never      asks for no client certificate
#   asked      requires one, on its own part; X25519 and P-256 alone; psk_ke
#   optional   asks for one and goes on without; every version from 1.1, every
#              suite, an RSA key, a ticket key that others have (but for
#              Apache, whose own is bound to the process), early data
#   psk        pre-shared keys: those of $psk_file, or the one of $psk_key
#   psk-ke     the same, X25519 alone, and psk_ke
#   early      early data, for s_server, which then answers nothing
#
# A configuration is started without the gate and with it, on the same port.

http_modules=/usr/lib/apache2/modules

# Ticket keys and DH parameters that all servers have.
servers_begin() {
    openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 \
        -out "$work/dh.pem" 2>/dev/null || die 'no DH parameters'
    openssl rand 48 >"$work/ticket.key"
    for servers_n in 1 2 3; do openssl rand -base64 48; done >"$work/ticket.base64"
    servers_secret=$(openssl rand -hex 32)
    servers_mac=$(openssl rand -hex 32)
    for servers_one in server server-rsa server-broken; do
        cat "$pki/$servers_one.crt" "$pki/$servers_one.key" >"$work/$servers_one.pem"
    done
    chmod 644 "$work/ticket.key" "$work"/server*.pem
    servers_trust=$work/trust.crt
    cat "$pki/root.crt" >"$servers_trust"
}

server_files() {
    server_kind=$1 server_configuration=$2 server_dir=$3
    mkdir -p "$server_dir/www"
    chmod 755 "$server_dir" "$server_dir/www"
    server_port || exit 2
    port=$server_free
    server_identity=${4:-server}
    [ "$2" != optional ] || server_identity=server-rsa
    server_places
    gate_files "$server_dir"
    "$1_files"
}

# Where a server of that kind in $server_dir writes what.
server_places() {
    peer_folder=
    "${server_kind}_places"
}

server_up() {
    rm -f "$server_dir"/*.log "$server_dir/output"
    gate_dir=$server_dir
    # shellcheck disable=SC2046
    "start_$1" "$server_dir" $("${server_kind}_command")
    up "$port"
    : >>"$seen"
}

# ---- nginx ------------------------------------------------------------------

nginx_places() {
    seen=$server_dir/access.log
    own_log=$server_dir/error.log
    server_speaks=rule
}

nginx_files() {
    cat >"$server_dir/nginx.conf" <<END
daemon off;
worker_processes 1;
error_log $own_log info;
pid $server_dir/nginx.pid;
events { worker_connections 64; }
http {
    log_format scenario '\$request_uri \$status \$ssl_protocol \$ssl_session_reused';
    access_log $seen scenario;
    client_body_temp_path $server_dir/tmp-body;
    proxy_temp_path $server_dir/tmp-proxy;
    fastcgi_temp_path $server_dir/tmp-fastcgi;
    uwsgi_temp_path $server_dir/tmp-uwsgi;
    scgi_temp_path $server_dir/tmp-scgi;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $pki/$server_identity.crt;
        ssl_certificate_key $pki/$server_identity.key;
$(nginx_lines)
        location / { return 200 "$answer\n"; }
    }
}
END
}

nginx_lines() {
    case $server_configuration in
        never) echo 'ssl_protocols TLSv1.2 TLSv1.3;' ;;
        asked)
            cat <<END
ssl_protocols TLSv1.2 TLSv1.3;
ssl_client_certificate $servers_trust;
ssl_verify_client on;
ssl_verify_depth 5;
ssl_ecdh_curve X25519:P-256;
ssl_conf_command Options AllowNoDHEKEX;
END
            ;;
        optional)
            cat <<END
ssl_protocols TLSv1.1 TLSv1.2 TLSv1.3;
ssl_ciphers ALL:@SECLEVEL=0;
ssl_dhparam $work/dh.pem;
ssl_session_ticket_key $work/ticket.key;
ssl_early_data on;
ssl_client_certificate $servers_trust;
ssl_verify_client optional;
ssl_verify_depth 5;
END
            ;;
    esac
}

nginx_command() {
    echo "nginx -p $server_dir/ -e $own_log -c $server_dir/nginx.conf"
}

# ---- HAProxy ----------------------------------------------------------------

haproxy_places() {
    seen=$server_dir/output
    own_log=$server_dir/output
    server_speaks=nothing
}

haproxy_files() {
    cat >"$server_dir/haproxy.cfg" <<END
global
    log stdout format raw local0
    tune.ssl.default-dh-param 2048
defaults
    mode http
    log global
    option httplog
    timeout client 10s
    timeout server 10s
    timeout connect 10s
frontend nsmf
    bind 127.0.0.1:$port ssl crt $work/$server_identity.pem $(haproxy_options)
    http-request return status 200 content-type text/plain string "$answer"
END
}

haproxy_options() {
    case $server_configuration in
        never) echo 'ssl-min-ver TLSv1.2' ;;
        asked) echo "ssl-min-ver TLSv1.2 ca-file $servers_trust verify required" ;;
        optional)
            echo "ssl-min-ver TLSv1.1 ciphers ALL:@SECLEVEL=0 allow-0rtt" \
                "tls-ticket-keys $work/ticket.base64 ca-file $servers_trust verify optional"
            ;;
    esac
}

haproxy_command() {
    echo "haproxy -db -f $server_dir/haproxy.cfg"
}

# ---- Apache httpd -----------------------------------------------------------

apache_places() {
    seen=$server_dir/access.log
    own_log=$server_dir/error.log
    server_speaks=rule
}

apache_files() {
    echo "$answer" >"$server_dir/www/answer"
    {
        for apache_module in mpm_event authz_core alias ssl socache_shmcb; do
            echo "LoadModule ${apache_module}_module $http_modules/mod_$apache_module.so"
        done
        cat <<END
ServerName localhost
ServerRoot $server_dir
DefaultRuntimeDir $server_dir
PidFile $server_dir/httpd.pid
Listen 127.0.0.1:$port
StartServers 1
ThreadsPerChild 8
MinSpareThreads 8
MaxSpareThreads 16
MaxRequestWorkers 16
ErrorLog $own_log
LogLevel info
LogFormat "%U %>s %{SSL_PROTOCOL}x %{SSL_SESSION_RESUMED}x" scenario
CustomLog $seen scenario
AliasMatch ^/ $server_dir/www/answer
SSLSessionCache none
SSLEngine on
SSLCertificateFile $pki/$server_identity.crt
SSLCertificateKeyFile $pki/$server_identity.key
END
        apache_lines
        if [ "$(id -u)" -eq 0 ]; then
            printf 'User www-data\nGroup www-data\n'
        fi
    } >"$server_dir/httpd.conf"
}

apache_lines() {
    case $server_configuration in
        never) echo 'SSLProtocol -all +TLSv1.2 +TLSv1.3' ;;
        asked)
            cat <<END
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLCACertificateFile $servers_trust
SSLVerifyClient require
SSLVerifyDepth 5
SSLOpenSSLConfCmd Groups X25519:P-256
SSLOpenSSLConfCmd Options AllowNoDHEKEX
END
            ;;
        optional)
            cat <<END
SSLProtocol -all +TLSv1.1 +TLSv1.2 +TLSv1.3
SSLCipherSuite ALL:@SECLEVEL=0
SSLCACertificateFile $servers_trust
SSLVerifyClient optional
SSLVerifyDepth 5
END
            ;;
    esac
}

apache_command() {
    echo "apache2 -DFOREGROUND -f $server_dir/httpd.conf"
}

# ---- stunnel ----------------------------------------------------------------

# What comes out of the tunnel goes to a script that notes each request.
stunnel_places() {
    seen=$server_dir/requests
    own_log=$server_dir/output
    server_speaks=reason
}

stunnel_files() {
    cat >"$server_dir/answer" <<END
#!/bin/sh
read -r request
echo "\$request" >>$seen
while read -r line && [ "\$line" != "\$(printf '\r')" ]; do :; done
printf 'HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n'
echo '$answer'
END
    chmod 755 "$server_dir/answer"
    {
        cat <<END
foreground = yes
debug = info
syslog = no
pid =
[nsmf]
accept = 127.0.0.1:$port
exec = $server_dir/answer
END
        stunnel_lines
    } >"$server_dir/stunnel.conf"
}

stunnel_identity() {
    cat <<END
cert = $pki/$server_identity.crt
key = $pki/$server_identity.key
END
}

stunnel_lines() {
    case $server_configuration in
        never)
            stunnel_identity
            cat <<END
sslVersionMin = TLSv1.2
END
            ;;
        asked)
            stunnel_identity
            cat <<END
sslVersionMin = TLSv1.2
curves = X25519:P-256
options = ALLOW_NO_DHE_KEX
CAfile = $servers_trust
verifyChain = yes
END
            ;;
        optional)
            stunnel_identity
            cat <<END
sslVersionMin = TLSv1.1
ciphers = ALL:@SECLEVEL=0
securityLevel = 0
ticketKeySecret = $servers_secret
ticketMacSecret = $servers_mac
CAfile = $servers_trust
verify = 1
END
            ;;
        psk)
            stunnel_identity
            cat <<END
PSKsecrets = $psk_file
sslVersionMin = TLSv1.2
ciphers = ALL
END
            ;;
        psk-ke)
            cat <<END
PSKsecrets = $psk_file
sslVersionMin = TLSv1.3
curves = X25519
options = ALLOW_NO_DHE_KEX
END
            ;;
    esac
}

stunnel_command() {
    echo "stunnel4 $server_dir/stunnel.conf"
}

# ---- openssl s_server ---------------------------------------------------------

s_server_places() {
    seen=$server_dir/output
    own_log=$server_dir/output
    server_speaks=rule
    peer_folder=$server_dir/www
}

s_server_files() {
    :
}

s_server_options() {
    s_server_keys="-cert $pki/$server_identity.crt -cert_chain $pki/$server_identity.crt -key $pki/$server_identity.key"
    case $server_configuration in
        never) echo "-WWW $s_server_keys" ;;
        asked)
            echo "-WWW $s_server_keys -CAfile $servers_trust -Verify 5" \
                "-groups X25519:P-256 -allow_no_dhe_kex"
            ;;
        optional)
            echo "-WWW $s_server_keys -CAfile $servers_trust -verify 5" \
                "-min_protocol TLSv1.1 -cipher ALL:@SECLEVEL=0"
            ;;
        psk) echo "-WWW $s_server_keys -psk $psk_key -psk_identity $psk_identity" ;;
        psk-ke)
            echo "-WWW -nocert -psk $psk_key -psk_identity $psk_identity" \
                "-groups X25519 -allow_no_dhe_kex"
            ;;
        early) echo "$s_server_keys -CAfile $servers_trust -Verify 5 -early_data -no_anti_replay" ;;
    esac
}

# Its input stays open, for it ends when that does; -WWW reads from its folder.
s_server_command() {
    mkfifo "$server_dir/input" 2>/dev/null
    cat >"$server_dir/run" <<END
#!/bin/sh
cd $server_dir/www && exec openssl s_server -accept 127.0.0.1:$port $(s_server_options) <>$server_dir/input
END
    chmod 755 "$server_dir/run"
    echo "$server_dir/run"
}
