#!/bin/bash
# test_semantics_asyncio.sh -- CPython's asyncio prints the same transcripts as
# overlap-semantics, right and wrong, so a verdict based on them holds for it.
#
# usage: test_semantics_asyncio.sh PROGRAM SCRIPT
# A machine too busy to keep times apart gets a second chance, with longer
# units. Exit status 77: there is no CPython (pythons.sh) to compare with.
set -uo pipefail
export LC_ALL=C
program=$1 script=$2

pythons=$("$(dirname "$0")/../../async/asyncio/pythons.sh") || exit 1
if [ -z "$pythons" ]; then
    echo "skipped: found no CPython >= 3.11, whose asyncio is the reference (make setup)"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

same() { # python, unit_ms, arguments...
    local python=$1
    export SCENARIO_UNIT_MS=$2
    shift 2
    "$python" "$script" "$@" >"$work/asyncio" 2>"$work/errors" &
    "$program" "$@" >"$work/ours" 2>/dev/null || echo failed >>"$work/ours"
    wait $! || cat "$work/errors" >>"$work/asyncio"
    diff -u "$work/asyncio" "$work/ours" >"$work/diff"
}

failed=0
for python in $pythons; do
    count=0
    for name in $("$python" "$script" --list); do
        for arguments in "$name" "--wrong $name"; do
            # shellcheck disable=SC2086 # two words
            if same "$python" 25 $arguments ||
                same "$python" 100 $arguments; then
                count=$((count + 1))
            else
                echo "$python, $arguments:"
                cat "$work/diff"
                failed=1
            fi
        done
    done
    [ "$count" -ge 50 ] || failed=1
    echo "$python: $count transcripts agree"
done
exit "$failed"
