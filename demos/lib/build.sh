# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# Builds what the demo needs into $build, quietly unless it fails.

build_step() {
    if ! "$@" >"$build/demo.log" 2>&1; then
        cat "$build/demo.log" >&2
        die "failed: $*"
    fi
}

build_all() {
    mkdir -p "$build"
    build_step cmake -S "$repo" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DSLICEGATE_TESTS=OFF -DSLICEGATE_PKI=ON
    build_targets=mkpki
    [ "$sides" = stock ] || build_targets="slicegate $build_targets"
    # shellcheck disable=SC2086
    build_step cmake --build "$build" -j2 --target $build_targets
}
