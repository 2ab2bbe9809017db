#!/bin/bash
# test_web.sh BIN -- fetch as people use it, under every model: from
# overlap-server and, where they are installed, from nginx and through a proxy.
set -uo pipefail
export LC_ALL=C
bin=$1
tests=$(realpath "$(dirname "$0")")
house=$(mktemp -d) || exit
trap 'exec 8>&- 9>&-; kill "${server-}" 2>/dev/null; rm -rf "$house"' EXIT
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
failures=0 told=
# No label may be that long, so no resolver is asked for it.
nobody=$(printf 'x%.0s' {1..64}).test

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s, %s: expected %s; status %s\n%s\n' "$test" "$model" "$what" \
            "$status" "$output" >&2
        failures=$((failures + 1))
    fi
}

skip() { # why
    echo "skipped: $test: $1"
    told=1
}

# Runs fetch under $model; sequential has only one worker.
fetch() { # width, options...
    local width=$1
    shift
    [ "$model" = sequential ] && width=1
    output=$(timeout 60 "$bin/overlap-$model" fetch --width "$width" "$@" 2>&1)
    status=$?
}

# One column of the line about URL number $1.
column() { # line, column
    awk -v line="$1" -v column="$2" 'NR == line + 1 { print $column }' \
        <<<"$output"
}

counts() {
    grep -E '^[0-9]+ pages: ' <<<"$output"
}

server_start() { # options...
    exec 9< <(exec "$bin/overlap-server" "$@")
    server=$!
    read -r url <&9
}

server_stop() {
    kill "$server"
    exec 9<&-
}

