#!/bin/sh
# test_crash.sh BIN -- a crash ends all tasks that share the process.
set -u
export LC_ALL=C
bin=$(cd "$1" && pwd)
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1 # where a core file would be left
record=record
wrong=0

# expect MODEL STATUS SURVIVED: how many of eight tasks survive a crash.
expect() {
    : >"$record"
    "$bin/overlap-$1" crash --size 100ms --keep-going --record "$record" \
        2>"$record.errors"
    status=$?
    if [ $status -ne "$2" ] || ! grep -q "\"survived\":$3[,}]" "$record"; then
        echo "$1: found status $status, $(grep -o '"findings":{[^}]*}' "$record");" \
            "expected status $2, survived $3"
        wrong=1
    fi
}

expect sequential 139 1 # the one task before it
expect async 139 0
expect threads 139 0
expect processes 1 7
# names MODEL: the failure says which task crashed, whatever the worker was at.
names() {
    "$bin/overlap-$1" crash --size 20ms >"$record" 2>"$record.errors"
    if ! grep -qE '^  task 1 failed: crashed on purpose$' "$record" &&
        ! grep -qE '^  task [0-9]+ failed: its process died of task 1, which' \
            "$record"; then
        echo "$1: does not name task 1: $(grep failed: "$record")"
        wrong=1
    fi
}
for model in $models; do
    names "$model"
done
if "$bin/overlap-processes" crash --size 100ms --timeout 50ms --keep-going |
    grep -q 'task [02-7] failed: its process'; then
    echo "processes: blames the crash for what timed out"
    wrong=1
fi
for model in sequential async threads; do
    [ "$("$bin/overlap-$model" crash --size 10ms --record /dev/null 2>&1)" = \
        "overlap-$model: all workers are gone: Segmentation fault" ] || {
        echo "$model: does not say why its workers are gone"
        wrong=1
    }
done
if ls core core.* >/dev/null 2>&1; then
    echo "a core file was left"
    wrong=1
fi
exit $wrong
