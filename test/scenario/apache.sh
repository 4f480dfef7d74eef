#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Apache httpd asks for a client certificate. `require` ends the handshake by
# its own verification; `optional_no_ca` lets any certificate in.
# shellcheck disable=SC1091,SC2034,SC2154,SC2317,SC2016,SC2015,SC2046,SC2086
set -u
. "$(dirname "$0")/lib/scenario.sh"
scenario_begin apache "$@"

modules=/usr/lib/apache2/modules

# apache_gated DIR SSLVerifyClient
apache_gated() {
    mkdir -p "$1/www"
    server_port || exit 2
    port=$server_free
    seen=$1/access.log
    echo 'The NSMF answers' >"$1/www/answer"
    chmod 755 "$1" "$1/www"
    chmod 644 "$1/www/answer"
    cat >"$1/httpd.conf" <<END
ServerName localhost
ServerRoot $1
DefaultRuntimeDir $1
PidFile $1/httpd.pid
Listen 127.0.0.1:$port
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule alias_module $modules/mod_alias.so
LoadModule ssl_module $modules/mod_ssl.so
StartServers 1
ThreadsPerChild 8
MinSpareThreads 8
MaxSpareThreads 16
MaxRequestWorkers 16
ErrorLog $1/error.log
LogLevel info
LogFormat "%U %>s %{SSL_PROTOCOL}x" scenario
CustomLog $1/access.log scenario
AliasMatch ^/ $1/www/answer
SSLSessionCache none
SSLEngine on
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLSessionTickets off
SSLCertificateFile $pki/server.crt
SSLCertificateKeyFile $pki/server.key
SSLCACertificateFile $pki/root.crt
SSLVerifyClient $2
SSLVerifyDepth 5
END
    if [ "$(id -u)" -eq 0 ]; then
        printf 'User www-data\nGroup www-data\n' >>"$1/httpd.conf"
    fi
    gate_files "$1"
    start_gated "$1" apache2 -DFOREGROUND -f "$1/httpd.conf"
    up "$port"
}

for verify in require optional_no_ca; do
    chapter "SSLVerifyClient $verify"
    apache_gated "$work/$verify" "$verify"
    if [ "$verify" = require ]; then
        try_peers server
    else
        try_peers
    fi
    check "the error log names the rule" \
        grep -q 'CERT-CDP-1' "$work/$verify/error.log"
    check 'Apache ends by itself' server_stop "$server_pid"
done

scenario_end
