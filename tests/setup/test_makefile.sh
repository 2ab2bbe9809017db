#!/bin/bash
# test_makefile.sh -- the Makefile, with stand-ins for everything it calls.
set -uo pipefail
export LC_ALL=C
root=$(realpath "$(dirname "$0")/../..")
house=$(mktemp -d) || exit
trap 'rm -rf "$house"' EXIT
failures=0
unset MAKEFLAGS MAKELEVEL SUITE ONLY SEED DB OVERLAP_DB_URL

stand_in() { # path, body of a shell script
    printf '#!/bin/sh\n%s\n' "$2" >"$house/$1"
    chmod +x "$house/$1"
}

house_new() {
    rm -rf "${house:?}"/*
    mkdir -p "$house/bin" "$house/tools" "$house/build/bin"
    cp "$root/Makefile" "$house"
    cp "$root/tools/skips.sh" "$house/tools"
    stand_in bin/cmake 'echo "cmake $1" >>calls'
    stand_in bin/ctest 'echo "ctest $*" >>calls
        mkdir -p build/Testing/Temporary
        cp log build/Testing/Temporary/LastTest.log
        exit "$(cat status)"'
    echo 0 >"$house/status"
    : >"$house/log"
    # Slow, so that a bench that did not wait for it would come first.
    stand_in tools/setup.sh 'sleep 0.2; echo setup "$@" >>calls'
    stand_in tools/servers.sh 'shift 2; exec "$@"'
    stand_in build/bin/overlap 'printf "<%s>" "$@" >>calls; echo >>calls'
}

run() {
    output=$(cd "$house" && PATH="$house/bin:$PATH" make "$@" 2>&1)
    status=$?
    calls=$(cat "$house/calls" 2>/dev/null)
}

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s: expected %s; status %s\noutput: %s\ncalls: %s\n' \
            "$test" "$what" "$status" "$output" "$calls" >&2
        failures=$((failures + 1))
    fi
}

sets_up_before_it_benches_also_under_j() {
    run -j4 setup bench
    expect "setup, configure, build, bench" [ "$calls" = "setup
cmake --preset
cmake --build
<bench>" ]
}

sets_up_for_the_goals_beside_it() {
    stand_in tools/lint.sh ''
    stand_in tools/coverage.sh ''
    run setup lint coverage test build
    expect "setup for three" \
        [ "${calls%%$'\n'*}" = "setup lint coverage test" ]
}

runs_all_tests_after_the_build() {
    run test
    expect "configure, build, test" [ "$calls" = "cmake --preset
cmake --build
ctest --preset release" ]
}

# In the words of ctest's log: of one test, and of a part of another.
says_at_the_end_what_was_skipped() {
    cat >"$house/log" <<'END'
Start testing: Nov 30 20:00 UTC
----------------------------------------------------------
1/3 Testing: models/sequential
1/3 Test: models/sequential
Output:
----------------------------------------------------------
not skipped: a word
2/3 Testing: core/model
Output:
skipped: spin is not installed (make setup test)
3/3 Testing: workloads/web
skipped: goes: python3 is not installed
skipped: goes: python3 is not installed
END
    echo 8 >"$house/status"
    run test
    expect "ctest's failure" [ "$status" -ne 0 ]
    expect "a line each" [ "$(grep '^skipped' <<<"$output")" = \
"skipped: core/model: spin is not installed (make setup test)
skipped: workloads/web: goes: python3 is not installed" ]
}

hands_choices_over_as_they_were_typed() {
    run bench-quick "ONLY=a'b; touch \"bad\" \`touch bad\` *" SEED=7 \
        'SUITE=my suite.yaml'
    expect "success" [ "$status" -eq 0 ]
    expect "three options" grep -qxF \
        "<bench><--quick><--suite><my suite.yaml><--only><a'b; touch \"bad\"\
 \`touch bad\` *><--seed><7>" <<<"$calls"
    expect "nothing executed" [ ! -e "$house/bad" ]
}

hands_a_database_over_in_the_environment() {
    stand_in build/bin/overlap \
        'printf "<%s>" "$@" "$OVERLAP_DB_URL" >>calls; echo >>calls'
    # shellcheck disable=SC2016 # it is no variable
    run bench DB='postgresql://me:p$(w)d@host/'
    # shellcheck disable=SC2016
    expect "it after the arguments" \
        [ "${calls##*$'\n'}" = '<bench><postgresql://me:p$(w)d@host/>' ]
}

points_at_setup_when_it_cannot_configure() {
    stand_in bin/cmake 'echo "no such package" >&2; exit 1'
    run bench
    expect "failure" [ "$status" -ne 0 ]
    expect "the pointer" grep -q 'Run: make setup' <<<"$output"
    expect "no bench" [ -z "$calls" ]
}

teaches_without_a_goal() {
    run
    expect "success" [ "$status" -eq 0 ]
    for goal in help setup build test lint docs bench bench-quick bench-full \
        bench-costs servers servers-stop report clean; do
        expect "a line for $goal" grep -qE "^  make $goal +[a-z]" <<<"$output"
    done
}

for test in sets_up_before_it_benches_also_under_j \
    sets_up_for_the_goals_beside_it \
    runs_all_tests_after_the_build \
    says_at_the_end_what_was_skipped \
    hands_choices_over_as_they_were_typed \
    hands_a_database_over_in_the_environment \
    points_at_setup_when_it_cannot_configure \
    teaches_without_a_goal; do
    house_new
    "$test"
done
exit $((failures > 0))
