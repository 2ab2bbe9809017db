#!/bin/bash
# test_no_libcurl.sh -- where libcurl can't be loaded, a fetch says so rather
# than blaming memory.
set -uo pipefail
export LC_ALL=C
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
for name in libcurl.so.4 libcurl-gnutls.so.4; do
    echo "no library" >"$work/$name"
done

expected="ELIBACC: Can not access a needed shared library"
found=$(LD_LIBRARY_PATH=$work "$1")
if [ "$found" != "$expected" ]; then
    printf 'found "%s"; expected "%s"\n' "$found" "$expected" >&2
    exit 1
fi
