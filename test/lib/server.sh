# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034
#
# Servers on loopback: started in the background, waited for by polling with
# a bounded time, stopped by process id, none left behind.
#
#   server_cleanup COMMAND   stops all servers, then runs COMMAND, at exit
#   server_port              sets $server_free to a port that is free, and was
#                            not given before
#   server_start LOG CMD...  sets $server_pid; output goes to LOG
#   server_wait_port PORT PID [SECONDS]
#   server_wait_line FILE TEXT [SECONDS]   a line with TEXT in it
#   server_wait_until SECONDS CMD...       until CMD succeeds
#   server_stop PID          0: it ended by itself after SIGTERM
#   server_stop_all

server_pids=
server_given=
server_status=0

server_cleanup() {
    server_at_exit=$1
    trap 'server_status=$?; set +e; trap - EXIT; server_stop_all; eval "$server_at_exit"; exit "$server_status"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

server_wait_until() {
    server_deadline=$(($(date +%s) + $1 + 1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$server_deadline" ] || return 1
        sleep 0.02
    done
}

# Below the range that clients' ports are taken from, so that only another
# server can take it in the meantime. Perl is part of every Debian.
server_port() {
    # shellcheck disable=SC2086
    server_free=$(perl -MIO::Socket::INET -e '
        for (1 .. 200) {
            my $port = 20000 + int(rand(12000));
            next if grep { $_ == $port } @ARGV;
            my $s = IO::Socket::INET->new(Listen => 1, Proto => "tcp",
                LocalAddr => "127.0.0.1", LocalPort => $port) or next;
            print $port;
            exit 0;
        }
        exit 1' -- $server_given) || {
        echo "server: no free port on 127.0.0.1" >&2
        return 1
    }
    server_given="$server_given $server_free"
}

server_start() {
    server_log=$1
    shift
    "$@" >"$server_log" 2>&1 </dev/null &
    server_pid=$!
    server_pids="$server_pids $server_pid"
}

# Looks at the kernel's table: a connection would leave a trace in the logs.
server_listens() {
    server_hex=$(printf '%04X' "$1")
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        grep -Eq ":$server_hex 0+:0000 0A "
}

server_alive() {
    kill -0 "$1" 2>/dev/null
}

server_up_or_dead() {
    server_listens "$1" || ! server_alive "$2"
}

server_wait_port() {
    server_wait_until "${3:-10}" server_up_or_dead "$1" "$2" &&
        server_alive "$2" && server_listens "$1"
}

server_wait_line() {
    server_wait_until "${3:-5}" grep -Fqs -e "$2" "$1"
}

server_dead() {
    ! server_alive "$1"
}

# Shells differ in when a child that has ended stops being there: wait for it
# once it is a zombie.
server_ended() {
    case $(cat "/proc/$1/stat" 2>/dev/null) in
        '' | *') Z '*) return 0 ;;
    esac
    return 1
}

server_stop() {
    server_clean=0
    if server_alive "$1"; then
        kill -TERM "$1" 2>/dev/null || :
        if ! server_wait_until "${2:-10}" server_ended "$1"; then
            echo "server: $1 did not end; killed" >&2
            kill -KILL "$1" 2>/dev/null || :
            server_clean=1
        fi
    fi
    wait "$1" 2>/dev/null || :
    server_left=
    for server_one in $server_pids; do
        [ "$server_one" = "$1" ] || server_left="$server_left $server_one"
    done
    server_pids=$server_left
    return "$server_clean"
}

server_stop_all() {
    for server_each in $server_pids; do
        server_stop "$server_each" || :
    done
}
