#!/bin/bash
# test_hardening.sh -- every program in a folder is hardened, says readelf.
set -uo pipefail
export LC_ALL=C
failures=0

expect() { # program, what, pattern in readelf's words
    if ! grep -qE "$3" <<<"$facts"; then
        echo "$1: expected $2, found none" >&2
        failures=1
    fi
}

for program in "$1"/overlap*; do
    case $program in *-go) continue ;; esac # a peer, by another compiler
    facts=$(LC_ALL=C readelf --wide --file-header --segments --dynamic \
        --dyn-syms "$program")
    expect "$program" "a position-independent executable" 'Flags:.* PIE'
    expect "$program" "RELRO" ' GNU_RELRO '
    expect "$program" "full RELRO: no lazy binding" '(BIND_NOW|Flags: NOW)'
    expect "$program" "the stack protector" ' __stack_chk_fail'
    expect "$program" "fortified calls" ' __[a-z]+_chk(@|$)'
done
exit "$failures"
