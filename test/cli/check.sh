# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# check before a start: what is proven, and what is named.

conf=$work/openssl.cnf
policy=$work/policy.conf

# The configuration as it should be.
write_conf() {
    cat >"$conf" <<END
openssl_conf = openssl_init
[openssl_init]
providers = providers
[providers]
null = null_provider
slicegate = slicegate
[null_provider]
activate = 1
[slicegate]
module = $module
activate = 1
policy = $policy
END
}

write_policy() {
    printf '%s\n' "$@" '[audit]' "sink.1 = file:$work/audit.log" >"$policy"
}

write_conf
write_policy
run_it "$slicegate" check --conf "$conf"
expect_status 0 'a good configuration is proven'
expect_text 'profile=mgmt mode=enforce anchors=none policy='
expect_text 'of a line that the module knows'
expect_text 'fetches of what TLS needs all come from slicegate'
expect_text 'TLS 1.2: a compliant client is let in'
expect_text 'TLS 1.2: its twin that breaks CERT-CDP-1 is refused'
expect_text 'TLS 1.3: a compliant client is let in'
expect_text 'TLS 1.3: its twin that breaks CERT-CDP-1 is refused'
expect_text 'no anchors'
run_it env OPENSSL_CONF="$conf" "$slicegate" check
expect_status 0 'without --conf the file that OPENSSL_CONF names is taken'

write_policy '[anchors]' "file.1 = $work/pki/root.crt"
run_it "$slicegate" check --conf "$conf"
expect_status 0 'under anchors'
expect_text 'TLS 1.2: a compliant client of a CA that is no anchor is refused by CHAIN-7 alone'
expect_text 'TLS 1.3: a compliant client of a CA that is no anchor is refused by CHAIN-7 alone'
expect_no_text 'no anchors'

write_policy '[profile]' 'name = sba'
run_it "$slicegate" check --conf "$conf"
expect_status 0 'under the profile sba'
expect_text 'profile=sba'

write_policy '[rules]' 'CERT-CDP-1 = off'
run_it "$slicegate" check --conf "$conf"
expect_status 0 'where a rule is off another is broken'
expect_text 'its twin that breaks CERT-KU-1 is refused'
expect_text "warn  $policy: CERT-CDP-1 is off, and the profile mgmt enforces it"
expect_no_text 'CERT-KU-1 is off'

# What the gate stands on may not be lowered, whoever the peers are.
for rule in CHAIN-8 CHAIN-9 GATE-1 GATE-2 GATE-3 GATE-4; do
    write_policy '[rules]' "$rule = warn"
    run_it "$slicegate" check --conf "$conf"
    expect_status 1 "$rule lowered is open"
    expect_text "open  $policy: $rule is warn"
done
write_policy '[rules]' 'CHAIN-7 = off'
run_it "$slicegate" check --conf "$conf"
expect_status 0 'without anchors CHAIN-7 judges nobody'
expect_text "warn  $policy: CHAIN-7 is off"
write_policy '[anchors]' "file.1 = $work/pki/root.crt" '[rules]' 'CHAIN-7 = warn'
run_it "$slicegate" check --conf "$conf"
expect_status 1 'under anchors CHAIN-7 lowered is open'
expect_text "open  $policy: CHAIN-7 is warn"
expect_text 'TLS 1.3: a client of a CA that is no anchor is let in'
expect_no_text 'a compliant client is let in'

for open in 'mode = monitor' 'profile none'; do
    case $open in
        mode*) write_policy '[gate]' 'mode = monitor' ;;
        *) write_policy '[profile]' 'name = none' ;;
    esac
    run_it "$slicegate" check --conf "$conf"
    expect_status 1 "$open is not taken for a gate"
    expect_text 'NOTHING IS REFUSED'
    run_it "$slicegate" check --conf "$conf" --allow-monitor
    expect_status 0 "$open with --allow-monitor"
    expect_text 'NOTHING IS REFUSED'
done

# ---- One side of it ----

