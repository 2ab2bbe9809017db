#!/bin/bash
# test_mpi.sh -- ranks on one machine: they keep the protocol, and their answers
# are those of one program.
#
# usage: test_mpi.sh BIN-DIR LATE.SO
set -uo pipefail
export LC_ALL=C
bin=$1 late=$2
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 # more ranks than cores
house=$(mktemp -d) || exit 1
trap 'rm -rf "$house"' EXIT
failures=0

command -v mpirun >/dev/null || {
    echo "skipped: mpirun is missing (make setup test)"
    exit 77
}

fail() {
    echo "$@"
    failures=$((failures + 1))
}

ranks() { # how many, words…
    local count=$1
    shift
    rm -f "$house/record"
    timeout 60 mpirun -np "$count" "$bin/overlap-mpi" "$@" \
        --record "$house/record" 2>"$house/errors" >"$house/said"
}

field() { # name
    grep -oE "\"$1\":(\"[^\"]*\"|\[[^]]*\]|[^,}]*)" "$house/record" | head -n 1 |
        sed 's/^[^:]*://; s/"//g'
}

expect() { # what, expected, found
    [ "$2" = "$3" ] || fail "$1: expected $2, found $3; $(cat "$house/errors")"
}

has_the_same_answer() { # workload, words…
    "$bin/overlap-sequential" "$@" --record "$house/alone" >"$house/out" 2>&1
    local answer
    answer=$(grep -o '"answer":"[0-9a-f]*"' "$house/alone" | cut -d '"' -f 4)
    rm "$house/alone"
    for more in "" --loops; do
        # shellcheck disable=SC2086 # no word, or one
        ranks 3 "$@" $more
        expect "$1 $more: status" 0 $?
        expect "$1 $more: answer" "$answer" "$(field answer)"
    done
}

# The picture, the product and the pages are made on several ranks, and checked
# on one. A trace has times of all.
has_the_same_answer primes --tasks 50
has_the_same_answer mandelbrot --tasks 20 --size 200
has_the_same_answer matmul --tasks 20 --size 200
has_the_same_answer fetch --tasks 20
has_the_same_answer sleep --tasks 20 --size 5 --trace "$house/trace"
expect "ranks" 3 "$(field ranks)"
expect "hosts" "[$(uname -n)]" "$(field hosts)"
[ "$(cut -d , -f 2 "$house/trace" | sort -u | wc -l)" -gt 4 ] ||
    fail "the trace has too few workers: $(cat "$house/trace")"

# The first failure reaches tasks that would wait ten times as long.
ranks 3 fail --tasks 3 --size 1s
expect "a failure: status" 1 $?
expect "a failure: canceled" 2 "$(field canceled)"

# What ranks cannot do, one of them refuses in one line.
refuses() { # reason, words…
    local reason=$1
    shift
    ranks 3 "$@"
    expect "$*: status" 2 $?
    expect "$*: lines" 1 "$(grep -c '^overlap-mpi: ' "$house/errors")"
    grep -q "$reason" "$house/errors" || fail "$*: $(cat "$house/errors")"
}
refuses 'share no memory' counter
refuses 'share no memory' locks
refuses 'share no memory' transfer
refuses 'ends all others' crash
refuses 'a ticker' sleep --ticker
refuses 'for itself' fetch --per-host 2
refuses "found '4', expected 3" sleep --width 4

# A rank that waits for another to begin has not begun: what MPI burns meanwhile
# is none of the run's.
ranks 3 "$late"
used=$(field cores_used)
[ "${used%.*}" -le 6 ] || fail "cores used: $used, expected no more than threads"

# mpirun itself ends by SIGINT with 1, and says so unless it is asked not to.
quiet=
! mpirun --version | grep -q 'Open MPI' || quiet=-q
printf '#!/bin/sh\nexec mpirun %s -np 3 "%s" "$@"\n' "$quiet" \
    "$bin/overlap-mpi" >"$house/three"
chmod +x "$house/three"
"$bin/overlap" check "$house/three" >"$house/out"
grep -v '^ok\|^skipped\|^FAILED *Ctrl-C\|[01] failed' "$house/out" && fail "conformance"

# A rank that is killed ends the run, with a reason: Open MPI's on stderr, MPICH's
# on stdout.
ranks 3 sleep --tasks 3 --size 30s &
until victim=$(pgrep -f "^$bin/overlap-mpi sleep --tasks 3 --size 30s" | tail -n 1) &&
    [ -n "$victim" ]; do
    sleep 0.1
done
sleep 0.5
kill -KILL "$victim"
wait $!
status=$?
[ $status = 137 ] || expect "a killed rank: status" 9 $status
grep -qi 'killed' "$house/errors" "$house/said" ||
    fail "a killed rank: $(cat "$house/errors")"
exit $((failures > 0))
