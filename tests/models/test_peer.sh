#!/bin/bash
# test_peer.sh -- a program in another language keeps the protocol, and fetches
# the same pages as our models. Exit status 77: its runtime is not installed.
set -uo pipefail
export LC_ALL=C
bin=$1 peer=$2
work=$(mktemp -d) || exit
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT

if ! said=$("$peer" --version 2>&1); then
    case $peer in
    */aiohttp_loop.py) package=python3-aiohttp ;;
    *.py) package=python3 ;;
    *.mjs) package=nodejs ;;
    *) package=golang ;;
    esac
    echo "skipped: ${said//$'\n'/ } (apt-get install $package)"
    exit 77
fi
"$bin/overlap" check "$peer" || exit 1

fail() {
    printf '%s: found %s; expected %s\n' "${peer##*/}" "$1" "$2" >&2
    exit 1
}

# It computes the same as ours.
grains() { # program
    "$1" grain --tasks 50 --size 77 --record - | grep -o '"answer":"[0-9a-f]*"'
}
expected=$(grains "$bin/overlap-threads")
found=$(grains "$peer")
[ "$found" = "$expected" ] || fail "$found" "$expected, as overlap-threads has"

"$peer" --list | grep '^fetch ' >/dev/null || exit 0 # the rest is about pages

mkfifo "$work/url"
"$bin/overlap-server" >"$work/url" &
read -r url <"$work/url"

answer() { # program
    "$1" fetch --tasks 20 --url "$url?size=1000" --url "$url?size=100000" \
        --url "$url?size=0" --record - | grep -o '"answer":"[0-9a-f]*"'
}
expected=$(answer "$bin/overlap-threads")
found=$(answer "$peer")
[ "$found" = "$expected" ] || fail "$found" "$expected, as overlap-threads has"

# What is due in 31 years has not begun in a few seconds, and a limit of a month is
# not over at once.
for seconds in 1 5 25; do # one that is still starting leaves no record
    record=$(timeout --signal INT $seconds "$peer" sleep --tasks 20 --size 1ms \
        --rate 0.000000001 --record - 2>"$work/errors")
    case $record in *'"ok":1,'*) break ;; esac
done
[[ $record == *'"ok":1,'* && $record == *'"canceled":19,'* ]] ||
    fail "$record" "one task of twenty"
record=$("$peer" fetch --url "$url" --timeout 3000000s --record -)
case $record in
*'"ok":1,'*) ;; *) fail "$record" "a page within a month" ;;
esac

# One of two tasks fails, and says why.
record=$("$peer" fetch --url "$url" --url "$url?status=404" --keep-going \
    --record -)
status=$?
[ $status = 1 ] || fail "exit status $status" "1 where a page is not found"
case $record in
*'"ok":1,'*) ;; *) fail "$record" "one page that is ok" ;;
esac
case $record in
*'"reason":"404 Not Found"'*) ;; *) fail "$record" "404 Not Found" ;;
esac
record=$("$peer" fetch --url "$url?delay=5s" --timeout 100ms --record -)
case $record in
*'"error":"ETIMEDOUT"'*) ;; *) fail "$record" "ETIMEDOUT after --timeout" ;;
esac
