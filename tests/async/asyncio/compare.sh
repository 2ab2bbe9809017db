#!/bin/bash
# compare.sh -- compares a theme in C with its twin on CPython's asyncio.
#
# usage: compare.sh PROGRAM SCRIPT
# Compares, on each CPython of pythons.sh, the scenarios that hold on it. Exit
# status: 0 if the transcripts are the same, 1 if they differ, 77 if there is no
# CPython to compare with, or all are too old. A machine too busy to keep times a unit apart gets a
# second chance, with longer units.
set -uo pipefail
export LC_ALL=C
program=$1 script=$2

pythons=$("$(dirname "$0")/pythons.sh") || exit 1
if [ -z "$pythons" ]; then
    echo "skipped: found no CPython >= 3.11, whose asyncio is the reference (make setup)"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# A transcript ends with the exit status, so a program that dies differs too.
transcript() { # name, command...
    local name=$1
    shift
    "$@" >"$work/$name"
    echo "exit status $?" >>"$work/$name"
}

same() { # python, unit_ms
    export SCENARIO_UNIT_MS=$2
    transcript asyncio "$1" "$script"
    transcript ours "$program" "${names[@]}"
    diff -U 12 "$work/asyncio" "$work/ours" >"$work/diff" &&
        ! grep -q '^undocumented' "$work/ours"
}

failed=0 compared=0
for python in $pythons; do
    "$python" "$script" --too-new >"$work/too_new" || exit 1
    mapfile -t names < <("$program" --list | grep -vxFf "$work/too_new")
    if [ ${#names[@]} -eq 0 ]; then
        echo "$python is too old for all"
        continue
    fi
    compared=1
    if same "$python" 10 || same "$python" 100; then
        echo "$python: ${#names[@]} scenarios agree," \
            "$(grep -c '^difference: ' "$work/ours") documented differences"
        sed "s|^|$python is too old for |" "$work/too_new"
    else
        echo "$python, with units of $SCENARIO_UNIT_MS ms:"
        cat "$work/diff"
        failed=1
    fi
done
if [ "$compared" -eq 0 ]; then
    echo "skipped: no CPython is recent enough for any of these"
    exit 77
fi
exit "$failed"
