# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Debian packages that a script needs, installed without starting a service.
#
#   packages_need [-y] PACKAGE...
#
# Installs those that are missing, as root or through sudo. On a terminal it
# lists them and asks first; with -y or without a terminal it goes ahead.
# A service that comes with a package that was not there before is neither
# started nor left enabled. Returns 1, with a line on stderr, when it cannot.

packages_installed() {
    test "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed
}

packages_missing() {
    for packages_one; do
        packages_installed "$packages_one" || printf '%s\n' "$packages_one"
    done
}

# Runs as root: sh -c "$packages_script" sh PACKAGE...
# invoke-rc.d and deb-systemd-invoke ask policy-rc.d; 101 forbids all.
# shellcheck disable=SC2016
packages_script='
set -u
umask 022
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
policy=/usr/sbin/policy-rc.d
kept=
log=
restore() {
    rm -f "$policy" ${log:+"$log"}
    [ -z "$kept" ] || mv "$kept" "$policy"
    kept=
}
trap "restore" EXIT
trap "exit 130" HUP INT TERM
if [ -e "$policy" ] || [ -L "$policy" ]; then
    kept=$policy.kept.$$
    mv "$policy" "$kept" || exit 1
fi
printf "#!/bin/sh\nexit 101\n" >"$policy" && chmod 755 "$policy" || exit 1

listed() { dpkg-query -W -f "\${db:Status-Status} \${binary:Package}\n" |
    sed -n "s/^installed //p" | sort; }
before=$(listed)

known() {
    for p; do
        case $(apt-cache policy "$p" 2>/dev/null) in
            *"Candidate: (none)"*|"") return 1;;
        esac
    done
}
log=$(mktemp)
get() { apt-get -qq -o Dpkg::Use-Pty=0 -y --no-install-recommends "$@" >"$log" 2>&1; }
if ! known "$@" || ! get --download-only install "$@"; then
    apt-get -qq update || exit 1
fi
get install "$@" || { cat "$log" >&2; exit 1; }

# What a package enables would start at the next boot: take that back too.
new=$(listed | { while read -r p; do
    printf "%s\n" "$before" | grep -Fqx "$p" || printf "%s\n" "$p"
done; })
for p in $new; do
    dpkg-query -L "$p" | while read -r f; do
        unit=$(basename "$f")
        case $f in
            /etc/init.d/*)
                update-rc.d "$unit" disable >/dev/null 2>&1 || :;;
            */systemd/system/*@.*) ;;
            */systemd/system/*.service|*/systemd/system/*.socket)
                if command -v systemctl >/dev/null; then
                    systemctl --quiet disable "$unit" >/dev/null 2>&1 || :
                fi;;
        esac
    done
done
'

packages_ask() {
    printf 'Debian packages to install: %s\nInstall them now? [Y/n] ' "$*"
    read -r packages_answer || return 1
    case $packages_answer in
        '' | [Yy] | [Yy][Ee][Ss]) return 0 ;;
    esac
    return 1
}

packages_need() {
    packages_yes=no
    if [ "${1-}" = -y ]; then
        packages_yes=yes
        shift
    fi
    if ! command -v dpkg-query >/dev/null; then
        echo "packages: this is not Debian; needed are: $*" >&2
        return 1
    fi
    packages_list=$(packages_missing "$@")
    [ -n "$packages_list" ] || return 0
    # One name a line into arguments: package names hold no blanks.
    # shellcheck disable=SC2086
    set -- $packages_list

    packages_sudo=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "packages: needs root or sudo to install: $*" >&2
            return 1
        fi
        packages_sudo=sudo
        [ -t 0 ] || packages_sudo='sudo -n'
    fi
    if [ "$packages_yes" = no ] && [ -t 0 ] && [ -t 1 ]; then
        packages_ask "$@" || {
            echo "packages: not installed: $*" >&2
            return 1
        }
    else
        echo "Installing Debian packages: $*"
    fi
    # One at a time: policy-rc.d is one file for the whole machine.
    if ! $packages_sudo flock /run/lock/slicegate-packages \
        sh -c "$packages_script" sh "$@"; then
        echo "packages: could not install: $*" >&2
        return 1
    fi
    packages_list=$(packages_missing "$@")
    if [ -n "$packages_list" ]; then
        echo "packages: still missing: $(echo "$packages_list" | tr '\n' ' ')" >&2
        return 1
    fi
}
