# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# The second table: what the handshake itself has to be like. A row is
#
#   handshake_row TEXT RULE SERVER CLIENT STOCK12 STOCK13 GATE12 GATE13
#
# SERVER is the name of a port; CLIENT one of client.sh. What is expected of
# stock servers is served, 400 or refused; with slicegate served, rule (refused,
# and the log names RULE) or libssl (refused before the gate had to decide, and
# the log names nothing); - is not tried.

hs_bad_all=0 hs_bad_served=0 hs_bad_later=0 hs_bad_refused=0
hs_good_all=0 hs_good_in=0
hs_gate_all=0 hs_gate_refused=0 hs_gate_named=0 hs_gate_libssl=0
hs_gate_good=0 hs_gate_in=0
hs_rows=0

# Sets $attempt_dir, where the server's files are, $hs_port, and $hs_seen, the
# name of the nginx that would see the request.
handshake_server() {
    hs_seen=$side
    hs_port=$1
    case $side:$1 in
        *:psk | *:both) attempt_dir=$work/$side-psk ;;
        *:short) attempt_dir=$work/$side-short ;;
        stock:inside) attempt_dir=$work/stock hs_port=optional ;;
        *:inside) hs_seen=inside attempt_dir=$work/inside hs_port=optional ;;
        *) attempt_dir=$work/$side ;;
    esac
    hs_port=$(cat "$attempt_dir/port-$hs_port")
}

# Sets $outcome, $trouble and $named as attempt does; any alert is "refused".
handshake_attempt() {
    handshake_server "$hs_server"
    attempt_before=$(attempt_refusals)
    attempt_audit=$(attempt_lines "$attempt_dir/audit.jsonl")
    hs_path=/handshake/$hs_rows/$version
    outcome=$("$hs_client" "$hs_port" "$version" "$hs_path")
    trouble='' named=''
    case $outcome in
        200) outcome=served ;;
        000 | '') handshake_no_answer ;;
    esac
    [ ! -f "$attempt_dir/audit.jsonl" ] || named=$(attempt_rules "$attempt_audit")
}

handshake_no_answer() {
    outcome='?'
    if ! server_wait_until 5 attempt_logged; then
        trouble="no answer, and no failed handshake in the server's log: $(head -n 1 "$work/client.err")"
    elif grep -q "^$hs_path " "$work/$hs_seen/access.log"; then
        trouble='the server saw the request'
    else
        outcome=refused
        echo "$hs_seen $hs_path " >>"$work/refused"
    fi
}

handshake_take_stock() {
    [ "$outcome" = "$1" ] ||
        table_fault "$outcome, expected $1${trouble:+ ($trouble)}"
    if [ "$expect" = accept ]; then
        hs_good_all=$((hs_good_all + 1))
        [ "$outcome" != served ] || hs_good_in=$((hs_good_in + 1))
        return 0
    fi
    hs_bad_all=$((hs_bad_all + 1))
    case $outcome in
        served) hs_bad_served=$((hs_bad_served + 1)) ;;
        refused) hs_bad_refused=$((hs_bad_refused + 1)) ;;
        *) hs_bad_later=$((hs_bad_later + 1)) ;;
    esac
}

handshake_take_gate() {
    if [ "$1" = served ]; then
        hs_gate_good=$((hs_gate_good + 1))
        if [ "$outcome" = served ]; then
            hs_gate_in=$((hs_gate_in + 1))
        else
            table_fault "$outcome, expected served${trouble:+ ($trouble)}${named:+, the log names $named}"
        fi
        return 0
    fi
    hs_gate_all=$((hs_gate_all + 1))
    if [ "$outcome" = refused ]; then
        hs_gate_refused=$((hs_gate_refused + 1))
    else
        table_fault "$outcome, expected refused${trouble:+ ($trouble)}"
        return 0
    fi
    case $1:$named in
        "rule:$rule")
            hs_gate_named=$((hs_gate_named + 1))
            row_named=$rule
            ;;
        libssl:)
            hs_gate_libssl=$((hs_gate_libssl + 1))
            row_named=${row_named:-libssl}
            ;;
        rule:*) table_fault "the log names ${named:-nothing}, expected $rule" ;;
        *) table_fault "the log names $named, expected nothing" ;;
    esac
}

