#!/bin/bash
# test_places.sh -- wherever it is built, installed and run: a row each.
#
#   test_places.sh BIN BUILD COMPILER
#
# BIN has the programs that were built. What a row writes goes to BUILD, since
# some of them do without /tmp.
set -uo pipefail
export LC_ALL=C
unset CDPATH
bin=$1 compiler=$3
root=$(realpath "$(dirname "$0")/../..")
house=$(mktemp -d "$2/places.XXXXXX") || exit
trap 'rm -rf "$house"' EXIT
peers=("$root"/bench/peers/{sequential,threads,asyncio_loop}.py
    "$root"/bench/peers/promises.mjs "$bin/overlap-go")
failures=0

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s: expected %s; status %s\n%s\n' "$row" "$what" "${status-}" \
            "${output-}" >&2
        failures=$((failures + 1))
    fi
}

says() { # pattern
    grep -qE -- "$1" <<<"$output"
}

skip() { # why
    echo "skipped: $row: $1"
}

run() { # command...
    output=$(timeout 100 "$@" 2>&1 </dev/null)
    status=$?
}

suite=$house/suite.yaml
cat >"$suite" <<'END'
title: Places
experiments:
  - name: waits
    title: Waits
    workload: sleep
    tasks: 3
    size: 5ms
    cells:
      - {model: sequential}
      - {model: threads, width: 0, ticker: true, meter: true}
  - name: files
    title: Files
    workload: files
    tasks: 3
    cells:
      - {model: async}
END

# A small bench ends well, with charts, and with numbers that others can read.
bench() { # command before it...
    rm -rf "$house/results"
    run "$@" "$bin/overlap" bench --quick --suite "$suite" \
        --results "$house/results"
    expect "success" [ "$status" -eq 0 ]
    expect "nothing that failed" bash -c \
        '! grep -qE "left out|failed in|not drawn" <<<"$1"' _ "$output"
    local report=$house/results/latest
    expect "a chart in the report" [ -s "$report/charts/00-answer.svg" ]
    expect "as many values in each row of the table" [ "$(awk -F, \
        '{ print NF }' "$report/results.csv" | sort -u | wc -l)" -eq 1 ]
    expect "no decimal comma" bash -c '! grep -qE "[0-9],[0-9]+ (s|ms|×)" "$1"' \
        _ "$report/report.md"
}

# --- where it is built -----------------------------------------------------

# What git tracks, or else everything that was not built.
copy_sources() { # folder
    mkdir -p "$1"
    (cd "$root" && tar -c --exclude=./.git --exclude='./build*' \
        --exclude=./results .) | tar -x -C "$1"
}

configure() { # folder, option...
    local at=$1
    shift
    run cmake -S "$at" -B "$at/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_C_COMPILER="$compiler" "$@"
}

# In one folder, since each costs a build of the library: an odd path inside
# somebody else's repository, an absolute folder for libraries, DESTDIR.
builds_in_any_folder() {
    local other="$house/of o'thers" at
    at="$other/"'$HOME & (co), 50%'
    git init -q "$other"
    git -C "$other" -c user.name=n -c user.email=n@n.test commit -q \
        --allow-empty -m theirs
    copy_sources "$at"
    export GIT_DIR=$other/.git
    configure "$at" -DCMAKE_INSTALL_PREFIX=/opt/overlap \
        -DCMAKE_INSTALL_LIBDIR=/opt/lib64
    unset GIT_DIR
    expect "a configured build" [ "$status" -eq 0 ]
    expect "no revision of theirs" grep -qF 'OVERLAP_REVISION=\"unknown\"' \
        "$at/build/build.ninja"
    local targets=(overlap_async bench/CMakeFiles/overlap.dir/main.c.o)
    ! command -v go >/dev/null || targets+=(overlap-go)
    run cmake --build "$at/build" -j 2 --target "${targets[@]}"
    expect "a build" [ "$status" -eq 0 ]

    run env DESTDIR="$house/stage" cmake --install "$at/build" --component dev
    expect "an installation" [ "$status" -eq 0 ]
    PKG_CONFIG_PATH="$house/stage/opt/lib64/pkgconfig" \
        run pkg-config --cflags --libs overlap-async
    read -ra flags <<<"$output"
    run "$compiler" "$root/tests/async/user_program.c" -o "$house/program" \
        "${flags[@]}"
    expect "a user's program" [ "$status" -eq 0 ]
    output=$(cd / && "$house/program")
    expect "it runs elsewhere" says '^took three'
}

refuses_a_folder_that_cmake_cannot_take() {
    copy_sources "$house/a#b"
    configure "$house/a#b"
    expect "a failure" [ "$status" -ne 0 ]
    expect "its reason" says 'found a folder whose name has one of'
}

# --- what the environment says ---------------------------------------------

# A folder there has the name of ours.
heeds_no_cdpath() {
    mkdir -p "$house"/elsewhere/{tools,build} "$house/here/build"
    (
        export CDPATH=$house/elsewhere
        cd "$root" || exit
        run tools/rooms.sh core/io.h
        expect "success of rooms.sh" [ "$status" -eq 0 ]
        cd "$house/here" || exit
        run "$root/tools/servers.sh" with build/servers ls build/servers/env
        expect "its servers' folder here" says '^build/servers/env$'
        exit "$failures"
    )
    failures=$?
}

