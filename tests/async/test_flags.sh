#!/bin/bash
# test_flags.sh -- built by another compiler or with other options, the library
# still makes its small stacks large enough.
set -euo pipefail
export LC_ALL=C
compiler=$1
shift # the rest are the compiler's options
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

skip() {
    echo "skipped: $*"
    exit 77
}

command -v "$compiler" >/dev/null || skip "there is no $compiler (make setup lint)"
if [ "$compiler" = clang ] && command -v ld.lld >/dev/null; then
    set -- "$@" -fuse-ld=lld
fi
echo 'int main(void) { return 0; }' >"$house/try.c"
if ! "$compiler" "$@" "$house/try.c" -o "$house/try" 2>"$house/why"; then
    skip "$compiler cannot build with $*: $(head -n 1 "$house/why")"
fi

read -ra flags <<<"$(pkg-config --cflags libuv libcurl libpq sqlite3)"
read -ra libraries <<<"$(pkg-config --libs libuv sqlite3 zlib)"
"$compiler" "$@" -std=c11 -D_GNU_SOURCE '-DOVERLAP_VERSION="test"' -I. -fPIC \
    -fstack-protector-strong "${flags[@]}" async/{runtime,sync,outside}/*.c \
    core/io/{db,http}/*.c core/{io,io_trace,permits,resolve,sockets}.c \
    core/base/{descriptors,library,secret,shared,text}.c tests/async/small_stacks.c \
    -o "$house/small_stacks" -pthread -ldl -Wl,-z,now "${libraries[@]}"
cd "$house" # profiles are written here
./small_stacks
ASYNC_DEBUG=1 ./small_stacks 2>slow || { # slow steps are only reported
    cat slow >&2
    exit 1
}
