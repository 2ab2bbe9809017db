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
    expect "a file" refused 'none.so: No such file.*; expected a library'
    echo no >old/text.so
    run "$bin/overlap-async" old/text.so
    expect "a library" refused 'text.so: .*; expected a library'
}

# A library whose task gives its index, with other fields, and functions.
make_odd() { # name, fields, functions...
    local name=$1 fields=$2
    shift 2
    {
        printf '#include <%s>\n' core/workload.h core/base/option.h errno.h \
            stdlib.h
        printf '%s\n' 'static int task(struct io *io, const struct job *job,' \
            'uint64_t *answer) { (void)io; *answer = (uint64_t)job->index;' \
            'return 0; }' "$@"
        printf 'static const struct workload w = {.name = "%s", ' "$name"
        printf '.summary = "odd", .size_meaning = "nothing",'
        printf '.default_tasks = 3, .task = task, %s};\n' "$fields"
        echo 'WORKLOAD_EXPORT(w);'
    } >"odd/$name.c"
    # shellcheck disable=SC2046 # words
    "$CC" -std=gnu11 -fPIC -shared $(pkg-config --cflags overlap-workload) \
        "odd/$name.c" -o "odd/$name.so" || failures=$((failures + 1))
}

wrong() { # pattern
    [ "$status" -eq 1 ] && grep -qE -- "$1" <<<"$output"
}

option() { # the inside of its row
    make_odd row '.options = o' 'static const char *p;' \
        "static const struct option o[] = {{$1}, {0}};"
    run "$bin/overlap-threads" odd/row.so
}

findings() { # statements
    make_odd found '.findings = f' 'static int f(const struct plan *p,' \
        'const struct result *r, struct finding found[WORKLOAD_FINDS_MAX])' \
        "{ (void)p; (void)r; (void)found; $1 }"
    run "$bin/overlap-threads" odd/found.so
}

refuses_what_is_odd() {
    mkdir odd
    mkfifo odd/fifo.so
    run "$bin/overlap-threads" odd/fifo.so
    expect "no wait" refused 'not a regular file; expected a library'
    make_odd none '' '#undef WORKLOAD_EXPORT' '#define WORKLOAD_EXPORT(x) const \
        struct workload_export overlap_workload = \
        {WORKLOAD_ABI, WORKLOAD_LAYOUT, 0}'
    run "$bin/overlap-threads" odd/none.so
    expect "a workload" refused 'found no workload'
    make_odd big '.default_size = 9, .max_size = 8'
    run "$bin/overlap-threads" odd/big.so
    expect "a size" refused 'default_size from 0 to max_size'
    option '"tasks", OPTION_TEXT, .into = &p, .value = "T", .help = "h"'
    expect "no option of ours" refused 'its option --tasks; expected'
    option '"it", OPTION_TEXT, .value = "T", .help = "h"'
    expect "a place" refused 'its option --it; expected'
    option '"it", (enum option_kind)99, .into = &p, .value = "T", .help = "h"'
    expect "a kind" refused 'its option --it; expected'
    option '"it", OPTION_TEXT, .into = &p, .value = "T", .help = "h"'
    expect "what fits" [ "$status" -eq 0 ]
    findings 'found[0].name = "a\"b\n"; return 1;'
    expect "a name" wrong "a finding named 'a\"b.'; expected letters"
    findings 'found[0].name = 0; return 1;'
    expect "a name" wrong "a finding named ''; expected letters"
    findings 'return 4000;'
    expect "four" wrong 'found 4000 findings; expected at most 4'
    findings 'found[0].name = "P99_us"; return 1;'
    expect "a finding" says '^  P99_us +0$'
}

# What its writer left out is said for him.
explains_silent_failures() {
    local head='static int check(const struct plan *p, const struct result *r,
        char why[WORKLOAD_WHY_MAX]) { (void)p; (void)r; (void)why;'
    make_odd no '.check = check' "$head return -EILSEQ; }"
    run "$bin/overlap-threads" odd/no.so
    expect "a sentence" wrong 'wrong answer: no: its check'
    make_odd io '.check = check' "$head return -EIO; }"
    run "$bin/overlap-threads" odd/io.so
    expect "a sentence" wrong '^overlap-threads: io: Input/output error$'
    make_odd dies '.check = check' "$head abort(); }"
    run "$bin/overlap" check odd/dies.so
    expect "the signal" wrong '^fails   sequential: killed by signal 6 \(Abort'
    make_odd leaves '.check = check' "$head exit(0); }"
    run "$bin/overlap" check odd/leaves.so
    expect "its end" wrong '^fails   sequential: .*found exit\(0\) in the middle'
    run "$bin/overlap-threads" odd/leaves.so
    expect "no success" wrong '^overlap-threads: found exit\(0\) in the middle'
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
    run "$bin/overlap" new workload primes
    expect "a name that is not ours" refused "'primes'; expected one that"
    expect "no folder" [ ! -e primes ]
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
    refuses_what_is_odd explains_silent_failures \
    sees_no_other_ring_than_ours names_it_in_a_suite \
    starts_a_suite_and_a_claim starts_a_peer refuses_what_it_cannot_start; do
    "$row"
done
exit $((failures > 0))
