#!/bin/bash
# test_together.sh -- two programs at a time that write to the same place.
set -euo pipefail
export LC_ALL=C
bin=$1 suite=$2
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
cd "$house"

fail() {
    echo "$*" >&2
    exit 1
}

# Each trace and picture is that of one of them, each record a line.
for i in $(seq 8); do
    "$bin/overlap-threads" noop --tasks $((2000 + 1000 * i)) --record record \
        --trace trace &
    "$bin/overlap-threads" mandelbrot --size $((100 + 10 * i)) \
        --output picture >/dev/null &
done
wait
lines=$(($(wc -l <trace) - 1))
[ $((lines % 1000)) = 0 ] || fail "a trace of $lines tasks"
[ "$(awk -F, 'NR > 1 && ($1 != NR - 2 || NF != 7)' trace | wc -l)" = 0 ] ||
    fail "a mixed trace"
[ "$(wc -l <record)" = 8 ] || fail "$(wc -l <record) records"
[ "$(tail -c 8 picture | head -c 4)" = IEND ] || fail "no whole picture"
[ "$(ls)" = "$(printf 'picture\nrecord\ntrace')" ] || fail "left: $(ls)"

# Two benches, and many reports of one of them.
command -v hyperfine >/dev/null || exit 0
for _ in 1 2; do
    "$bin/overlap" bench --quick --suite "$suite" --only control \
        --results results >/dev/null 2>&1 &
done
wait
[ -e results/latest/report.html ] || fail "no latest report"
[ "$(find results -mindepth 1 -maxdepth 1 -type d | wc -l)" = 2 ] ||
    fail "$(ls results)"
before=$(ls results/latest/)
cp results/latest/report.md expected
for _ in 1 2 3 4; do
    "$bin/overlap" report results/latest >/dev/null 2>errors || cat errors &
done >failed
wait
[ ! -s failed ] || fail "$(cat failed)"
[ "$(ls results/latest/)" = "$before" ] || fail "left: $(ls results/latest/)"
cmp expected results/latest/report.md
