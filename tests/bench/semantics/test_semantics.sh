#!/bin/bash
# test_semantics.sh -- overlap-semantics refuses what it does not know in one
# line, and every scenario has a claim. test_transcripts.c checks what the
# scenarios print.
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
    [ "$status" = 2 ] || complain "'$*': found exit status $status; expected 2"
    if [ "$(wc -l <<<"$line")" != 1 ] || ! grep -q expected <<<"$line"; then
        complain "'$*': found '$line'; expected one line that says \"expected\""
    fi
}

expect_refusal no-such-scenario
expect_refusal w3 w5
expect_refusal --seed x w3
expect_refusal --nonsense w3
expect_refusal
for unit in 0 -1 nan 1e400 0.5 99999999999999999999; do
    SCENARIO_UNIT_MS=$unit expect_refusal w3
done

names=$("$program" --list | cut -d ' ' -f 1)
[ "$(wc -l <<<"$names")" -ge 40 ] ||
    complain "--list: found $names; expected 40 names or more"
[ "$(sort <<<"$names" | uniq -d)" = "" ] ||
    complain "--list: found a name twice; expected each once"
for name in $names; do
    grep -q "^        args: \[$name\]$" "$claims"/*.yaml ||
        complain "$name: found no claim that it judges; expected one"
done
exit "$failed"
