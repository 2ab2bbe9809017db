#!/bin/bash
# test_equal.sh -- equal work: whatever a kernel was linked with, it begins with
# a line of the instruction cache, and takes as many instructions.
#
# Arguments: the folder of the models; that of shuffled links, or nothing.
set -uo pipefail
export LC_ALL=C
bin=$1 shuffled=${2:-}
if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed (make setup test)"
    exit 77
fi
[ -n "$shuffled" ] ||
    echo "skipped: shuffled links: expected lld (make setup test), and no -flto"
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failures=0

# A workload, the function that computes, tasks and size.
kernels=(
    "primes slice_count 4 4000"
    "mandelbrot band_render 4 64"
    "hash hashing_do 4 1KiB"
    "matmul band_multiply 4 64"
    "hog burn_rounds 4 1"
    "grain grind 4 100k"
)

fail() { # words
    echo "$*" >&2
    failures=1
}

# The last two digits tell where in a line of 64 bytes an address lies.
check_place() { # program
    local symbols place
    symbols=$(nm "$1") || fail "$1: nm cannot read it"
    for kernel in "${kernels[@]}"; do
        read -r _ function _ <<<"$kernel"
        place=$(awk -v name="$function" '$3 == name { print $1 }' <<<"$symbols")
        case $place in
        *[048c]0) ;;
        *) fail "${1##*/}: $function is at ${place:-no address}, which" \
            "begins no line of 64 bytes" ;;
        esac
    done
}

# The instructions of one kernel, in all threads and processes.
count() { # program, workload, function, tasks, size
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        --collect-atstart=no --toggle-collect="$3" \
        "$1" "$2" --tasks "$4" --size "$5" >"$work/out" 2>&1 ||
        fail "${1##*/} $2 fails under valgrind: $(tail -n 3 "$work/out")"
    awk '$2 == "Collected" { sum += $4 } END { print sum + 0 }' "$work/out"
}

declare -A expected
check_count() { # program, kernel
    local workload function tasks size found base
    read -r workload function tasks size <<<"$2"
    found=$(count "$1" "$workload" "$function" "$tasks" "$size")
    base=${expected[$workload]:=$found}
    if [ "$found" -eq 0 ] ||
        [ $((100 * found)) -gt $((103 * base)) ] ||
        [ $((100 * found)) -lt $((97 * base)) ]; then
        fail "${1##*/}: $workload took $found instructions," \
            "sequential $base; expected within 3 %"
    fi
}

# sequential comes first: the others are compared with it.
for model in sequential async threads processes hybrid; do
    check_place "$bin/overlap-$model"
    for kernel in "${kernels[@]}"; do
        check_count "$bin/overlap-$model" "$kernel"
    done
done

# Of each link one kernel is counted, and the place of all is looked up.
links=0
for program in ${shuffled:+"$shuffled"/*}; do
    check_place "$program"
    check_count "$program" "${kernels[links % ${#kernels[@]}]}"
    links=$((links + 1))
done
if [ -n "$shuffled" ] && [ "$links" -ne 10 ]; then
    fail "$shuffled has $links links; expected 10"
fi
exit "$failures"
