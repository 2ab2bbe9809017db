#!/bin/sh
# coverage.sh -- which branches of four rooms no test takes.
#
# Builds the coverage preset, runs its tests, and prints for each room where the
# branches are that they never take, and how many they do. A branch is one way
# out of a condition as gcc compiles it without optimising; an assert() is none,
# as in a release, and async's examples are not counted: they are there to be
# read. What a process has counted is lost when a signal ends it.
# Exit status: 0 each room has 90 % of its branches; 1 one has not, or a test
# failed; 2 gcovr is missing.
set -u
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.." || exit
least=90
rooms='core async bench/judge bench/run'
counts=build-coverage/counts.json

if ! command -v gcovr >/dev/null; then
    echo "coverage: gcovr is missing; run: make setup coverage" >&2
    exit 2
fi

# room NAME ARGUMENT...: what gcovr says of one.
room() {
    name=$1
    shift
    gcovr --add-tracefile "$counts" --filter "$name/" \
        --exclude async/examples/ "$@"
}

cmake --preset coverage --log-level=NOTICE &&
    cmake --build --preset coverage || exit 1
find build-coverage -name '*.gcda' -delete
# What compiles for itself, or tests scripts, counts nothing here; counting
# changes what takes how many instructions.
status=0
ctest --preset coverage --exclude-regex \
    '^async/(flags|install)|^core/model|^model/soak|^setup/|^workloads/equal' ||
    status=1
gcovr --json "$counts" build-coverage || exit 1
for name in $rooms; do
    printf '\n%s: branches never taken, by line\n' "$name"
    room "$name" --branches --sort-percentage | awk '$4 && /%/ && !/^TOTAL/'
done
for name in $rooms; do
    printf '\n%s\n' "$name"
    # Not to /dev/null, which gcovr would delete.
    room "$name" --output build-coverage/lines.txt --print-summary \
        --fail-under-branch $least || status=1
done
exit $status
