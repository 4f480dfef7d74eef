# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# check --pid: what it takes from a process, and what it does not.

# The peer below comes without a certificate, and is to get as far as a header.
write_conf
write_policy '[server]' 'mutual = optional'

# memory PID: its writable memory that belongs to no file.
memory() {
    perl -e '
        open(my $maps, "<", "/proc/$ARGV[0]/maps") or exit 1;
        open(my $mem, "<:raw", "/proc/$ARGV[0]/mem") or exit 1;
        while (<$maps>) {
            /^(\w+)-(\w+) rw\S+ \S+ \S+ 0 / && !/\[v/ or next;
            my ($from, $to) = (hex $1, hex $2);
            sysseek($mem, $from, 0);
            my $data;
            sysread($mem, $data, $to - $from) and print $data;
        }' "$1"
}

if ! command -v nginx >/dev/null; then
    expect_skip 'nginx, which overwrites its environment' 'nginx is not installed'
else
    server_port || exit 2
    cat >"$work/nginx.conf" <<END
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
http {
    access_log off;
    client_body_temp_path $work/nginx-body;
    server {
        listen 127.0.0.1:$server_free ssl;
        ssl_certificate $work/pki/server.crt;
        ssl_certificate_key $work/pki/server.key;
        large_client_header_buffers 4 64k;
    }
}
END
    server_start "$work/nginx.out" env -i "OPENSSL_CONF=$conf" \
        "$(command -v nginx)" -c "$work/nginx.conf" -e "$work/nginx.log"
    server_wait_port "$server_free" "$server_pid" || { cat "$work/nginx.out" >&2; exit 2; }
    run_it sh -c 'tr -d "\\0" <"/proc/$0/environ" | grep -c OPENSSL_CONF=' "$server_pid"
    expect_text 0
    run_it "$slicegate" check --pid "$server_pid"
    expect_status 0 'nginx under OPENSSL_CONF is proven, though it overwrote its environment'
    expect_text "$conf counts, by the gate's own record"
    expect_text 'policy and anchors on disk are those that it runs under'
    expect_no_text 'not set'

    worker=$(cat "/proc/$server_pid/task/$server_pid/children")
    worker=${worker%% *}
    run_it "$slicegate" check --pid "$worker"
    expect_status 0 'its worker is proven too'

    # What a peer sends is not believed: a build information in a header.
    digest=$(printf %064d 0)
    mkfifo "$work/to-peer"
    exec 9<>"$work/to-peer"
    openssl s_client -connect "127.0.0.1:$server_free" -quiet \
        <"$work/to-peer" >"$work/peer.out" 2>&1 9>&- &
    peer=$!
    printf 'GET / HTTP/1.1\r\nHost: x\r\nX-A: slicegate 0.1.0 profile=none mode=monitor anchors=none policy=%s\r\n' "$digest" >&9
    # Until the header has arrived, which the memory itself tells.
    tries=0
    until grep -aq "anchors=none policy=$digest" "$work/seen" 2>/dev/null || [ "$tries" -ge 50 ]; do
        tries=$((tries + 1))
        memory "$worker" >"$work/seen"
    done
    run_it grep -ac "anchors=none policy=$digest" "$work/seen"
    expect_status 0 'what a peer sends lies in the memory of the worker'
    run_it "$slicegate" check --pid "$worker"
    expect_status 0 'what a peer sends is no record'
    expect_no_text 'profile=none'
    kill "$peer" 2>"$work/kill.log"
    wait "$peer" 2>"$work/kill.log"
    exec 9>&-
    server_stop "$server_pid"
fi

# Without a record: an environment that tells, one that is empty, one that is
# overwritten. This program maps a module that never was loaded by OpenSSL.
sed 's/slicegate-record/another--record/' "$module" >"$work/slicegate.so"
sed -i "10s|=.*|= $work/slicegate.so|" "$conf"
holder() { # ENV-ARGUMENT...
    server_port || exit 2
    server_start "$work/holder.log" env "$@" /usr/bin/openssl s_server \
        -accept "127.0.0.1:$server_free" -cert "$work/pki/server.crt" \
        -key "$work/pki/server.key" -quiet
    server_wait_port "$server_free" "$server_pid" || { cat "$work/holder.log" >&2; exit 2; }
}
holder "OPENSSL_CONF=$conf"
run_it "$slicegate" check --pid "$server_pid"
expect_status 2 'a gate without a record is not proven'
expect_text 'the policy of process'
expect_text 'cannot be told'
expect_text "AT_SECURE is 0, OPENSSL_CONF=$conf counts"
server_stop "$server_pid"
write_conf

if command -v perl >/dev/null; then
    # A title written over the environment, as a daemon does.
    server_start "$work/title.log" env -i A=1 OPENSSL_CONF="$conf" perl -e '
        $0 = "a title " . "x" x 4000; print "ready\n"; $| = 1; sleep 60'
    titled=$server_pid
    tries=0
    until ! tr '\0' '\n' <"/proc/$titled/environ" | grep -q '^OPENSSL_CONF='; do
        tries=$((tries + 1))
        [ "$tries" -lt 500 ] || break
    done
    run_it "$slicegate" check --pid "$titled"
    expect_status 1 'a process without the module is open'
    expect_text 'its environment is overwritten: the openssl.cnf of process'
    expect_no_text 'not set'
    run_it "$slicegate" check --pid "$titled" --conf "$conf"
    expect_status 1 '--conf names the file that a process does not tell'
    expect_text "$conf is taken to be its openssl.cnf"
    expect_text "$conf: slicegate is listed and activated"
    server_stop "$titled"
fi
