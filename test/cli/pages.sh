# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# Pages that the command writes: what is committed is what it writes now.

page() { # FILE CMD...
    page_file=$1
    shift
    if ! "$@" >"$work/page"; then
        out=$work/page
        expect_name=$page_file
        expect_bad 'cannot be made'
    elif [ "$write" = yes ]; then
        mkdir -p "$(dirname "$repo/$page_file")"
        cp "$work/page" "$repo/$page_file"
        echo "wrote $page_file"
    else
        expect_equal "$repo/$page_file" "$work/page" "$page_file is up to date"
    fi
}

page docs/rules.md "$slicegate" rules --markdown
for profile in mgmt mgmt-2018 sba none; do
    page "test/golden/$profile.txt" "$slicegate" profile show "$profile"
done

# The openssl.cnf that is installed, with its paths as CMake fills them in.
shipped_cnf() {
    : >"$work/shipped.conf"
    "$slicegate" config --openssl 3.0 --policy "$work/shipped.conf" --module "$work/module" |
        sed -e "s|$work/module|@SLICEGATE_MODULESDIR@/slicegate.so|" \
            -e "s|$work/shipped.conf|@CMAKE_INSTALL_FULL_SYSCONFDIR@/slicegate/policy.conf|"
}
page share/openssl.cnf.in shipped_cnf