# One of overlap-server's counts; all of them start again from 0.
stat() { # key
    exec 7<>"/dev/tcp/127.0.0.1/$(tr -dc 0-9 <<<"${url##*:}")"
    printf 'GET /stats?reset=1 HTTP/1.0\r\n\r\n' >&7
    tr ',{}' '\n' <&7 | sed -n "s/^\"$1\": *//p"
    exec 7>&-
}

tells_failures_apart() {
    fetch 5 --keep-going --url "$url" --url "$url?status=404" \
        --url "$url?cut=1" --url http://127.0.0.1:1/ \
        --url "http://$nobody/" --url ftp://example.org/ \
        --url "$url?delay=10s" --url 'http://a b/' --timeout 500ms
    expect "status 1" [ "$status" -eq 1 ]
    expect "a count of each kind" [ "$(counts)" = "8 pages: 1 ok, 1 status,\
 1 no-host, 1 refused, 1 timed-out, 1 cut-short, 2 bad-url" ]
    expect "a status" [ "$(column 2 1) $(column 2 6)" = "404 status" ]
    expect "HTTP/1.1" [ "$(column 1 4)" = 1.1 ]
    expect "no status where there was no answer" [ "$(column 4 1)" = - ]
    expect "a URL that is one word" [ "$(column 8 7)" = 'http://a%20b/' ]
}

tries_again_what_may_pass() {
    fetch 2 --keep-going --url "$url?status=503" --url "$url?status=404" \
        --retries 2
    expect "three tries" [ "$(column 1 5)" = 3 ]
    expect "one of what will not" [ "$(column 2 5)" = 1 ]
    expect "a count" grep -qE '^ +retries +2$' <<<"$output"
}

gets_through_in_the_end() {
    server_start --limit 20
    fetch 5 --tasks 10 --url "$url" --retries 20
    expect "success" [ "$status" -eq 0 ]
    expect "more than ten requests" [ "$(stat requests)" -gt 10 ]
    server_stop
}

limits_the_requests_to_a_host() {
    server_start --delay 2ms
    fetch 20 --tasks 60 --url "$url" --url "${url}other" --per-host 3
    expect "success" [ "$status" -eq 0 ]
    peak=$(stat peak_in_flight)
    if [ "$model" = sequential ]; then
        expect "one at a time" [ "$peak" -eq 1 ]
    else
        expect "three at one time" [ "$peak" -eq 3 ]
    fi
    server_stop
}

limits_each_host_by_itself() {
    server_start --delay 50ms
    port=$(tr -dc 0-9 <<<"${url##*:}")
    fetch 20 --tasks 4 --url "$url" --url "http://localhost:$port" --per-host 1
    expect "success" [ "$status" -eq 0 ]
    [ "$model" = sequential ] ||
        expect "two at one time" [ "$(stat peak_in_flight)" -eq 2 ]
    server_stop
}

opens_a_session_a_task_if_asked() {
    server_start
    fetch 4 --tasks 20 --url "$url"
    expect "a connection a worker, at most" [ "$(stat accepted)" -le 5 ]
    fetch 4 --tasks 20 --url "$url" --fresh
    expect "success" [ "$status" -eq 0 ]
    expect "twenty, and the one that asks" [ "$(stat accepted)" -eq 21 ]
    server_stop
}

pauses_in_its_place() {
    fetch 2 --tasks 2 --url "$url" --pause 60ms
    expect "success" [ "$status" -eq 0 ]
    expect "no task under 60 ms" awk '$7 ~ /^http/ && $3 < 60 { exit 1 }' \
        <<<"$output"
}

reads_a_long_list() {
    [ "$model" = sequential ] && return
    server_start
    for i in $(seq 10000); do echo "$url$i"; done >"$house/list"
    output=$(timeout 60 "$bin/overlap-$model" fetch --url "@$house/list" \
        --per-host 1000)
    status=$?
    expect "success" [ "$status" -eq 0 ]
    expect "10000 pages" [ "$(counts)" = "10000 pages: 10000 ok" ]
    expect "100 workers" grep -q '10000 tasks, 100 workers' <<<"$output"
    expect "their order" [ "$(column 77 7)" = "${url}77" ]
    server_stop
}

says_why_few_descriptors_do_not_suffice() {
    output=$(ulimit -n 40 && timeout 20 "$bin/overlap-$model" fetch \
        --tasks 41 --width "$([ "$model" = sequential ] && echo 1 || echo 41)" \
        2>&1)
    status=$?
    if [ "$model" = sequential ]; then
        expect "success" [ "$status" -eq 0 ]
    else
        expect "status 2" [ "$status" -eq 2 ]
        expect "the limit" grep -q 'ulimit -n' <<<"$output"
    fi
}

takes_its_server_along_when_killed() {
    "$bin/overlap-$model" mixed --tasks 1 --size 30s --cpu-share 0 \
        >/dev/null 2>&1 &
    runner=$!
    for _ in $(seq 100); do
        own=$(own_servers)
        [ -n "$own" ] && break
        sleep 0.02
    done
    expect "a server" [ -n "$own" ]
    kill -KILL "$runner"
    wait "$runner" 2>/dev/null
    for _ in $(seq 100); do
        [ -z "$(own_servers)" ] && break
        sleep 0.02
    done
    expect "no server" [ -z "$(own_servers)" ]
}

# The servers that this script's programs started, by their environment.
own_servers() {
    for pid in $(pgrep -x overlap-server); do
        tr '\0' '\n' <"/proc/$pid/environ" |
            grep -qx "WEB_HOUSE=$house" && echo "$pid"
    done 2>/dev/null
}

# What follows needs nginx.

logged() {
    grep -c 'HTTP/2.0 200' "$OVERLAP_HTTP_LOG"
}

speaks_http_2_over_a_connection_a_worker() {
    : >"$OVERLAP_HTTP_LOG"
    fetch 4 --cacert "$OVERLAP_CACERT" --tasks 40 \
        --url "${OVERLAP_HTTPS_URL}logged"
    expect "success" [ "$status" -eq 0 ]
    expect "HTTP/2" [ "$(column 1 4)" = 2.0 ]
    for _ in $(seq 100); do # nginx answers first, and logs it later
        [ "$(logged)" -ge 40 ] && break
        sleep 0.05
    done
    expect "40 requests by it" [ "$(logged)" -eq 40 ]
    expect "a connection a worker, at most" [ "$(cut -d ' ' -f 1 \
        "$OVERLAP_HTTP_LOG" | sort -u | wc -l)" -le 4 ]
}

trusts_no_stranger() {
    fetch 1 --url "$OVERLAP_HTTPS_URL"
    expect "status 1" [ "$status" -eq 1 ]
    expect "TLS" [ "$(counts)" = "1 pages: 1 tls" ]
    plain=${OVERLAP_HTTP_URL:?}
    fetch 1 --url "${plain/http:/https:}" \
        --cacert "$OVERLAP_CACERT"
    expect "TLS, asked of what has none" [ "$(counts)" = "1 pages: 1 tls" ]
    fetch 1 --url "$OVERLAP_HTTPS_URL" --cacert "$house/none"
    expect "status 2 without the file" [ "$status" -eq 2 ]
}

follows_redirects() {
    fetch 2 --keep-going --cacert "$OVERLAP_CACERT" \
        --url "${OVERLAP_HTTP_URL}moved" --url "${OVERLAP_HTTPS_URL}moved" \
        --url "${OVERLAP_HTTP_URL}endless" --url "${OVERLAP_HTTPS_URL}endless"
    expect "two pages" [ "$(counts)" = "4 pages: 2 ok, 2 failed" ]
    expect "its bytes" [ "$(column 1 2)$(column 2 2)" = 10241024 ]
    expect "a reason" grep -q 'too many redirects' <<<"$output"
}

comes_back_when_the_server_asked_to() {
    [ "$model" = async ] || [ "$model" = threads ] || return 0 # the two ios
    fetch 1 --url "${OVERLAP_HTTP_URL}busy" --retries 1
    expect "two tries" [ "$(column 1 5)" = 2 ]
    expect "a second between them" [ "$(column 1 3 | cut -d . -f 1)" -ge 1000 ]
}

# The second try comes a second after the first, a third would come after 2.1 s:
# nobody waits for that, so the server's reason stays.
keeps_its_time_for_all_tries() {
    fetch 1 --url "${OVERLAP_HTTP_URL}busy" --retries 100 --timeout 2s
    expect "the reason, not the time limit" [ "$(column 1 6)" = status ]
    expect "two tries" [ "$(column 1 5)" = 2 ]
}

survives_timeouts_in_handshakes() {
    fetch 20 --keep-going --cacert "$OVERLAP_CACERT" --fresh --tasks 200 \
        --url "$OVERLAP_HTTPS_URL" --timeout 15ms
    expect "an end" [ "$status" -le 1 ]
    expect "nothing but pages and timeouts" grep -qE \
        '^200 pages:( [0-9]+ ok,?)?( [0-9]+ timed-out)?$' <<<"$output"
    fetch 20 --cacert "$OVERLAP_CACERT" --fresh --tasks 100 \
        --url "$OVERLAP_HTTPS_URL"
    expect "success" [ "$status" -eq 0 ]
}

# What follows needs a proxy, too.

proxy_start() {
    mkfifo "$house/hold"
    python3 "$tests/proxy.py" "$(tr -dc 0-9 <<<"${OVERLAP_HTTP_URL##*:}")" \
        "$(tr -dc 0-9 <<<"${OVERLAP_HTTPS_URL##*:}")" <"$house/hold" \
        >"$house/proxy" 2>/dev/null &
    exec 8>"$house/hold"
    for _ in $(seq 100); do
        [ -s "$house/proxy" ] && break
        sleep 0.05
    done
    proxy=http://127.0.0.1:$(head -n 1 "$house/proxy")
}

goes_through_the_proxy_of_the_environment() {
    export http_proxy=$proxy https_proxy=$proxy
    fetch 1 --cacert "$OVERLAP_CACERT" --url "http://$nobody/" \
        --url https://overlap.test/
    expect "two pages" [ "$(counts)" = "2 pages: 2 ok" ]
    fetch 1 --url https://forbidden.test/
    expect "the proxy's refusal" grep -q 'proxy: .*403' <<<"$output"
    fetch 1 --url http://odd.test/
    expect "nothing for a terminal" bash -c '! grep -q "$1" <<<"$0"' \
        "$output" $'[\x1b\x07]'
    expect "the words" grep -q '404 .*owned' <<<"$output"
    fetch 1 --url "$OVERLAP_HTTP_URL"
    expect "this machine without it" [ "$status" -eq 0 ]
    export no_proxy=.test
    fetch 1 --url "http://$nobody/"
    expect "no such host without it" [ "$(counts)" = "1 pages: 1 no-host" ]
    # However many hosts are named, the last one counts.
    no_proxy=$(printf 'h%d.test,' $(seq 300)).test
    fetch 1 --url "http://$nobody/"
    expect "no such host after 300" [ "$(counts)" = "1 pages: 1 no-host" ]
    unset http_proxy https_proxy no_proxy
}

each_model() { # test, needed
    test=$1
    for model in $models; do
        "$test"
    done
}

export WEB_HOUSE=$house
server_start
own_url=$url own=$server
for test in tells_failures_apart tries_again_what_may_pass \
    pauses_in_its_place; do
    url=$own_url
    each_model "$test"
done
kill "$own"
for test in gets_through_in_the_end limits_the_requests_to_a_host \
    limits_each_host_by_itself opens_a_session_a_task_if_asked \
    reads_a_long_list says_why_few_descriptors_do_not_suffice \
    takes_its_server_along_when_killed; do
    each_model "$test"
done

# shellcheck disable=SC1090 # tools/servers.sh wrote it
[ -r "${OVERLAP_SERVERS-}" ] && . "$OVERLAP_SERVERS"
test=nginx
if [ -z "${OVERLAP_HTTPS_URL-}" ]; then
    skip "nginx or openssl is not installed (make setup test)"
else
    for test in speaks_http_2_over_a_connection_a_worker trusts_no_stranger \
        follows_redirects comes_back_when_the_server_asked_to \
        keeps_its_time_for_all_tries survives_timeouts_in_handshakes; do
        each_model "$test"
    done
    test=goes_through_the_proxy_of_the_environment
    if command -v python3 >/dev/null; then
        proxy_start
        each_model "$test"
    else
        skip "python3 is not installed (make setup)"
    fi
fi
[ "$failures" -eq 0 ] || exit 1
[ -z "$told" ] || exit 77
