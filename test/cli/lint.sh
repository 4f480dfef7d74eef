# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# lint: what the gate would say.

pki=$work/pki
good=$(awk -F '\t' '$4 == "accept" { print $1; exit }' "$pki/cases.tsv")

run_it "$slicegate" lint "$pki/$good.crt"
expect_status 0 'a compliant chain is clean'
expect_text 'as client: passes'
run_it sh -c 'cat "$1" | "$0" lint -' "$slicegate" "$pki/$good.crt"
expect_status 0 'standard input'
expect_text '(standard input)'

openssl x509 -in "$pki/$good.crt" -outform DER -out "$work/good.der"
run_it "$slicegate" lint --role client "$work/good.der"
expect_status 0 'DER'
expect_text 'its issuer is not in this file'
run_it "$slicegate" lint --role server "$work/good.der"
expect_status 1 'a client certificate is refused as a server'
expect_text CERT-EKU-2

mkdir -p "$work/folder"
cp "$pki/$good.crt" "$pki/$good.key" "$work/folder"
run_it "$slicegate" lint "$work/folder"
expect_status 0 'a folder, its keys passed over'
mkdir -p "$work/empty"
run_it "$slicegate" lint "$work/empty"
expect_status 2 'a folder without certificates cannot be read'
run_it "$slicegate" lint "$pki/$good.key"
expect_status 2 'a key is no certificate'
run_it "$slicegate" lint "$work/absent.crt"
expect_status 2 'a missing file cannot be read'
head -c 300 "$pki/$good.crt" >"$work/cut.crt"
run_it "$slicegate" lint "$work/cut.crt"
expect_status 2 'damaged PEM cannot be read'
run_it "$slicegate" lint "$work/absent.crt" "$pki/no-such.crt" "$pki/$good.crt"
expect_status 2 'one unreadable file among others is not passed over'
head -c 400 "$work/good.der" >"$work/cut.der"
run_it "$slicegate" lint "$work/cut.der"
expect_status 1 'DER that breaks off is refused'
expect_text CERT-DER-1
expect_no_text 'bytes that are no Certificate'
run_it "$slicegate" lint --json "$work/cut.der"
expect_text 'no whole SEQUENCE in DER at offset 0'
size=$(wc -c <"$work/good.der")
{ cat "$work/good.der"; printf 'tail'; } >"$work/tail.der"
run_it "$slicegate" lint --json "$work/tail.der"
expect_status 1 'bytes behind a certificate are refused'
expect_text "no end of the certificate, but 4 bytes more, at offset $size"
# The inner version, of two bytes where one holds it.
perl -0pe 's/\xa0\x03\x02\x01\x02/\xa0\x81\x02\x01\x02/' "$work/good.der" >"$work/odd.der"
run_it "$slicegate" lint --json "$work/odd.der"
expect_status 1 'a certificate that is not strict DER is refused'
expect_text 'at offset 8"'

# What never was a certificate is not judged as one.
openssl pkcs12 -export -in "$pki/$good.crt" -inkey "$pki/$good.key" -passout pass: -out "$work/good.p12"
openssl req -new -key "$pki/$good.key" -subj /CN=request -outform DER -out "$work/request.der"
openssl pkey -in "$pki/$good.key" -outform DER -out "$work/key.der"
head -c 512 /dev/zero | tr '\0' '0' >"$work/zeros"
openssl crl2pkcs7 -nocrl -certfile "$pki/$good.crt" -outform DER -out "$work/good.p7b"
for file in good.p12 request.der key.der zeros good.p7b; do
    run_it "$slicegate" lint "$work/$file"
    expect_status 2 "$file is no certificate"
    expect_text 'holds no certificate'
done

# Every case of the test PKI: the rule that it breaks is named, by the chain
# that a server would see and the anchors that the server has.
cat >"$work/lint.conf" <<END
[anchors]
file.1 = $pki/root.crt
END
tab=$(printf '\t')
cases=0
while IFS="$tab" read -r name rule _ expect _; do
    case $name in
        '#case' | *-twice-key) continue ;;
    esac
    cases=$((cases + 1))
    run_it "$slicegate" lint --role client --json --policy "$work/lint.conf" \
        "$pki/$name.crt"
    if [ "$expect" = accept ]; then
        [ "$status" -eq 0 ] || { expect_name=$name; expect_bad "status $status"; }
    elif [ "$status" -ne 1 ] || ! grep -q "\"id\":\"$rule\"" "$out"; then
        expect_name=$name
        expect_bad "status $status, expected 1 and $rule"
    fi
done <"$pki/cases.tsv"
run_it test "$cases" -gt 20
expect_status 0 "each of $cases cases is judged as the test PKI says"

run_it "$slicegate" lint --json "$pki/$good.crt"
perl -MJSON::PP -ne '
    $c = decode_json($_);
    for my $key (qw(file index profile verdict path certificate_sha256 subject
                    issuer serial not_before not_after judged)) {
        die "$key is missing" unless exists $c->{$key};
    }' "$out"
status=$?
expect_status 0 'lint --json has its promised keys'

run_it env COLUMNS=60 "$slicegate" lint --role server "$work/good.der"
longest=$(awk 'NR > 2 && length > m { m = length } END { print m + 0 }' "$out")
run_it test "$longest" -le 80
expect_status 0 'a narrow terminal gets narrow lines'
run_it sh -c '"$0" lint --role server "$1" | grep -c "$(printf "\033")"' "$slicegate" "$work/good.der"
expect_text 0
