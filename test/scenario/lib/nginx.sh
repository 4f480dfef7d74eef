# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# nginx in the foreground, from Debian's package, with its files in DIR.
#
#   nginx_files DIR VERIFY [WORKERS]   VERIFY: value of ssl_verify_client
#   nginx_command DIR                  the command that starts it

nginx_files() {
    mkdir -p "$1"
    chmod 755 "$1"
    server_port || exit 2
    port=$server_free
    seen=$1/access.log
    nginx_certificate "$1" server
    cat >"$1/nginx.conf" <<END
daemon off;
worker_processes ${3:-1};
error_log $1/error.log notice;
pid $1/nginx.pid;
events { worker_connections 512; }
http {
    log_format scenario '\$request_uri \$status \$ssl_protocol \$ssl_client_verify';
    access_log $1/access.log scenario;
    client_body_temp_path $1/tmp-body;
    proxy_temp_path $1/tmp-proxy;
    fastcgi_temp_path $1/tmp-fastcgi;
    uwsgi_temp_path $1/tmp-uwsgi;
    scgi_temp_path $1/tmp-scgi;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $1/server.crt;
        ssl_certificate_key $1/server.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_tickets off;
        ssl_client_certificate ${nginx_trust:-$pki/root.crt};
        ssl_verify_client $2;
        ssl_verify_depth 5;
        location / {
            return 200 "The NSMF answers \$ssl_client_s_dn\n";
        }
    }
}
END
}

# Puts the certificate and key NAME in place, each by rename.
nginx_certificate() {
    for nginx_part in crt key; do
        cp "${3:-$pki}/$2.$nginx_part" "$1/server.$nginx_part.new"
        mv "$1/server.$nginx_part.new" "$1/server.$nginx_part"
    done
}

nginx_command() {
    echo "${nginx_binary:-nginx} -p $1/ -e $1/error.log -c $1/nginx.conf"
}

# nginx_gated DIR VERIFY [MODE [WORKERS]]: started under the gate, and up.
nginx_gated() {
    nginx_files "$1" "$2" "${4:-1}"
    gate_files "$1" "${3:-enforce}"
    # shellcheck disable=SC2046
    start_gated "$1" $(nginx_command "$1")
    up "$port"
}
