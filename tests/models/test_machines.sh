#!/bin/bash
# test_machines.sh -- ranks on two machines, which bench/machines/machines.sh
# makes.
#
# usage: test_machines.sh BIN-DIR
set -uo pipefail
export LC_ALL=C
bin=$1
machines=$(dirname "$0")/../../bench/machines/machines.sh
house=$(mktemp -d) || exit 1
trap 'rm -rf "$house"' EXIT
failures=0

fail() {
    echo "$@"
    failures=$((failures + 1))
}

on_two() { # delay, words…
    local delay=$1
    shift
    rm -f "$house/record" "$house/trace"
    timeout 60 "$machines" "$delay" mpirun -np 4 "$bin/overlap-mpi" "$@" \
        --record "$house/record" --trace "$house/trace" 2>"$house/errors"
}

on_two 0 noop
[ $? -ne 77 ] || {
    cat "$house/errors"
    exit 77
}

field() { # name
    grep -oE "\"$1\":(\"[^\"]*\"|\[[^]]*\]|[^,}]*)" "$house/record" | head -n 1 |
        sed 's/^[^:]*://; s/"//g'
}
expect() { # what, expected, found
    [ "$2" = "$3" ] || fail "$1: expected $2, found $3; $(cat "$house/errors")"
}

# One machine's answers, from both.
for words in "primes --tasks 40" "mandelbrot --tasks 20 --size 200" \
    "sleep --tasks 40 --size 5 --loops"; do
    # shellcheck disable=SC2086 # a word each
    answer=$("$bin/overlap-sequential" ${words% --loops} --record - |
        grep -o '"answer":"[0-9a-f]*"' | cut -d '"' -f 4)
    # shellcheck disable=SC2086
    on_two 0 $words
    expect "$words: status" 0 $?
    expect "$words: answer" "$answer" "$(field answer)"
    expect "$words: ranks" 4 "$(field ranks)"
    expect "$words: hosts" "[alpha,beta]" "$(field hosts)"
done

# Beta's ranks are the odd ones. To take a task it asks alpha, which may be far
# away; if it takes many at once it asks less often.
of_beta() {
    awk -F , 'NR > 1 && $2 % 2 { beta++ } END { print beta + 0 }' "$house/trace"
}
far=(10ms sleep --tasks 400 --size 1 --width 4)
if on_two "${far[@]}"; then
    one=$(of_beta)
    on_two "${far[@]}" --chunk 20
    many=$(of_beta)
    if [ "$one" -lt 1 ] || [ "$one" -gt 130 ] || [ "$many" -le "$one" ]; then
        fail "of 400 tasks beta began $one, and $many in chunks of 20;" \
            "expected less than a third, and more in chunks"
    fi
else
    expect "a delay: status" 77 $?
    grep skipped "$house/errors"
fi

# More tasks in flight hide their waits on both machines, far as they are.
if on_two 10ms sleep --tasks 40 --size 1s --loops --width 40; then
    expect "far away, in flight" 40 "$(field peak_in_flight)"
    expect "of them on beta" 20 "$(of_beta)"
else
    expect "a delay: status" 77 $?
fi

# A rank that is killed ends the run, with a reason.
export program=$bin/overlap-mpi
# shellcheck disable=SC2016 # it is for the shell on alpha
timeout 60 "$machines" 0 bash -c '
    mpirun -np 4 "$program" sleep --tasks 4 --size 40s &
    until [ "$(pgrep -cx overlap-mpi)" = 4 ]; do sleep 0.1; done
    sleep 0.5
    kill -KILL "$(pgrep -nx overlap-mpi)"
    wait $!' >"$house/out" 2>"$house/errors"
expect "a killed rank: status" 137 $?
grep -q 'exited on signal 9' "$house/errors" ||
    fail "a killed rank: $(cat "$house/errors")"
exit $((failures > 0))
