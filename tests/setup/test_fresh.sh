#!/bin/bash
# test_fresh.sh -- what tools/fresh.sh refuses, and that nothing outlives it; it
# needs no mirror.
set -uo pipefail
export LC_ALL=C
house=$(mktemp -d) || exit
trap 'rm -rf "$house"' EXIT
failures=0

stand_in() { # name, body of a shell script
    printf '#!/bin/sh\n%s\n' "$2" >"$house/bin/$1"
    chmod +x "$house/bin/$1"
}

# A debootstrap that mounts, starts a process, notes its arguments, and stays.
house_new() {
    rm -rf "${house:?}"/*
    mkdir "$house/bin" "$house/tools"
    cp "$(dirname "$0")"/../../tools/{fresh,system}.sh "$house/tools"
    stand_in apt-get 'echo "Debian http://mirror.test/debian/ bookworm main"
        echo "Other http://other.test/debian/ bookworm main"'
    stand_in debootstrap "mkdir -p '$house/build-fresh/12/system/mounted'
        mount -t tmpfs tmpfs '$house/build-fresh/12/system/mounted'
        readlink /proc/self/ns/pid >'$house/namespace'
        (trap '' TERM; sleep 3600) &
        echo \"\$*\" >'$house/called.new'
        mv '$house/called.new' '$house/called'
        sleep 3600"
    stand_in apt-config ''
    stand_in id 'echo 0'
}

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s: expected %s; status %s\noutput: %s\n' \
            "$test" "$what" "${status-}" "${output-}" >&2
        failures=$((failures + 1))
    fi
}

run() {
    output=$(PATH="$house/bin:$PATH" "$house/tools/fresh.sh" "$@" 2>&1)
    status=$?
}

refuses_what_it_does_not_know() {
    for words in "" 11 bookworm "12 13" "--inside" "--inside 12"; do
        # shellcheck disable=SC2086 # words
        run $words
        expect "status 2 for '$words'" [ "$status" -eq 2 ]
        expect "a line" [ "$output" = "usage: fresh.sh 12|13" ]
    done
}

says_what_is_missing() {
    stand_in apt-get ''
    run 12
    expect "status 77" [ "$status" -eq 77 ]
    expect "a line" grep -qE '^fresh: skipped: expected .*apt' <<<"$output"
    stand_in id 'echo 1000'
    run 13
    expect "status 77 without root" [ "$status" -eq 77 ]
    expect "a word of root" [ "$output" = "fresh: skipped: expected root" ]
    expect "nothing made" [ ! -e "$house/build-fresh" ]
}

# Processes in debootstrap's namespace.
processes() {
    readlink /proc/[0-9]*/ns/pid | grep -xF "$(cat "$house/namespace")"
}

until_true() { # condition...
    for _ in $(seq 200); do
        "$@" && return
        sleep 0.05
    done
    return 1
}

called() {
    [ -e "$house/called" ]
}

nobody() {
    [ -z "$(processes)" ]
}

goes_with_all_it_began() { # signal
    PATH="$house/bin:$PATH" "$house/tools/fresh.sh" 12 >"$house/out" 2>&1 &
    local fresh=$!
    expect "a system" until_true called
    expect "Debian's mirror" grep -qE \
        'bookworm .*/12/system http://mirror.test/debian/ ' "$house/called"
    run 12
    expect "no other beside it" [ "$status" -eq 1 ]
    kill -s "$1" "$fresh"
    wait "$fresh" 2>/dev/null
    status=$? output=$(cat "$house/out")
    expect "a failure" [ "$status" -ne 0 ]
    expect "no process" until_true nobody
    expect "no mount" [ -z "$(grep -lsF "$house" /proc/[0-9]*/mounts)" ]
}

removes_its_system_when_interrupted() {
    goes_with_all_it_began TERM
    expect "no system" [ ! -e "$house/build-fresh/12/system" ]
}

needs_no_farewell() {
    goes_with_all_it_began KILL
}

tests="refuses_what_it_does_not_know says_what_is_missing"
if [ "$(id -u)" -eq 0 ] && unshare --mount --pid --fork true 2>/dev/null; then
    tests="$tests removes_its_system_when_interrupted needs_no_farewell"
else
    echo "skipped: what outlives it; expected root, and namespaces"
fi
for test in $tests; do
    house_new
    "$test"
done
exit $((failures > 0))
