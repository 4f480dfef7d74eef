# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# nginx as the NSMF, with its files in $work/NAME:
#
#   nginx_start NAME GATED MUTUAL
#
# All have the same nginx.conf; the files beside it hold the ports. There is one
# for each way to ask for a client certificate (on, optional, off), one where it
# hands out tickets, and one of plain HTTP that stunnel connects to.

nginx_listens='on optional off tickets plain'

nginx_server() {
    cat <<END
    server {
        include listen-$1.conf;
        ssl_verify_client $2;
        ssl_session_tickets $3;
        location / {
            return 200 "The NSMF answers \$ssl_client_s_dn\n";
        }
    }
END
}

nginx_conf() {
    cat <<END
daemon off;
worker_processes 1;
error_log error.log info;
pid nginx.pid;
events { worker_connections 256; }
http {
    log_format demo '\$request_uri \$status \$ssl_protocol \$ssl_client_verify';
    access_log access.log demo;
    client_body_temp_path tmp-body;
    proxy_temp_path tmp-proxy;
    fastcgi_temp_path tmp-fastcgi;
    uwsgi_temp_path tmp-uwsgi;
    scgi_temp_path tmp-scgi;
    ssl_certificate $work/pki/server.crt;
    ssl_certificate_key $work/pki/server.key;
    ssl_certificate $work/pki/server-rsa.crt;
    ssl_certificate_key $work/pki/server-rsa.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_ticket_key $work/ticket.key;
    ssl_client_certificate $work/pki/root.crt;
    ssl_verify_depth 5;
END
    nginx_server on on off
    nginx_server optional optional off
    nginx_server off off off
    nginx_server tickets on on
    nginx_server plain off off
    echo '}'
}

nginx_start() {
    nginx_dir=$work/$1
    mkdir "$nginx_dir"
    nginx_conf >"$nginx_dir/nginx.conf"
    for nginx_listen in $nginx_listens; do
        server_port || exit 2
        echo "$server_free" >"$nginx_dir/port-$nginx_listen"
        nginx_ssl=' ssl'
        [ "$nginx_listen" != plain ] || nginx_ssl=
        echo "listen 127.0.0.1:$server_free$nginx_ssl;" \
            >"$nginx_dir/listen-$nginx_listen.conf"
    done
    gate_start "$nginx_dir" "$2" "$3" \
        nginx -p "$nginx_dir/" -c "$nginx_dir/nginx.conf"
}