# Without a gate on the server side nothing is proven; monitor mode counts as
# that on either.
for open in 'server none' 'server monitor' 'client monitor'; do
    side=${open% *}
    case $open in
        *none) write_policy "[$side]" 'profile = none' ;;
        *) write_policy "[$side]" 'mode = monitor' ;;
    esac
    run_it "$slicegate" check --conf "$conf"
    expect_status 1 "$open alone is not taken for a gate"
    expect_text "open  $policy: [$side] "
    expect_text 'NOTHING IS REFUSED'
    run_it "$slicegate" check --conf "$conf" --allow-monitor
    expect_status 0 "$open alone with --allow-monitor"
    expect_text "warn  $policy: [$side] "
done
write_policy '[gate]' 'mode = monitor' '[server]' 'mode = enforce'
run_it "$slicegate" check --conf "$conf" --allow-monitor
expect_status 0 'a side that enforces is proven beside one that does not'
expect_text 'TLS 1.3: its twin that breaks CERT-CDP-1 is refused'

# What an operator may open on purpose is said, and no fault.
opened() { # TEXT LINE...
    opened_text=$1
    shift
    write_policy "$@"
    run_it "$slicegate" check --conf "$conf"
    expect_status 0 "$* is told"
    expect_text "warn  $policy: $opened_text"
}
opened '[client] profile none: NOTHING IS REFUSED of servers' '[client]' 'profile = none'
opened '[server] mutual = optional: A CLIENT WITHOUT' '[server]' 'mutual = optional'
opened '[resumption] mode = allow: WHOEVER' '[resumption]' 'mode = allow'
opened 'standalone_kdf = allow: TLS KEYS' '[gate]' 'standalone_kdf = allow'
opened '[psk] tls12_suites lets in TLS_PSK_WITH_AES_128_GCM_SHA256' '[psk]' 'tls12_suites = 0x00A8'
opened '[tls] dhe = on' '[tls]' 'dhe = on'
opened '[scope] names 1 of this service' '[scope]' \
    'own_certificate.1 = 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
write_policy '[client]' 'mutual = required' 'own_certificate = enforce'
run_it "$slicegate" check --conf "$conf"
expect_status 0 'what is in force is said of each side'
expect_text "ok    $policy: [server] profile mgmt, mode enforce, mutual required, own_certificate warn"
expect_text "ok    $policy: [client] profile mgmt, mode enforce, mutual required, own_certificate enforce"
expect_text "ok    $policy: [resumption] known, up to 262144 sessions"

write_policy
printf '[rules]\nCERT-CDP-2 = sometimes\n' >"$work/new.conf"
run_it "$slicegate" check --conf "$conf" --policy "$work/new.conf"
expect_status 1 'a new policy with a fault is named before it is in place'
expect_text "$work/new.conf:2:"
expect_text 'provider not loaded'
cp "$out" "$work/told"
run_it awk '/provider not loaded/ { cause = NR } /correct what is named above/ && !cause { early = 1 }
    END { exit !cause || early }' "$work/told"
expect_status 0 'a cause stands above what comes of it'
run_it env OPENSSL_MODULES="$(dirname "$module")" "$slicegate" check --policy "$policy"
expect_status 0 'a policy by itself is tried with the installed module'
mkdir -p "$work/empty"
run_it env OPENSSL_MODULES="$work/empty" "$slicegate" check --policy "$policy"
expect_status 1 'a module that is not installed is named'
expect_text "module $work/empty/slicegate.so: No such file"

# ---- A line of OpenSSL that the module does not know ----

# The same module, knowing no line that there is.
perl -0777 -pe 's/3\.0\.\x003\.5\.\x00/9.0.\x009.5.\x00/' "$module" >"$work/older.so"
write_conf
sed -i "10s|=.*|= $work/older.so|" "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 0 'an unknown line of OpenSSL runs'
expect_text 'of a line that the module does not know: unknown_openssl = run lets it go on'
write_policy '[gate]' 'unknown_openssl = refuse'
run_it "$slicegate" check --conf "$conf"
expect_status 1 'an unknown line of OpenSSL is refused where the policy says so'
expect_text 'of a line that the module does not know: unknown_openssl = refuse keeps it from loading'
write_conf
write_policy

# ---- What the application's TLS configuration offers ----

limit_versions() { # LINE...
    write_conf
    sed -i 's/^providers = providers$/&\nssl_conf = ssl/' "$conf"
    printf '%s\n' '[ssl]' 'system_default = system' '[system]' "$@" >>"$conf"
}

