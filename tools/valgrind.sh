#!/bin/bash
# valgrind.sh -- valgrind's memcheck and helgrind over core, models and async.
#
#   tools/valgrind.sh [BUILD [PATTERN]]      (BUILD: build; PATTERN: all)
#
# Runs each unit test of theirs and each model's workloads, and prints what
# valgrind finds. A test may fail, for one thread runs at a time, and slowly.
# It all takes most of an hour, so CTest has valgrind for the loop's stress only.
# Exit status: 0 nothing found; 1 something; 77 there is no valgrind.
set -uo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.." || exit 1
bin=$(realpath "${1:-build}")/bin
pattern=${2:-}
if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed (make setup test)"
    exit 77
fi
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
runs=0 found=0

# These overflow stacks on purpose, or leave valgrind no memory (ulimit -v).
left_out=" test_async_runtime_coroutine test_async_runtime_report test_core_base_machine "

under() { # tool, program, argument...
    local tool=$1 status=0
    shift
    [[ "$tool $*" == *$pattern* ]] || return 0
    runs=$((runs + 1))
    : >"$house/log"
    timeout 600 valgrind -q "--tool=$tool" --suppressions=tools/valgrind.supp \
        "${options[@]}" --log-file="$house/log" "$@" >/dev/null 2>&1 </dev/null || status=$?
    if [ -s "$house/log" ] || [ $status -ge 124 ]; then
        found=$((found + 1))
        printf '=== %s: %s: exit status %d\n' "$tool" "$*" $status
        cat "$house/log"
    fi
}

workloads=(
    "noop --tasks 50" "sleep --tasks 20 --size 2ms --rate 1000"
    "sleep --tasks 3 --size 1s --timeout 20ms --keep-going"
    "fetch --tasks 8 --size 1000 --per-host 2 --retries 1"
    "files --tasks 6 --size 64KiB" "files --tasks 4 --size 64KiB --variant fsync"
    "query --tasks 8 --size 100" "primes --tasks 8 --size 500"
    "hash --tasks 4 --size 10KiB" "mandelbrot --tasks 4 --size 40"
    "matmul --tasks 4 --size 20" "mixed --tasks 4 --size 1ms"
    "counter --tasks 8 --size 500 --variant mutex"
    "locks --tasks 4 --variant ordered" "fail --tasks 4 --size 5ms"
)

for tool in memcheck helgrind; do
    options=()
    [ $tool = helgrind ] || options=(--leak-check=full --show-leak-kinds=definite)
    for test in "$bin"/test_{core,async,processes,workloads}_*; do
        [[ $left_out == *" ${test##*/} "* ]] || under $tool "$test"
    done
    for model in sequential async threads processes hybrid; do
        for workload in "${workloads[@]}"; do
            # shellcheck disable=SC2086 # a word each
            under $tool "$bin/overlap-$model" $workload --record /dev/stdout
        done
    done
done
echo "valgrind: $runs runs, $found with faults"
[ $runs -gt 0 ] && [ $found -eq 0 ]
