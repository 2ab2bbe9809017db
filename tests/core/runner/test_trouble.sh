#!/bin/bash
# test_trouble.sh -- what a run cannot read or write is told in one line, and a
# second signal ends it at once.
#
#   test_trouble.sh BIN-DIR
set -u
export LC_ALL=C
bin=$1
failures=0
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

fail() {
    printf '%s\n' "$@"
    failures=$((failures + 1))
}

# says STATUS LINE MODEL ARGUMENT...: that status, and only that line, or none.
says() {
    local status=$1 line=$2 model=$3 said
    shift 3
    said=$("$bin/overlap-$model" "$@" 2>&1 >/dev/null)
    local found=$?
    [ "$found:$said" = "$status:${line:+overlap-$model: }$line" ] ||
        fail "overlap-$model $*: exit $found, said: $said" \
            "  expected exit $status and: $line"
}

says 2 "$work/none/x: No such file or directory" threads \
    noop --tasks 2 --trace "$work/none/x"
says 2 "$work/none/x: No such file or directory" threads \
    noop --tasks 2 --record "$work/none/x"
says 2 '/dev/full: No space left on device' threads \
    noop --tasks 2 --trace /dev/full
says 2 '/dev/full: No space left on device' threads \
    noop --tasks 2 --record /dev/full
says 2 "files: found $work/none, expected a folder to write in: No such file or directory" \
    threads files --tasks 2 --dir "$work/none"

echo http://127.0.0.1:9/ >"$work/one"
printf '# none\n\n' >"$work/none.txt"
says 2 "--url: found a second file, '@$work/one', expected one" async \
    fetch --url "@$work/one" --url "@$work/one"
says 2 "--url: found no URL in '$work/none.txt', expected one per line" async \
    fetch --url "@$work/none.txt"
says 2 "--url: cannot read '$work/none': No such file or directory" async \
    fetch --url "@$work/none"

says 2 "--rate: found '2000000000', expected a number per second, above 0" \
    threads noop --rate 2000000000
says 2 "--rate: found '0', expected a number per second, above 0" \
    threads noop --rate 0
says 2 "--tasks: found '99999999999', expected a whole number from 1 to 10000000" \
    threads noop --tasks 99999999999

# Our own server is asked directly, whatever the environment says of proxies.
for hosts in '*' none.example ''; do
    http_proxy=http://127.0.0.1:9/ no_proxy=$hosts says 0 '' async \
        fetch --tasks 2 --fresh --record "$work/fresh"
done
[ "$(grep -c '"fresh":true' "$work/fresh")" = 3 ] ||
    fail "of fresh sessions the records say: $(cat "$work/fresh")"

# A large run's trace has neither CPU times nor waits.
says 0 '--trace: over 16384 tasks, so without CPU times and waits' sequential \
    noop --tasks 16385 --trace "$work/large"
lines=$(grep -cE '^[0-9]+,0,[0-9]+,[0-9]+,0,$' "$work/large")
[ "$lines" = 16385 ] || fail "$lines lines of a trace; expected 16385"

# Tasks that wait for their turn are timed from then, and a canceled run counts
# those that did not come to it.
table=$("$bin/overlap-sequential" sleep --tasks 3 --size 1ms --rate 1000)
[[ $table == *'from its turn'*' ms median'* ]] || fail "no turns: $table"
"$bin/overlap-sequential" sleep --tasks 3 --size 1ms --rate 0.001 --trace \
    "$work/paced" --record "$work/record" &
run=$!
until grep -qs '^State:.S' "/proc/$run/status" && [ -e "/proc/$run/fd/3" ]; do
    sleep 0.1
done
sleep 0.5
kill -INT $run
wait $run
found=$?
[ $found -eq 130 ] || fail "interrupted: exit $found; expected 130"
grep -q '"ok":1,"failed":0,"canceled":2' "$work/record" ||
    fail "a canceled run's record: $(cat "$work/record")"
grep -q '^2,-1,0,0,-125,' "$work/paced" ||
    fail "a canceled task's trace: $(cat "$work/paced")"

# What does not heed the first Ctrl-C is ended by the second.
"$bin/overlap-sequential" stall --tasks 1 --size 50s >"$work/out" 2>&1 &
run=$!
sleep 0.5
kill -INT $run
sleep 0.2
kill -INT $run
wait $run
found=$?
[ "$found:$(cat "$work/out")" = 130: ] ||
    fail "interrupted twice: exit $found, said: $(cat "$work/out")"

[ $failures -eq 0 ]
