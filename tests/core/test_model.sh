#!/bin/bash
# test_model.sh -- spin finds no fault in core/work.pml, and finds each mutant.
set -euo pipefail
export LC_ALL=C
model=$(realpath "$(dirname "$0")/../../core/work.pml")
if ! command -v spin >/dev/null; then
    echo "skipped: spin is not installed (make setup test)"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$model" .

# Searches with these definitions: prints "errors: N", or why it could not.
search() {
    spin "$@" -run -O2 -DCOLLAPSE -m100000 work.pml >found 2>&1 || true
    grep -oE 'errors: [0-9]+' found || cat found
}

expect() { # errors, definitions…
    local errors=$1 found
    shift
    found=$(search "$@")
    echo "$*: $found; $(sed -nE 's/^ *([0-9]+) states, stored.*/\1 states/p' found)"
    [ "$found" = "errors: $errors" ] || exit 1
    ! grep -q 'Search not completed' found || [ "$errors" -gt 0 ] || exit 1
}

expect 0 -DDEATHS=2
expect 0 -DDEATHS=1 -DPERMITS
expect 0 -DDEATHS=1 -DSTOPS
expect 1 -DDEATHS=1 -DMUTANT=1
expect 1 -DDEATHS=1 -DMUTANT=2 -DPERMITS
expect 1 -DDEATHS=1 -DMUTANT=3 -DPERMITS
expect 1 -DDEATHS=1 -DMUTANT=4
