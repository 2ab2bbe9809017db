#!/bin/bash
# test_semantics.sh -- overlap-semantics refuses in one line what it does not
# know, and claims name every scenario. test_transcripts.c looks at what they
# print.
#
# usage: test_semantics.sh PROGRAM CLAIMS
set -uo pipefail
export LC_ALL=C
program=$1 claims=$2 failed=0

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
for name in $names; do
    grep -q "^        args: \[$name\]$" "$claims"/*.yaml ||
        complain "no claim is judged by $name"
done
exit "$failed"
