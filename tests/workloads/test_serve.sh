#!/bin/bash
# test_serve.sh -- a server under each model: until Ctrl-C, for any client; and
# the clients of our own.
set -euo pipefail
export LC_ALL=C
bin=$1
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || :; rm -rf "$work"' EXIT

fail() {
    echo "$*" >&2
    exit 1
}

# Starts `serve --port 0` with these words; sets $server and $url.
start() {
    local program=$1
    shift
    rm -f "$work/out"
    "$bin/$program" serve --port 0 "$@" >"$work/out" 2>"$work/err" &
    server=$!
    for ((i = 0; i < 200; i++)); do
        if [ -s "$work/out" ]; then break; fi
        sleep 0.05
    done
    url=$(head -1 "$work/out")
    [[ $url == *://127.0.0.1:*/ ]] || fail "$program: found '$url', expected its URL"
}

# Ends it by Ctrl-C.
finish() {
    local status=0
    kill -INT "$server"
    wait "$server" || status=$?
    [ $status = 130 ] || fail "found exit status $status, expected 130"
    [ ! -s "$work/err" ] || fail "$(cat "$work/err")"
}

for model in sequential async threads processes hybrid; do
    program=overlap-$model
    start "$program" --variant page
    "$bin/overlap-load" --connections 1 --requests 50 "$url" >"$work/load" ||
        fail "$program: $(cat "$work/load")"
    grep -q '^50 answers .* 0 wrong, 0 connections failed$' "$work/load"
    if command -v curl >"$work/null"; then
        # The second request comes over the same connection.
        found=$(curl -sS -o "$work/null" -w '%{http_code} %{size_download} %{num_connects}\n' \
            "$url" --next -o "$work/null" -w '%{http_code} %{size_download} %{num_connects}\n' \
            "${url}again")
        [ "$found" = $'200 1024 1\n200 1024 0' ] || fail "$program: curl found $found"
        [ "$(curl -sS -o "$work/null" -w '%{http_code}' -d x "$url")" = 501 ] ||
            fail "$program: expected 501 for a POST"
    fi
    # Where a HEAD's body would be, the next answer begins.
    exec 8<>"/dev/tcp/127.0.0.1/$(tr -cd 0-9 <<<"${url##*:}")"
    printf '%s / HTTP/1.1\r\nHost: a\r\n%s\r\n' HEAD '' GET $'Connection: close\r\n' >&8
    found=$(timeout 10 sed -n '6s/\r$//p' <&8)
    exec 8>&-
    [ "$found" = 'HTTP/1.1 200 OK' ] || fail "$program: after a HEAD found '$found'"
    finish

    # A request in progress is answered, an idle connection is not waited for.
    start "$program" --variant wait --delay 400ms
    "$bin/overlap-load" --connections 1 --requests 1 "$url" >"$work/load" &
    client=$!
    sleep 0.2
    finish
    wait $client || fail "$program: a request in progress: $(cat "$work/load")"

    start "$program" --variant echo
    "$bin/overlap-load" --connections 1 --requests 20 "$url" >"$work/load" ||
        fail "$program: $(cat "$work/load")"
    exec 8<>"/dev/tcp/127.0.0.1/$(tr -cd 0-9 <<<"${url##*:}")"
    echo idle >&8
    read -r -u 8 -t 10 line
    [ "$line" = idle ] || fail "$program: no echo"
    finish
    exec 8>&-
done

# Width bounds the connections served at a time: the third is not.
start overlap-threads --variant echo --width 2
port=$(tr -cd 0-9 <<<"${url##*:}")
exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$port" 7<>"/dev/tcp/127.0.0.1/$port"
for fd in 5 6; do
    echo hello >&$fd
    read -r -u $fd -t 10 line
done
echo hello >&7
if read -r -u 7 -t 0.3 line; then fail "three served, expected 2"; fi
exec 5>&-
read -r -u 7 -t 10 line || fail "the third was never served"
status=0
"$bin/overlap-async" serve --port "$port" >"$work/null" 2>"$work/err2" || status=$?
[ "$status $(cat "$work/err2")" = \
    "2 overlap-async: serve: --port: found $port, which is Address already in use" ] ||
    fail "found $status $(cat "$work/err2")"
exec 6>&- 7>&-
finish

# What only clients decide is refused.
status=0
"$bin/overlap-async" serve --port 0 --variant slow >"$work/null" 2>"$work/err2" || status=$?
[[ "$status $(cat "$work/err2")" == "2 overlap-async: serve: --variant: found slow with --port"* ]] ||
    fail "found $status $(cat "$work/err2")"

# overlap-load: every sample is kept; a rate is kept; what fails is said.
start overlap-async --variant page
"$bin/overlap-load" --connections 3 --requests 7 --samples "$work/samples" "$url" >"$work/load"
[ "$(wc -l <"$work/samples")" = 21 ] || fail "expected 21 samples"
"$bin/overlap-load" --rate 200 --duration 500ms "$url" >"$work/load"
grep -q '^100 answers' "$work/load" || fail "$(cat "$work/load")"
finish
status=0
"$bin/overlap-load" --requests 1 "$url" >"$work/load" || status=$?
[[ "$status $(cat "$work/load")" == "1 0 answers "*"10 connections failed: Connection refused" ]] ||
    fail "found $status $(cat "$work/load")"
for words in "" "ftp://a/" "http:///" "echo://a" "http://a:0/" "http://[::1" "a b"; do
    status=0
    # shellcheck disable=SC2086 # words
    "$bin/overlap-load" $words 2>"$work/err" || status=$?
    [ "$status $(wc -l <"$work/err")" = "2 1" ] ||
        fail "overlap-load $words: $status $(cat "$work/err")"
done
