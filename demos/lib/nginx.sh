# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# One nginx for each side. Both have the same nginx.conf; the one file beside
# it holds the port. What differs is the openssl.cnf in force.

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
    server {
        include listen.conf;
        server_name localhost;
        ssl_certificate $work/pki/server.crt;
        ssl_certificate_key $work/pki/server.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_tickets off;
        ssl_client_certificate $work/pki/root.crt;
        ssl_verify_client on;
        ssl_verify_depth 5;
        location / {
            return 200 "The NSMF answers \$ssl_client_s_dn\n";
        }
    }
}
END
}

nginx_openssl_cnf() {
    cat <<END
openssl_conf = openssl_init
[openssl_init]
providers = providers
[providers]
null = null_provider
slicegate = slicegate
[null_provider]
activate = 1
[slicegate]
module = $build/provider/slicegate.so
activate = 1
policy = $work/slicegate/policy.conf
END
}

nginx_policy() {
    cat <<END
[gate]
mode = enforce
[anchors]
file.1 = $work/pki/root-a.crt
file.2 = $work/pki/root-a-new.crt
file.3 = $work/pki/root-b.crt
[audit]
sink.1 = file:$work/slicegate/audit.jsonl
accepted = yes
rate = 1000
END
}

nginx_start() {
    nginx_dir=$work/$1
    mkdir "$nginx_dir"
    nginx_conf >"$nginx_dir/nginx.conf"
    server_port || exit 2
    echo "listen 127.0.0.1:$server_free ssl;" >"$nginx_dir/listen.conf"
    echo "$server_free" >"$nginx_dir/port"
    if [ "$1" = slicegate ]; then
        nginx_openssl_cnf >"$nginx_dir/openssl.cnf"
        nginx_policy >"$nginx_dir/policy.conf"
        set -- "$1" "OPENSSL_CONF=$nginx_dir/openssl.cnf"
    fi
    shift
    server_start "$nginx_dir/stderr" env -u OPENSSL_CONF "$@" \
        nginx -p "$nginx_dir/" -c "$nginx_dir/nginx.conf"
    echo "$server_pid" >"$nginx_dir/pid"
    if ! server_wait_port "$server_free" "$server_pid"; then
        cat "$nginx_dir/stderr" >&2
        cat "$nginx_dir/error.log" >&2 2>/dev/null || :
        die "nginx did not start (${nginx_dir##*/})"
    fi
}

nginx_keep() {
    nginx_pids=
    echo
    echo 'Still running:'
    for side in $sides; do
        echo "  $side: https://127.0.0.1:$(cat "$work/$side/port")/"
        nginx_pids="$nginx_pids $(cat "$work/$side/pid")"
    done
    cat <<END

Talk to one of them, with any case of the table as NAME:
  cd $work/pki
  curl --cacert root.crt --cert NAME.crt --key NAME.key https://127.0.0.1:PORT/
With --tls-max 1.2 it takes TLS 1.2. For a weak key or hash put
  OPENSSL_CONF=$work/client.cnf
before it, or curl itself does not load the certificate.

Read along:
  tail -f $work/*/error.log $work/*/audit.jsonl

Stop them and remove everything:
  kill$nginx_pids; rm -r $work
END
    server_pids=
    server_at_exit=:
}
