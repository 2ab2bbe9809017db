#!/bin/bash
# test_semantics.sh -- every scenario leaves a trace, and another one when it
# is wrong on purpose. What the traces have to be stands with the claims.
#
# usage: test_semantics.sh PROGRAM
set -uo pipefail
program=$1 failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

complain() {
    echo "$@"
    failed=1
}

expect_refusal() { # arguments...
    local line status
    line=$("$program" "$@" 2>&1 >/dev/null)
    status=$?
    [ "$status" = 2 ] || complain "'$*' exits with $status, expected 2"
    if [ "$(wc -l <<<"$line")" != 1 ] || ! grep -q expected <<<"$line"; then
        complain "'$*' says '$line', expected one line that tells what is"
    fi
}

expect_refusal no-such-scenario
expect_refusal w3 w5
expect_refusal --seed x w3
expect_refusal --nonsense w3
expect_refusal

names=$("$program" --list | cut -d ' ' -f 1)
[ "$(wc -l <<<"$names")" -ge 40 ] || complain "--list is short: $names"
[ "$(sort <<<"$names" | uniq -d)" = "" ] || complain "a name is there twice"
# Both at once: they mostly wait.
for name in $names; do
    timeout 30 "$program" --wrong "$name" >"$work/wrong" 2>/dev/null &
    right=$(timeout 30 "$program" "$name" 2>/dev/null) ||
        complain "$name fails"
    wait $! || complain "--wrong $name fails"
    [ "$right" != "" ] || complain "$name leaves no trace"
    [ "$right" != "$(cat "$work/wrong")" ] ||
        complain "$name: --wrong makes no difference"
done
exit "$failed"
