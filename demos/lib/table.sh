# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# The first table: one line for each case, at most 99 columns, and the count.

tab=$(printf '\t')
recheck=0
bad_served=0 bad_later=0 bad_refused=0 bad_other=0 bad_all=0
good_in=0 good_all=0
gate_refused=0 gate_named=0 gate_in=0
unexpected=0
alerts=
resets=0
cell_stock12=- cell_stock13=- cell_gate12=- cell_gate13=-
clause_rest=
row_named=
row_faults=

red='' green='' yellow='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
    red=$(printf '\033[31m') green=$(printf '\033[32m')
    yellow=$(printf '\033[33m') plain=$(printf '\033[0m')
fi

table_rule() {
    printf '%099d\n' 0 | tr 0 -
}

table_line() {
    printf '%-18.18s %-11s %-23.23s %-7s %-7s %-8s %-8s %s\n' "$@"
}

table_head() {
    table_line '' '' '' 'stock' '' 'slicegate' '' 'named by'
    table_line case rule clause 'TLS 1.2' 'TLS 1.3' 'TLS 1.2' 'TLS 1.3' 'the log'
    table_rule
}

table_fault() {
    row_faults="$row_faults
    $side, TLS $version: $1"
}

# The expected stock outcome stands in cases.tsv; "refused" is any alert.
table_take_stock() {
    stock_want=$stock12
    [ "$version" = 1.2 ] || stock_want=$stock13
    case $outcome in
        alert* | reset) stock_got=refused ;;
        *) stock_got=$outcome ;;
    esac
    [ "$stock_got" = "$stock_want" ] ||
        table_fault "$outcome, expected $stock_want ${trouble:+($trouble)}"
    if [ "$expect" = accept ]; then
        good_all=$((good_all + 1))
        [ "$outcome" != served ] || good_in=$((good_in + 1))
        return 0
    fi
    bad_all=$((bad_all + 1))
    case $stock_got in
        served) bad_served=$((bad_served + 1)) ;;
        refused) bad_refused=$((bad_refused + 1)) ;;
        '?') bad_other=$((bad_other + 1)) ;;
        *) bad_later=$((bad_later + 1)) ;;
    esac
}

table_take_gate() {
    if [ "$expect" = accept ]; then
        if [ "$outcome" = served ]; then
            gate_in=$((gate_in + 1))
        else
            table_fault "$outcome, expected served ${trouble:+($trouble)}${named:+, the log names $named}"
        fi
        return 0
    fi
    case $outcome in
        alert* | reset) gate_refused=$((gate_refused + 1)) ;;
        *) table_fault "$outcome, expected a refused handshake ${trouble:+($trouble)}" ;;
    esac
    # Below a refused CA the end entity is refused by CHAIN-9 as well: that is
    # what the first refusal leads to, not another one.
    case $named in
        "$rule" | "$rule CHAIN-9")
            gate_named=$((gate_named + 1))
            row_named=$rule
            ;;
        *) table_fault "the log names ${named:-nothing}, expected $rule" ;;
    esac
}

table_take() {
    case $outcome in
        alert*)
            case " $alerts " in
                *" ${outcome#alert } "*) ;;
                *) alerts="$alerts ${outcome#alert }" ;;
            esac
            ;;
        reset) resets=1 ;;
    esac
    case $side$version in
        stock1.2) cell_stock12=$outcome ;;
        stock1.3) cell_stock13=$outcome ;;
        *1.2) cell_gate12=$outcome ;;
        *) cell_gate13=$outcome ;;
    esac
    if [ "$side" = stock ]; then
        table_take_stock
    else
        table_take_gate
    fi
}

# A clause too long for its column goes on below, from a comma on.
table_clause() {
    clause_rest=
    [ "$clause" != none ] || clause="slicegate's own rule"
    clause_room=23
    while [ "${#clause}" -gt "$clause_room" ]; do
        clause_room=22
        case $clause in
            *', '*) ;;
            *) break ;;
        esac
        clause_rest=${clause##*, }${clause_rest:+, $clause_rest}
        clause=${clause%, *}
    done
    [ -z "$clause_rest" ] || clause="$clause,"
}

# Green: as the profile wants it. Red: a broken chain was served, or a
# compliant one was not. Yellow: refused, but too late.
table_cell() {
    case $expect:$2 in
        *:-) cell_colour= ;;
        accept:served | refuse:alert* | refuse:reset | refuse:refused) cell_colour=$green ;;
        refuse:served | accept:* | *:'?') cell_colour=$red ;;
        *) cell_colour=$yellow ;;
    esac
    printf '%s%-*s%s ' "$cell_colour" "$1" "$2" "${cell_colour:+$plain}"
}

table_row() {
    table_clause
    printf '%-18.18s %-11s %-23.23s ' "$name" "$rule" "$clause"
    table_cells
}

# The rest of a row, and what was not as expected in it.
table_cells() {
    table_cell 7 "$cell_stock12"
    table_cell 7 "$cell_stock13"
    table_cell 8 "$cell_gate12"
    table_cell 8 "$cell_gate13"
    printf '%s\n' "${row_named:--}"
    [ -z "$clause_rest" ] || printf '%30s %s\n' '' "$clause_rest"
    if [ -n "$row_faults" ]; then
        printf '%s  not as expected (%s):%s%s\n' "$red" "$text" \
            "$row_faults" "$plain"
        unexpected=$((unexpected + 1))
    fi
    clause_rest='' row_named='' row_faults=''
}

table_alert_name() {
    case $1 in
        40) echo handshake_failure ;;
        42) echo bad_certificate ;;
        43) echo unsupported_certificate ;;
        45) echo certificate_expired ;;
        46) echo certificate_unknown ;;
        47) echo illegal_parameter ;;
        48) echo unknown_ca ;;
        50) echo decode_error ;;
        51) echo decrypt_error ;;
        80) echo internal_error ;;
    esac
}

table_close() {
    table_rule
    echo 'served    the request was answered with 200'
    echo '400       the handshake was completed, and the request then answered with HTTP 400'
    for one in $alerts; do
        printf 'alert %-3s refused in the handshake with %s; the server saw no application byte\n' \
            "$one" "$(table_alert_name "$one")"
    done
    if [ "$resets" -gt 0 ]; then
        echo 'reset     refused in the handshake likewise; the connection was gone before the alert was read'
    fi
    echo
    echo "stock nginx: of $bad_all handshakes with a broken chain $bad_served were served, $bad_later answered with 400,"
    echo "             $bad_refused refused in the handshake; $good_in of $good_all compliant ones were served"
    if [ "$sides" != stock ]; then
        echo "slicegate:   $gate_refused of $bad_all broken ones refused in the handshake, $gate_named named by the right rule;"
        echo "             $gate_in of $good_all compliant ones were served"
    fi
}

# Over both tables.
table_verdict() {
    if [ "$recheck" -ne 0 ]; then
        echo "${red}$recheck refused handshakes have a request in the access log${plain}"
        return 1
    fi
    if [ "$unexpected" -ne 0 ]; then
        echo "${red}$unexpected cases were not as expected${plain}"
        return 1
    fi
    echo "${green}Every outcome is the expected one.${plain}"
}
