#!/bin/bash
# test_new.sh -- what `overlap new` writes works as it is, without our tree, and
# a workload that does not fit is refused in one line.
#
#   test_new.sh BUILD COMPILER
set -uo pipefail
export LC_ALL=C CC=$2
unset CDPATH
build=$1 bin=$1/bin
house=$(mktemp -d) || exit
trap 'rm -rf "$house"' EXIT
cmake --install "$build" --component dev --prefix "$house/prefix" >"$house/log" || {
    cat "$house/log"
    exit 1
}
found=$(find "$house/prefix" -name overlap-workload.pc)
export PKG_CONFIG_PATH=${found%/*}
cd "$house" || exit
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

run() { # command...
    output=$(timeout 100 "$@" 2>&1 </dev/null)
    status=$?
}

refused() { # pattern
    [ "$status" -eq 2 ] && [ "$(wc -l <<<"$output")" -eq 1 ] &&
        grep -qE -- "$1" <<<"$output"
}

says() { # pattern
    [ "$status" -eq 0 ] && grep -qE -- "$1" <<<"$output"
}

runs_a_workload_under_every_model() {
    run "$bin/overlap" new workload wordcount
    expect "what to do next" says '^make -C wordcount && overlap check'
    run make -C wordcount CFLAGS="-O2 -Wall -Wextra -Wpedantic -Werror"
    expect "a library" [ "$status" -eq 0 ]
    run "$bin/overlap" check wordcount/wordcount.so
    expect "all models" says '^ok      threads$'
    expect "the loop" says '^ok      async$'
    printf 'one  two\nthree' >text
    run "$bin/overlap-threads" wordcount/wordcount.so --file text --tasks 4
    expect "three words" says '^  words +3$'
    run "$bin/overlap-async" --tasks 2 wordcount/wordcount.so --offload \
        --file=text --record -
    expect "its name in the record" says '"workload":"wordcount"'
    (cd wordcount && "$bin/overlap-hybrid" wordcount.so) >log 2>&1
    status=$? output=$(cat log)
    expect "one in this folder" [ "$status" -eq 0 ]
}

explains_its_options() {
    run "$bin/overlap-threads" wordcount/wordcount.so --help
    expect "its own option" says '^  --file FILE '
    run "$bin/overlap-threads" --list wordcount/wordcount.so
    expect "it in the list" says '^wordcount +cpu '
    run "$bin/overlap-threads" primes --file text
    expect "no other's" refused '^overlap-threads: .*--file'
    run "$bin/overlap-threads" wordcount/wordcount.so --size 3
    expect "none that it does not use" refused '--size: found with wordcount'
    run "$bin/overlap-threads" wordcount/wordcount.so --file none
    expect "its own reason" refused 'wordcount: none: No such file'
}

# One word off in the last task.
refuses_a_wrong_answer() {
    mkdir -p wrong
    sed 's/\*answer = part.words;/*answer = part.words + !job->index;/' \
        wordcount/wordcount.c >wrong/wordcount.c
    run make -C wrong -f ../wordcount/Makefile
    run "$bin/overlap-processes" wrong/wordcount.so
    expect "status 1" [ "$status" -eq 1 ]
    expect "its sentence" grep -q 'wrong answer: found 20000001 words' \
        <<<"$output"
    run "$bin/overlap" check wrong/wordcount.so
    expect "a failure" [ "$status" -eq 1 ]
    expect "whose" grep -q '^fails   sequential: ' <<<"$output"
}

build_with() { # sed's script for the header, library
    cp -r prefix other
    sed -i "$1" other/include/overlap/core/workload.h
    run env PKG_CONFIG_PATH="${PKG_CONFIG_PATH/prefix/other}" \
        make -B -C wordcount CFLAGS=
    expect "a library" [ "$status" -eq 0 ]
    mv wordcount/wordcount.so "$2"
    rm -r other
}

refuses_what_does_not_fit() {
    mkdir -p old
    build_with 's/WORKLOAD_ABI 1u/WORKLOAD_ABI 7u/' old/wordcount.so
    run "$bin/overlap-async" old/wordcount.so
    expect "its version" refused 'for version 7 of .*; expected 1: build it'
    build_with 's/    const char \*summary;/int more[8]; &/' old/wordcount.so
    run "$bin/overlap-async" old/wordcount.so
    expect "its layout" refused 'whose layout has changed'
    make -s -C wordcount
    cp wordcount/wordcount.so old/letters.so
    run "$bin/overlap-async" old/letters.so
    expect "its file's name" refused "named 'wordcount'; expected"
    sed 's/"wordcount"/"sleep"/' wordcount/wordcount.c >old/sleep.c
    # shellcheck disable=SC2046 # words
    "$CC" -std=gnu11 -fPIC -shared $(pkg-config --cflags overlap-workload) \
        old/sleep.c -o old/sleep.so
    run "$bin/overlap-async" old/sleep.so
    expect "a name of its own" refused "named 'sleep'; expected a name that"
    "$CC" -shared -fPIC -x c /dev/null -o old/empty.so
    run "$bin/overlap-async" old/empty.so
    expect "an export" refused 'found no overlap_workload'
    run "$bin/overlap-async" old/none.so
    expect "a file" refused 'none.so: cannot open.*; expected a library'
    echo no >old/text.so
    run "$bin/overlap-async" old/text.so
    expect "a library" refused 'text.so: .*; expected a library'
}

# libuv may use io_uring on its own, whatever the record says.
sees_no_other_ring_than_ours() {
    cat >ring.c <<'END'
#include <core/workload.h>
#include <stdlib.h>
static int task(struct io *io, const struct job *job, uint64_t *answer)
{
    const char *word = getenv("UV_USE_IO_URING");
    (void)io, (void)job;
    *answer = word ? (uint64_t)atoi(word) : 1;
    return *answer ? -1 : 0;
}
static const struct workload ring = {.name = "ring", .summary = "asks",
    .size_meaning = "nothing", .default_tasks = 1, .task = task};
WORKLOAD_EXPORT(ring);
END
    # shellcheck disable=SC2046 # words
    "$CC" -std=gnu11 -fPIC -shared $(pkg-config --cflags overlap-workload) \
        ring.c -o ring.so
    local model
    for model in async hybrid; do
        run env UV_USE_IO_URING=1 "$bin/overlap-$model" ring.so
        expect "libuv's off under $model" [ "$status" -eq 0 ]
    done
}

names_it_in_a_suite() {
    run "$bin/overlap" check wordcount/suite.yaml
    expect "a suite" says '^ok '
    sed -n '/^title/,/^experiments/p; /name: wordcount/,/threads/p' \
        wordcount/suite.yaml >wordcount/small.yaml
    run "$bin/overlap" bench --quick --suite wordcount/small.yaml
    expect "a bench" says '^report: |demo: '
    expect "no failed run" bash -c '! grep -q "failed in" <<<"$1"' _ "$output"
}

starts_a_suite_and_a_claim() {
    run "$bin/overlap" new suite mine
    run "$bin/overlap" check mine/mine.yaml
    expect "a suite" says '^ok '
    run "$bin/overlap" new claim gathered
    run "$bin/overlap" check gathered/suite.yaml
    expect "claims" says '^ok '
    sed -i 's|of: waits/async|of: waits/none|' gathered/claims.yaml
    run "$bin/overlap" check gathered/suite.yaml
    expect "what is wrong with them" refused 'claims.yaml:.*waits/none'
}

starts_a_peer() {
    run "$bin/overlap" new peer pool --language python
    run "$bin/overlap" check pool/pool.py
    expect "the protocol kept" says ' 0 failed'
    run "$bin/overlap" new model json # as a module of Python's
    run "$bin/overlap" check json/json.py
    expect "the protocol kept" says ' 0 failed'
    run "$bin/overlap" new model turns --language node
    if ! node --version >log 2>&1; then
        echo "skipped: $row: there is no node (apt-get install nodejs)"
        return
    fi
    run "$bin/overlap" check turns/turns.mjs
    expect "the protocol kept" says ' 0 failed'
}

refuses_what_it_cannot_start() {
    run "$bin/overlap" new workload wordcount
    expect "a free name" refused 'wordcount: File exists; expected a name'
    run "$bin/overlap" new workload ../up
    expect "a name" refused "'../up'; expected a small letter"
    if unshare -m true 2>/dev/null; then # a full disk
        mkdir full
        run unshare -m bash -c 'mount -t tmpfs -o size=4k none full && cd full &&
            { "$1" new workload half; status=$?; ls -A; exit $status; }' - "$bin/overlap"
        expect "nothing left" refused 'half/.*: No space left on device$'
    fi
    run "$bin/overlap" new thing x
    expect "a kind" refused "'thing'; expected workload, model"
    run "$bin/overlap" new suite x --language node
    expect "no language" refused 'found --language with suite'
    run "$bin/overlap" new model x --language cobol
    expect "a language" refused "'cobol', expected"
    run "$bin/overlap" check --json wordcount/suite.yaml
    expect "a program" refused "found --json with"
}

for row in runs_a_workload_under_every_model explains_its_options \
    refuses_a_wrong_answer refuses_what_does_not_fit \
    sees_no_other_ring_than_ours names_it_in_a_suite \
    starts_a_suite_and_a_claim starts_a_peer refuses_what_it_cannot_start; do
    "$row"
done
exit $((failures > 0))
