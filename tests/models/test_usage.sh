#!/bin/sh
# test_usage.sh -- each of our programs explains its options on standard output,
# and refuses bad usage in one line on standard error.
#
# usage: test_usage.sh BIN-DIR
set -u
export LC_ALL=C
bin=$1
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
failures=0

fail() { # command and what was wrong with it
    echo "$@"
    failures=$((failures + 1))
}

# explains OPTION PROGRAM ARGUMENT...: --help exits with 0, and has the option.
explains() {
    option=$1 program=$2
    shift 2
    if ! said=$("$bin/$program" "$@" --help 2>/dev/null); then
        fail "$program $* --help: exit status is not 0"
    fi
    case $said in
    *"$option"*) ;;
    *) fail "$program $* --help: has no $option" ;;
    esac
}

# hides OPTION PROGRAM: its help does not show what only other models have.
hides() {
    case $("$bin/$2" --help) in
    *"$1"*) fail "$2 --help: has $1" ;;
    esac
}

# refuses WORDS PROGRAM ARGUMENT...: exit status 2, and one line with WORDS.
refuses() {
    words=$1 program=$2
    shift 2
    said=$("$bin/$program" "$@" 2>&1 >/dev/null)
    status=$?
    lines=$(printf '%s\n' "$said" | wc -l)
    case $status:$lines:$said in
    2:1:*"$words"*) ;;
    *) fail "$program $*: exit $status, said: $said" ;;
    esac
}

# loses PROGRAM ARGUMENT...: what it prints does not fit on a full disk.
loses() {
    program=$1
    shift
    said=$("$bin/$program" "$@" 2>&1 >/dev/full)
    status=$?
    case $status:$said in
    "2:$program: standard output: "*) ;;
    *) fail "$program $* >/dev/full: exit $status, said: $said" ;;
    esac
}

if [ -c /dev/full ]; then
    for program in overlap overlap-async overlap-costs overlap-semantics \
        overlap-load overlap-server; do
        loses "$program" --help
    done
    loses overlap list
    loses overlap-threads noop
    loses overlap-semantics --list
fi

for model in $models; do
    explains --per-host "overlap-$model"
    refuses --colour "overlap-$model" sleep --colour
    refuses 'one of: --tasks, --timeout' "overlap-$model" --t 3 sleep
    refuses '--fresh' "overlap-$model" fetch --fresh=yes
    refuses 'expected --tasks' "overlap-$model" sleep --taks 3
    refuses 'with fetch, mixed' "overlap-$model" primes --per-host 3
    refuses 'with query, transfer' "overlap-$model" sleep --db x
    refuses "'x'" "overlap-$model" sleep --tasks x
    refuses "'--tasks'" "overlap-$model" sleep -- --tasks x
done
for model in async hybrid; do
    explains --offload "overlap-$model"
    refuses 'with all but' "overlap-$model" sleep --offload
done
for model in sequential threads processes; do
    hides --offload "overlap-$model"
    refuses 'async, hybrid' "overlap-$model" primes --offload
done
hides --ticker overlap-sequential
refuses 'but sequential' overlap-sequential sleep --ticker
if [ -x "$bin/overlap-openmp" ]; then
    export OMP_THREAD_LIMIT=2
    refuses 'could not start all workers' overlap-openmp sleep --tasks 3
    unset OMP_THREAD_LIMIT
    # The width is the plan's, whatever the environment says of regions.
    said=$(OMP_DYNAMIC=true OMP_MAX_ACTIVE_LEVELS=0 "$bin/overlap-openmp" \
        noop --tasks 3 2>&1) || fail "OMP_MAX_ACTIVE_LEVELS: $said"
fi

explains --rate overlap-load
refuses 'http://' overlap-load
explains --limit overlap-server
refuses --delya overlap-server --delya 3
refuses only overlap-costs --only x
explains parked overlap-costs
refuses "'x'" overlap-costs x
explains --wrong overlap-semantics
refuses 'one of the names' overlap-semantics
refuses "'b'" overlap-semantics a b
explains --literal example-hello
refuses --literally example-hello --literally

for command in bench report compare trace list check new burn; do
    explains 'print this' overlap "$command"
    refuses --colour overlap "$command" --colour
done
explains compare overlap
refuses compare overlap
refuses "compare" overlap no-such
refuses --colour overlap --colour
explains --suite overlap bench
refuses '--quick and --full' overlap bench --quick --full
refuses '--seed' overlap bench --resume x --seed 3
refuses "'-1'" overlap bench --seed -1
refuses "'x'" overlap bench x
refuses DIR overlap report
refuses "'b'" overlap report a b
refuses BEFORE overlap compare a
refuses "'c'" overlap trace a b c
refuses FILE overlap trace a b -o
refuses PROGRAM overlap check
refuses KIND overlap new workload
refuses "'4097'" overlap burn 1 --processes 4097
refuses "'x'" overlap burn x
exit $((failures > 0))
