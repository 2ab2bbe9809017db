#!/bin/bash
# test_servers.sh -- tools/servers.sh, with whichever servers are installed.
set -uo pipefail
export LC_ALL=C
fetch=$1
servers=$(realpath "$(dirname "$0")/../../tools/servers.sh")
house=$(mktemp -d) || exit
trap '"$servers" stop "$house/a"; "$servers" stop "$house/b"; rm -rf "$house"' EXIT
failures=0

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s: expected %s\n' "$test" "$what" >&2
        failures=$((failures + 1))
    fi
}

value() { # DIR, key
    sed -n "s/^$2=//p" "$1/env"
}

port() { # DIR, key
    value "$1" "$2" | sed -E 's/.*:([0-9]+)(\/.*)?$/\1/'
}

# The servers' processes, by their directory.
processes() { # DIR
    pgrep -f "$(cat "$1/home")"
}

starts_what_is_installed_and_is_idempotent() {
    expect "a start" "$servers" start "$house/a"
    cp "$house/a/env" "$house/before"
    expect "another start" "$servers" start "$house/a"
    expect "the same servers" cmp -s "$house/a/env" "$house/before"
    expect "a status" "$servers" status "$house/a"
}

gives_each_folder_its_own() {
    expect "a start" "$servers" start "$house/b"
    for key in OVERLAP_HTTP_URL OVERLAP_DB_URL; do
        [ -z "$(value "$house/a" "$key")" ] ||
            expect "two of $key" [ "$(value "$house/a" "$key")" != \
                "$(value "$house/b" "$key")" ]
    done
}

answers() {
    url=$(value "$house/a" OVERLAP_HTTP_URL)
    [ -z "$url" ] || expect "a page" "$fetch" fetch --url "$url" >/dev/null
    url=$(value "$house/a" OVERLAP_HTTPS_URL)
    [ -z "$url" ] || expect "TLS" openssl s_client -verify_return_error \
        -CAfile "$(value "$house/a" OVERLAP_CACERT)" \
        -connect "127.0.0.1:$(port "$house/a" OVERLAP_HTTPS_URL)" \
        </dev/null >/dev/null 2>&1
}

listens_on_loopback_only() {
    for key in OVERLAP_HTTP_URL OVERLAP_HTTPS_URL OVERLAP_DB_URL; do
        [ -n "$(value "$house/a" "$key")" ] || continue
        at=$(printf '%04X' "$(port "$house/a" "$key")")
        expect "$key on 127.0.0.1 alone" [ "$(cat /proc/net/tcp{,6} |
            awk -v at=":$at\$" '$2 ~ at && $4 == "0A" { print $2 }')" = \
            "0100007F:$at" ]
    done
}

never_runs_as_root() {
    for pid in $(processes "$house/a"); do
        expect "another user for $pid" [ "$(stat -c %u "/proc/$pid")" -ne 0 ]
    done
}

keeps_the_password_from_other_users() {
    expect "a file for its owner" [ "$(stat -c %a "$house/a/env")" = 600 ]
}

starts_again_where_one_was_killed() {
    # The folder's name is not on the command line of nginx's worker.
    for pid in $(processes "$house/a"); do
        # shellcheck disable=SC2046 # one word a process
        kill -KILL "$pid" $(pgrep -P "$pid")
    done 2>/dev/null
    sleep 0.2
    expect "no status" bash -c '! "$0" status "$1" 2>/dev/null' "$servers" \
        "$house/a"
    expect "a start" "$servers" start "$house/a"
    answers
}

leaves_nothing_behind() {
    home=$(cat "$house/a/home")
    expect "a stop" "$servers" stop "$house/a"
    expect "no process" [ -z "$(pgrep -f "$home")" ]
    expect "no directory" [ ! -e "$home" ]
    expect "no folder" [ ! -e "$house/a" ]
    expect "another stop" "$servers" stop "$house/a"
}

lends_them_to_a_command() {
    # shellcheck disable=SC2016 # the command's variables
    said=$(LC_ALL=C.UTF-8 "$servers" with "$house/b" sh -c \
        'echo "$OVERLAP_HTTP_URL$OVERLAP_DB_URL $LC_ALL"; exit 7' 2>/dev/null)
    expect "the command's status" [ $? -eq 7 ]
    expect "a URL" grep -q '://' <<<"$said"
    expect "the user's locale" [ "${said##* }" = C.UTF-8 ]
    expect "none left" [ ! -e "$house/b" ]
    # shellcheck disable=SC2016
    said=$(OVERLAP_DB_URL=mine "$servers" with "$house/b" sh -c \
        'echo "$OVERLAP_DB_URL"' 2>/dev/null)
    expect "one's own database" [ "$said" = mine ]
}

refuses_what_it_does_not_know() {
    "$servers" begin "$house/a" 2>/dev/null
    expect "status 2" [ $? -eq 2 ]
}

"$servers" start "$house/a" >/dev/null 2>&1
if [ ! -s "$house/a/env" ]; then
    echo "skipped: neither nginx nor postgresql is installed (make setup test)"
    exit 77
fi
for test in starts_what_is_installed_and_is_idempotent \
    gives_each_folder_its_own \
    answers \
    listens_on_loopback_only \
    never_runs_as_root \
    keeps_the_password_from_other_users \
    starts_again_where_one_was_killed \
    leaves_nothing_behind \
    lends_them_to_a_command \
    refuses_what_it_does_not_know; do
    "$test" >/dev/null
done
exit $((failures > 0))
