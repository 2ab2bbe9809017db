#!/bin/bash
# test_semantics_asyncio.sh -- CPython's asyncio leaves the same transcripts,
# right and wrong, as overlap-semantics: what is judged by them holds for it.
#
# usage: test_semantics_asyncio.sh PROGRAM SCRIPT
# A machine too busy to keep times apart gets a second chance, with longer
# units. Exit status 77: there is no python3 >= 3.11 to compare with.
set -uo pipefail
program=$1 script=$2

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    2>/dev/null; then
    echo "skipped: no python3 >= 3.11, whose asyncio is the measure"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

same() { # unit_ms, arguments...
    export SCENARIO_UNIT_MS=$1
    shift
    python3 "$script" "$@" >"$work/asyncio" 2>"$work/errors" &
    "$program" "$@" >"$work/ours" 2>/dev/null || echo failed >>"$work/ours"
    wait $! || cat "$work/errors" >>"$work/asyncio"
    diff -u "$work/asyncio" "$work/ours" >"$work/diff"
}

count=0 failed=0
names=$(python3 "$script" --list)
for name in $names; do
    for arguments in "$name" "--wrong $name"; do
        # shellcheck disable=SC2086 # two words
        if same 25 $arguments || same 100 $arguments; then
            count=$((count + 1))
        else
            echo "$arguments:"
            cat "$work/diff"
            failed=1
        fi
    done
done
[ "$count" -ge 50 ] || failed=1
echo "$count transcripts agree"
exit "$failed"
