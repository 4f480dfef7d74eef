# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# lint under a gate policy: levels, anchors and listed leaves count.

bad=$work/pki/leaf-no-cdp.crt

cat >"$work/relaxed.conf" <<'END'
[rules]
CERT-CDP-1 = warn
END
run_it "$slicegate" lint --role client "$bad"
expect_status 1 'a certificate without CRL distribution point is refused'
run_it "$slicegate" lint --role client --policy "$work/relaxed.conf" "$bad"
expect_status 0 'a policy that warns lets it pass'
expect_text 'warn'
run_it "$slicegate" lint --role client --profile none "$bad"
expect_status 0 'the profile none lets everything pass'
run_it "$slicegate" lint --profile mgmt --policy "$work/relaxed.conf" "$bad"
expect_status 2 '--profile and --policy exclude each other'

printf '[gate]\nmode = enforced\n' >"$work/wrong.conf"
run_it "$slicegate" lint --policy "$work/wrong.conf" "$bad"
expect_status 2 'a policy with a fault cannot be used'
expect_text "$work/wrong.conf:2:"

# A whole path that ends at a stranger's root.
cat "$work/pki/$good.crt" "$work/pki/root.crt" >"$work/whole.crt"
cat >"$work/other.conf" <<END
[anchors]
file.1 = $work/pki/root-b.crt
END
run_it "$slicegate" lint --role client --policy "$work/other.conf" "$work/whole.crt"
expect_status 1 'a path that ends at no anchor is refused'
expect_text CHAIN-7
run_it "$slicegate" lint --role client --policy "$work/lint.conf" "$work/whole.crt"
expect_status 0 'the same path below its anchor passes'

# An issuer's name alone makes no issuer: its key must have signed.
issuer=$(openssl x509 -in "$pki/$good.crt" -noout -issuer -nameopt compat | sed 's/^issuer=//; s|^ *||')
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj "$issuer" -keyout "$work/fake.key" -out "$work/fake.crt" 2>"$work/req.log"
openssl x509 -in "$pki/$good.crt" >"$work/below.crt"
cat "$work/fake.crt" >>"$work/below.crt"
run_it "$slicegate" lint --json "$work/below.crt"
expect_status 1 'an issuer of the right name and another key is none'
expect_text '"index":1,"profile":"mgmt","verdict":"accept","path":"incomplete"'

# A self-signed end entity passes only where it is listed.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj '/O=Operator/CN=alone' -addext basicConstraints=CA:FALSE \
    -addext keyUsage=critical,digitalSignature -addext subjectAltName=DNS:alone \
    -addext crlDistributionPoints=URI:http://alone/crl \
    -keyout "$work/alone.key" -out "$work/alone.crt" 2>"$work/req.log"
run_it "$slicegate" lint --role client "$work/alone.crt"
expect_status 1 'a self-signed end entity is refused'
expect_text CHAIN-8
{
    echo '[leaves]'
    openssl x509 -in "$work/alone.crt" -noout -fingerprint -sha256 | sed 's/.*=/allow.1 = /'
} >"$work/listed.conf"
run_it "$slicegate" lint --role client --policy "$work/listed.conf" "$work/alone.crt"
expect_status 0 'a self-signed end entity that is listed passes'
expect_no_text CHAIN-8