# handshake_cell CELL EXPECTED: one connection, into $cell_CELL
handshake_cell() {
    cell=-
    [ "$2" = - ] || {
        handshake_attempt
        cell=$outcome
        "handshake_take_$1" "$2"
    }
}

handshake_side() {
    version=1.2
    handshake_cell "$1" "$2"
    cell12=$cell
    version=1.3
    handshake_cell "$1" "$3"
    cell13=$cell
}

handshake_row() {
    hs_rows=$((hs_rows + 1))
    text=$1 rule=$2 hs_server=$3 hs_client=client_$4
    expect=refuse
    case $7$8 in *served*) expect=accept ;; esac
    cell_stock12=- cell_stock13=- cell_gate12=- cell_gate13=-
    for side in $sides; do
        if [ "$side" = stock ]; then
            handshake_side stock "$5" "$6"
            cell_stock12=$cell12 cell_stock13=$cell13
        else
            handshake_side gate "$7" "$8"
            cell_gate12=$cell12 cell_gate13=$cell13
        fi
    done
    printf '  %-40.40s %-11s ' "$text" "$rule"
    table_cells
}

handshake_head() {
    handshake_line='%-42.42s %-11s %-7s %-7s %-8s %-8s %s\n'
    # shellcheck disable=SC2059
    printf "$handshake_line" '' '' stock '' slicegate '' 'named by'
    # shellcheck disable=SC2059
    printf "$handshake_line" handshake rule 'TLS 1.2' 'TLS 1.3' 'TLS 1.2' 'TLS 1.3' 'the log'
    table_rule
}

handshake_table() {
    handshake_head
    echo 'with a certificate: nginx'
    handshake_row 'compliant certificate' - on compliant served served served served
    handshake_row 'no certificate (verify_client on)' TLS-MA-1 on bare 400 400 rule rule
    handshake_row 'no certificate (verify_client optional)' TLS-MA-1 optional bare served served rule rule
    handshake_row 'no certificate (verify_client off)' TLS-MA-1 off bare served served rule rule
    handshake_row 'suite with CBC' T12-CS-1 on cbc served - rule -
    handshake_row 'key exchange with RSA' T12-CS-5 on rsa_exchange served - rule -
    handshake_row 'no extended master secret' T12-EXT-1 on no_ems served - rule -
    handshake_row 'group P-521 only' TLS-GRP-1 on p521 served served libssl libssl
    handshake_row 'ticket of a replica without slicegate' RES-1 tickets ticket served served rule rule
    echo 'with a pre-shared key: stunnel, and behind it the same nginx'
    handshake_row '32 random octets, with ECDHE' - psk psk_csmf served served served served
    handshake_row 'the same key, without ECDHE' PSK-MODE-1 psk psk_plain served - rule -
    handshake_row 'unknown identity (stunnel has a cert)' PSK-UNK-4 both psk_nobody refused served libssl rule
    handshake_row '32 octets of zero' PSK-ENT-2 psk psk_zeros served served rule rule
    handshake_row 'the key "password1234567890"' PSK-ENT-2 psk psk_password served served rule rule
    handshake_row '8 random octets (openssl s_server)' PSK-LEN-1 short psk_short served served rule rule
    echo 'inside the trust domain: nginx, where the policy says mutual = optional'
    handshake_row 'no certificate (verify_client optional)' - inside bare served served served served
}

handshake_close() {
    table_rule
    echo 'refused   the handshake failed, and no server saw the request'
    echo 'ticket    a broken chain was let in by the replica, which has the same ticket key'
    if [ "$sides" != stock ]; then
        echo 'libssl    refused too, by libssl: P-521 is not offered, and TLS 1.2 itself knows'
        echo '          an unknown identity; the log has nothing to name'
    fi
    echo
    echo "stock servers: of $hs_bad_all handshakes that the policy forbids $hs_bad_served were served, $hs_bad_later answered with 400,"
    echo "               $hs_bad_refused refused; $hs_good_in of $hs_good_all others were served"
    [ "$sides" != stock ] || return 0
    echo "slicegate:     $hs_gate_refused of $hs_gate_all refused in the handshake, $hs_gate_named named by the right rule,"
    echo "               $hs_gate_libssl by libssl; $hs_gate_in of $hs_gate_good others were served"
}