write_policy
limit_versions 'MinProtocol = TLSv1.3'
run_it "$slicegate" check --conf "$conf"
expect_status 0 'TLS 1.3 alone'
expect_text 'TLS 1.2: this configuration does not offer it'
expect_text 'TLS 1.3: its twin that breaks CERT-CDP-1 is refused'
limit_versions 'MaxProtocol = TLSv1.1'
run_it "$slicegate" check --conf "$conf"
expect_status 1 'neither TLS 1.2 nor 1.3 proves nothing'

# ---- Faults of openssl.cnf, each with its line ----

# fault :LINE TEXT SED-SCRIPT "behaviour"
fault() {
    write_conf
    sed -i "$3" "$conf"
    run_it "$slicegate" check --conf "$conf"
    expect_status 1 "$4"
    expect_text "$conf$1: $2"
}

fault ':1' "'openssl_confs' is not 'openssl_conf'" \
    '1s/openssl_conf/openssl_confs/' 'misspelt openssl_conf'
fault ':2' "'openssl_conf' stands in section [wrong]" \
    '1s/^/[wrong]\n/' 'openssl_conf below a section head'
fault ':1' "'openssl_conf' names section [openssl_begin], which is missing" \
    '1s/openssl_init/openssl_begin/' 'missing section of openssl_conf'
fault ':3' "'provider' is not 'providers'" \
    '3s/providers =/provider =/' 'misspelt providers'
fault ':3' "'nonsense' is nothing that OpenSSL knows" \
    '3s/^/nonsense = 1\n/' 'an unknown module before providers'
fault ':5' "'default' is listed before slicegate" \
    '5s/^/default = null_provider\n/' 'default listed first'
fault ':7' "'default' is listed" \
    '6s/$/\ndefault = null_provider/' 'default listed behind'
fault ':5' "provider 'legacy' is listed before slicegate" \
    '5s/^/legacy = null_provider\n/' 'another provider before slicegate'
fault ':8' "'activat' is not 'activate'" \
    '8s/activate/activat/' 'null is not activated'
fault ':11' "'activate = 0'" \
    '11s/1/0/' 'activate = 0'
fault ':12' "'polcy' is no key of slicegate" \
    '12s/policy =/polcy =/' 'a key that nobody reads'
fault ':13' "'policy' is given twice, here and in line 12 of $conf" \
    '12s/.*/&\n&/' 'policy given twice'
fault ':12' "'policy = policy.conf' is a relative path" \
    '12s|=.*|= policy.conf|' 'a relative policy'
fault ':10' "module /nowhere/slicegate.so: No such file" \
    '10s|=.*|= /nowhere/slicegate.so|' 'missing module'
fault ':3' ".include of /nowhere/more.cnf: No such file" \
    '3s|^|.include /nowhere/more.cnf\n|' 'an include of nothing'
fault ':4' "OpenSSL cannot read this" \
    '4s/\[providers\]/[providers/' 'a line that is not valid'

write_conf
sed -i 5d "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 0 'without null the gate holds'
expect_text "$conf:4: [providers] does not list 'null' at all"
write_conf
sed -i '5d; s/^slicegate = slicegate$/&\nnull = null_provider/' "$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 0 'with null behind it the gate holds'
expect_text "$conf:5: 'null' is not the first provider"

# Lines of an included file are named as they stand there.
write_conf
sed -n '9,$p' "$conf" | sed 's/^activate/aktivate/' >"$work/part.cnf"
sed -i '9,$d' "$conf"
echo ".include $work/part.cnf" >>"$conf"
run_it "$slicegate" check --conf "$conf"
expect_status 1 'a fault in an included file'
expect_text "$work/part.cnf:3: 'aktivate' is not 'activate'"
sed -i 's/aktivate/activate/' "$work/part.cnf"
run_it "$slicegate" check --conf "$conf"
expect_status 0 'an included file as it should be'

# ---- Who may write ----

for shared in "$conf" "$policy"; do
    write_conf
    chmod g+w "$shared"
    run_it "$slicegate" check --conf "$conf"
    expect_status 1 "$(basename "$shared") that its group may write"
    expect_text "$shared"
    chmod g-w "$shared"
done
write_conf