# What needs no temporary folder does without; the rest says what it wants.
needs_no_temporary_folder() {
    local program
    for program in overlap-async overlap-processes; do
        TMPDIR=$house/none run "$bin/$program" files
        expect "status 2" [ "$status" -eq 2 ]
        expect "a line" [ "$(wc -l <<<"$output")" -eq 1 ]
        expect "a folder" says 'none, expected a folder to write in: No such'
    done
    sed '/name: files/,$d' "$suite" >"$house/waits.yaml"
    suite=$house/waits.yaml bench env TMPDIR="$house/none"
}

# Runs a command where only our folder can be written to.
read_only() { # unshare's options...
    cat >"$house/read-only" <<END
#!/bin/sh
exec unshare $* --mount sh -ec 'mount --bind "\$0" "\$0"
    mount --rbind /tmp /tmp
    mount -o remount,bind,ro /tmp
    ! mkdir /tmp/overlap-no 2>/dev/null
    cd "\$0"
    exec "\$@"' '$house' "\$@"
END
    chmod +x "$house/read-only"
    "$house/read-only" true 2>"$house/log"
}

leaves_tmp_alone() {
    if ! read_only && ! read_only --user --map-root-user; then
        skip "expected a kernel that lets us mount in a namespace"
        return
    fi
    mkdir "$house/tmp"
    local there=("$house/read-only" env TMPDIR="$house/tmp")
    bench "${there[@]}"
    run "${there[@]}" "$bin/overlap-threads" query --tasks 2
    expect "a database elsewhere" [ "$status" -eq 0 ]
    run "${there[@]}" "$root/tools/rooms.sh" core/io.h
    expect "success of rooms.sh" [ "$status" -eq 0 ]
    if [ "$(id -u)" -eq 0 ]; then # else they have no user in a namespace
        run "${there[@]}" "$root/tools/servers.sh" with "$house/servers" \
            cat "$house/servers/home"
        expect "servers elsewhere" says '^/var/tmp/overlap-servers'
    fi
    expect "nothing left there" [ -z "$(ls -A "$house/tmp")" ]
}

needs_no_home() {
    bench env -i PATH="$PATH"
}

works_under_umask_077() {
    umask 077
    bench env
    run "$root/tools/servers.sh" with "$house/servers" sh -c \
        'exec "$0" fetch ${OVERLAP_HTTP_URL:+--url "$OVERLAP_HTTP_URL"}' \
        "$bin/overlap-sequential"
    expect "pages of the servers" [ "$status" -eq 0 ]
    umask 022
}

# A decimal comma would be followed by a digit.
is_record() {
    says '"answer":"ae11752d45a7459a"' && says '"cores_used":[0-9.e-]+,"'
}

# Our numbers, and those of the peers, are the same in any language.
speaks_c_in() { # locale
    if ! localedef -i "$1" -f UTF-8 "$house/$1.UTF-8" 2>"$house/log"; then
        skip "there is no locale $1 (make setup test)"
        return
    fi
    local abroad=(env LOCPATH="$house" LC_ALL="$1.UTF-8" LANGUAGE="${1%_*}")
    bench "${abroad[@]}"
    local program
    for program in "$bin"/overlap-{sequential,hybrid} "${peers[@]}"; do
        "$program" --version >"$house/log" 2>&1 || continue
        run "${abroad[@]}" "$program" primes --tasks 2 --size 1.5k --record -
        expect "a record of $program" is_record
    done
    run "${abroad[@]}" "$root/tools/rooms.sh" core/io.h
    expect "success of rooms.sh" [ "$status" -eq 0 ]
}

speaks_c_in_german() {
    speaks_c_in de_DE
}

# Its [a-z] lacks the i.
speaks_c_in_turkish() {
    speaks_c_in tr_TR
}

# --- the terminal ----------------------------------------------------------

# Runs a bench on a terminal, each redrawing of which is a line of $drawn.
draw() { # columns, command before it...
    local columns=$1
    shift
    cat >"$house/draw" <<END
stty cols $columns
exec $* '$bin/overlap' bench --quick --suite '$suite' --results '$house/results'
END
    run script -qec "sh '$house/draw'" /dev/null
    drawn=$(tr '\r' '\n' <<<"$output" | grep $'^\e\\[K\e\\[36m' |
        sed $'s/\e\\[[0-9;]*[Km]//g')
    expect "success" [ "$status" -eq 0 ]
}

draws_no_line_that_would_wrap() {
    local columns
    for columns in 20 40; do
        draw "$columns" env -u NO_COLOR TERM=xterm
        expect "progress" [ -n "$drawn" ]
        expect "lines shorter than $columns" [ "$(awk '{ print length }' \
            <<<"$drawn" | sort -n | tail -n 1)" -lt "$columns" ]
    done
}

draws_nothing_without_term() {
    draw 80 env -u TERM
    expect "blocks" says '^block 6 of 6'
    expect "no escape" bash -c '[[ $1 != *$'"'\e'"'* ]]' _ "$output"
    run script -qec "env -u TERM '$bin/overlap' compare '$house/results/latest' \
        '$house/results/latest'" /dev/null
    expect "a comparison" [ "$status" -eq 0 ]
    expect "no colour" bash -c '[[ $1 != *$'"'\e'"'* ]]' _ "$output"
}

for row in builds_in_any_folder \
    refuses_a_folder_that_cmake_cannot_take \
    heeds_no_cdpath \
    needs_no_temporary_folder \
    leaves_tmp_alone \
    needs_no_home \
    works_under_umask_077 \
    speaks_c_in_german \
    speaks_c_in_turkish \
    draws_no_line_that_would_wrap \
    draws_nothing_without_term; do
    "$row"
done
exit $((failures > 0))
