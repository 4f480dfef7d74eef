# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154
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

# A certificate whose issuer has the right name and another key.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj '/CN=alone' -keyout "$work/alone.key" -out "$work/alone.crt" \
    2>"$work/req.log"
run_it "$slicegate" lint --role client "$work/alone.crt"
expect_status 1 'a self-signed end entity is refused'
