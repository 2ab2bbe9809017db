#!/bin/sh
# compare.sh -- holds a theme in C against its twin on CPython's asyncio.
#
# usage: compare.sh PROGRAM SCRIPT
# Exit status: 0 the transcripts are the same, 1 they differ, 77 there is no
# python3 >= 3.11 to compare with. A machine too busy to keep times a unit
# apart gets a second chance, with longer units.
set -u

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    2>/dev/null; then
    echo "skipped: no python3 >= 3.11, whose asyncio is the measure"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# A transcript ends with the exit status: a program that dies differs, too.
transcript() { # name, command...
    name=$1
    shift
    "$@" >"$work/$name"
    echo "exit status $?" >>"$work/$name"
}

for unit_ms in 10 100; do
    export SCENARIO_UNIT_MS="$unit_ms"
    transcript asyncio python3 "$2"
    transcript ours "$1"
    if diff -U 12 "$work/asyncio" "$work/ours" >"$work/diff" &&
        ! grep -q '^undocumented' "$work/ours"; then
        echo "$(grep -c '^== ' "$work/ours") scenarios agree," \
            "$(grep -c '^difference: ' "$work/ours") documented differences"
        exit 0
    fi
    echo "at units of $unit_ms ms:"
    cat "$work/diff"
done
exit 1
