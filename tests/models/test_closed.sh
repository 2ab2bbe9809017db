#!/bin/bash
# test_closed.sh -- programs that start with some of descriptors 0, 1, 2 closed.
#
# Answers are right, and no message for a person goes to a file, a socket or a
# database that happens to have a stream's number.
set -euo pipefail
export LC_ALL=C
bin=$1
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
cd "$house"

# without DESCRIPTORS COMMAND...: runs it with those closed; sets `status`.
without() {
    local closed=$1
    shift
    status=0
    case $closed in
    0) "$@" 0<&- ;;
    1) "$@" 1>&- ;;
    2) "$@" 2>&- ;;
    01) "$@" 0<&- 1>&- ;;
    02) "$@" 0<&- 2>&- ;;
    12) "$@" 1>&- 2>&- ;;
    012) "$@" 0<&- 1>&- 2>&- ;;
    esac >>output 2>>errors || status=$?
}

fail() {
    echo "without $closed: $*" >&2
    cat output errors >&2
    exit 1
}

answer() {
    grep -o '"answer": *"[^"]*"' "$1"
}

for workload in sleep files query fetch; do
    "$bin/overlap-sequential" "$workload" --tasks 4 --record "$workload"
    if [ $workload = sleep ]; then
        sets=(0 1 2 01 02 12 012)
    else
        sets=(2 012)
    fi
    for closed in "${sets[@]}"; do
        for model in $models; do
            rm -f record output errors
            without "$closed" "$bin/overlap-$model" "$workload" --tasks 4 \
                --record record
            [ $status -eq 0 ] || fail "$model $workload: exit status $status"
            [ "$(wc -l <record)" -eq 1 ] || fail "$model $workload: $(cat record)"
            [ "$(answer record)" = "$(answer "$workload")" ] ||
                fail "$model $workload: another answer"
        done
    done
done

# The exit status says that something could not be printed; to a program with
# nothing to say on the closed streams they make no difference.
for closed in 0 1 2 01 02 12 012; do
    case $closed in *1*) expected=2 ;; *) expected=0 ;; esac
    rm -f output errors
    without $closed "$bin/overlap-async" sleep --tasks 4
    [ $status -eq $expected ] || fail "async: exit status $status"
    without $closed "$bin/overlap" list
    [ $status -lt 128 ] || fail "overlap list: exit status $status"
    without $closed "$bin/example-hello"
    [ $status -lt 128 ] || fail "example-hello: exit status $status"
    if [ $expected -eq 0 ]; then
        [ $status -eq 0 ] || fail "example-hello: exit status $status"
        grep -q Hello output || fail "example-hello said nothing"
    fi
done
