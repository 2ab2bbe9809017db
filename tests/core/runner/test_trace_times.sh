#!/bin/bash
# test_trace_times.sh BIN -- the times of every trace are plausible: for each
# workload, variant and model, and for tasks that time out or are killed.
set -uo pipefail
bin=$1
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C
failures=0 runs=0

# Each task ends after it begins and waits in between, and its CPU time fits
# into what is left. That is unknown (-1) only of a task that was working when
# its worker was killed. Two clocks may differ by a thousandth.
read -r -d '' rule <<'AWK'
function refuse(why) { print "task " $1 ": " why ": " $0; bad = 1 }
NR == 1 { next }
{
    tasks++
    if ($1 != tasks - 1) refuse("in another's place")
    if ($3 < 0 || $4 < $3) refuse("ends before it begins")
    left = $4 - $3
    last = $3
    count = split($7, waits, ";")
    for (i = 1; i <= count; i++) {
        if (split(waits[i], wait, "-") != 2) refuse("no wait")
        if (wait[1] < last || wait[2] < wait[1]) refuse("waits out of order")
        left -= wait[2] - wait[1]
        last = wait[2]
    }
    if (last > $4) refuse("waits after its end")
    if ($6 == -1 && killed && ($5 == -130 || $5 == -125)) unknown++
    else if ($6 < 0 || $6 > left * 1.001) refuse("no CPU time")
    else if (killed && $2 >= 0 && !count) refuse("died while it did nothing")
}
END {
    if (tasks != expected) { print tasks " of " expected " tasks"; bad = 1 }
    if (killed && !unknown) { print "none was killed at work"; bad = 1 }
    exit bad
}
AWK

# Holds the trace that was just written against `rule`.
holds() { # what was run, variables...
    local what=$1
    shift
    runs=$((runs + 1))
    awk -F, "${@/#/-v}" "$rule" "$dir/trace" >"$dir/said" && return
    echo "$what:"
    head -3 "$dir/said"
    failures=$((failures + 1))
}

# Makes a run that may fail but ends by itself; only crash ends by a signal.
trace() { # model, workload, tasks, options...
    local model=$1 workload=$2 tasks=$3 killed=0
    shift 3
    rm -f "$dir/trace"
    "$bin/overlap-$model" "$workload" --tasks "$tasks" --trace "$dir/trace" \
        --record /dev/null "$@" >"$dir/errors" 2>&1
    local status=$?
    if [ $status -gt 1 ] && [ "$workload:$status" != crash:139 ]; then
        echo "$model $workload $*: exit status $status"
        cat "$dir/errors"
        failures=$((failures + 1))
    fi
    [ "$workload" = crash ] && killed=1
    holds "$model $workload $*" expected="$tasks" killed=$killed
}

# The smallest size at which a workload still does all that it does.
size_of() {
    case $1 in
    sleep | fail | hog | mixed) echo 5 ;;
    stall | locks | serve) echo 2 ;;
    crash) echo 20 ;;
    matmul | mandelbrot | query) echo 200 ;;
    *) echo 2000 ;;
    esac
}

everything() { # model
    local list
    list=$("$bin/overlap-$1" --list) || exit 1
    while read -r workload line; do
        local variants=
        [[ $line =~ --variant\ ([a-z, ]*) ]] && variants=${BASH_REMATCH[1]//,/}
        for variant in ${variants:-none}; do
            local options=()
            [ "$workload" = noop ] ||
                options+=(--size "$(size_of "$workload")")
            [ "$variant" = none ] || options+=(--variant "$variant")
            trace "$1" "$workload" 6 "${options[@]}"
        done
    done <<<"$list"
}

# Runs in which a call may end early, or wait for more than one thing.
corners() { # model
    local late=(--keep-going --timeout)
    trace "$1" sleep 4 --size 50 "${late[@]}" 5ms
    trace "$1" sleep 4 --size 5 "${late[@]}" 1us
    trace "$1" sleep 4 --size 5 --rate 500
    trace "$1" fetch 4 "${late[@]}" 5ms
    trace "$1" fetch 1 --pause 20ms "${late[@]}" 10ms
    trace "$1" fetch 4 --per-host 1 --retries 3 "${late[@]}" 30ms
    trace "$1" fetch 4 --per-host 1 --pause 15ms "${late[@]}" 30ms
    trace "$1" fetch 2 --pause 1ms --retries 1
    trace "$1" query 6 --size 200 --connections 1
    trace "$1" query 6 --size 200 --connections 1 "${late[@]}" 10us
    trace "$1" files 4 --size 2000 --variant fsync "${late[@]}" 500us
    trace "$1" primes 4 --size 2000 "${late[@]}" 1us
    trace "$1" crash 6 --size 20 --keep-going
}

# A worker that is computing does not hear that the run is over: it is killed.
kills() { # model
    local tasks=3 workers=""
    rm -f "$dir/trace"
    "$bin/overlap-$1" hog --tasks $tasks --size 60s --trace "$dir/trace" \
        --record /dev/null 2>"$dir/errors" &
    local runner=$!
    until [ -n "$workers" ]; do
        sleep 0.1
        workers=$(cat "/proc/$runner/task/$runner/children") || return
    done
    sleep 0.3
    kill $runner
    wait $runner
    holds "$1 hog, killed" expected=$tasks killed=1
}

# Over 16,384 tasks leave neither CPU times nor waits, and a line that says so.
large() {
    for tasks in 16384 16385; do
        "$bin/overlap-async" noop --tasks $tasks --trace "$dir/trace" \
            --record /dev/null 2>"$dir/errors"
        told=$(grep -c 'without CPU times and waits' "$dir/errors")
        empty=$(awk -F, 'NF == 6 { n++ } END { print n + 0 }' "$dir/trace")
        if [ "$told" -ne $((tasks > 16384)) ] ||
            [ $((empty == tasks)) -ne "$told" ]; then
            echo "FAIL: $tasks tasks: $empty empty, $(cat "$dir/errors")"
            failures=$((failures + 1))
        fi
    done
}

large
for model in $models; do
    everything "$model"
    corners "$model"
done
for model in async hybrid; do
    for workload in primes matmul hog mixed; do
        trace $model $workload 6 --size "$(size_of $workload)" --offload
    done
done
for model in processes hybrid; do
    kills $model
done
echo "$runs traces, $failures failures"
[ $failures -eq 0 ]
