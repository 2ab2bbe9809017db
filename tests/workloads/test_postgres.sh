#!/bin/bash
# test_postgres.sh -- query and transfer on a real PostgreSQL, under each model.
set -uo pipefail
export LC_ALL=C
bin=$1
url=$(sed -n 's/^OVERLAP_DB_URL=//p' "${OVERLAP_SERVERS:-/dev/null}" 2>/dev/null)
if [ -z "$url" ] || ! command -v psql >/dev/null; then
    echo "skipped: PostgreSQL does not run, or there is no psql (make setup test)"
    exit 77
fi
house=$(mktemp -d) || exit
trap 'rm -rf "$house"' EXIT
name=overlap_test_$$
url="$url?application_name=$name"
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

expect() { # what, expected, found
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}

sql() {
    psql -qXAt "${url%\?*}" -c "$1"
}

# Runs a model; leaves its record and its messages in files.
run() { # model, options…
    local model=$1
    shift
    rm -f "$house/record"
    timeout 60 "$bin/overlap-$model" --record "$house/record" "$@" \
        2>"$house/stderr"
}

# The width that is asked for, where the model can have it.
width() { # model, width
    [ "$1" = sequential ] && echo 1 || echo "$2"
}

# A value of the record, as it is written there.
field() {
    sed -nE 's/^(.*[,{])?"'"$1"'":("([^"\]|\\.)*"|[^,}]*).*/\2/p' "$house/record"
}

# How many sessions our runs have, by a condition or altogether.
sessions() {
    sql "SELECT count(*) FROM pg_stat_activity
         WHERE application_name = '$name' ${1:+AND $1}"
}

# Waits until there are some such sessions, or none.
wait_until() { # "some" or "none", condition
    for _ in $(seq 1000); do
        local found
        found=$(sessions "${2:-}")
        [ "$1" = none ] && [ "$found" = 0 ] && return
        [ "$1" = some ] && [ "$found" != 0 ] && return
        sleep 0.01
    done
    fail "waited in vain for $1 of the sessions ${2:-}"
}

each_model_gives_the_same_answers() {
    for workload in query transfer; do
        run sequential "$workload" --tasks 100
        local answer
        answer=$(field answer)
        for model in $models; do
            run "$model" "$workload" --tasks 100 --db "$url" \
                --width "$(width "$model" 10)" ||
                fail "$model $workload: $(cat "$house/stderr")"
            expect "$model $workload's answer" "$answer" "$(field answer)"
            expect "$model $workload is right" true "$(field right)"
        done
    done
}

a_unix_socket_serves_as_well() {
    local socket port
    socket=$(sql "SHOW unix_socket_directories")
    port=$(sql "SHOW port")
    run async query --tasks 10 \
        --db "postgresql://overlap@/postgres?host=$socket&port=$port" ||
        fail "$(cat "$house/stderr")"
    expect "right" true "$(field right)"
}

# Two permits for eight workers: nobody ever sees a third query.
a_limit_holds_for_workers_of_each_model() {
    for model in async threads processes hybrid; do
        run "$model" query --tasks 16 --width 8 --connections 2 --delay 20ms \
            --db "$url" &
        local most=0 found
        while kill -0 $! 2>/dev/null; do
            found=$(sessions "state = 'active' AND query LIKE '%pg_sleep%'")
            most=$((found > most ? found : most))
        done
        wait $! || fail "$model: $(cat "$house/stderr")"
        if [ "$most" -lt 1 ] || [ "$most" -gt 2 ]; then
            fail "$model: $most queries at once, expected 1 or 2"
        fi
    done
}

# A role that may have only four sessions at a time.
sessions_are_shared_but_by_processes() {
    sql "CREATE ROLE $name LOGIN PASSWORD 'few' CONNECTION LIMIT 4;
         GRANT CREATE ON DATABASE postgres TO $name"
    local few="postgresql://$name:few@${url#*@}" model
    for model in async threads; do
        run "$model" query --tasks 40 --width 20 --connections 2 --db "$few" ||
            fail "$model: $(cat "$house/record" "$house/stderr")"
    done
    run threads query --tasks 20 --delay 100ms --keep-going --db "$few"
    expect "exit status" 1 $?
    case $(field reason) in
    *"too many connections for role"*) ;;
    *) fail "why: $(field reason)" ;;
    esac
    wait_until none
    sql "DROP OWNED BY $name; DROP ROLE $name"
}

# Ctrl-C while the server sleeps: no session of ours is left there.
a_run_is_cancelled_here_and_in_the_server() {
    for model in $models; do
        "$bin/overlap-$model" query --tasks 4 --delay 60min --db "$url" \
            >"$house/out" 2>&1 &
        wait_until some "query LIKE '%pg_sleep%' AND state = 'active'"
        kill -INT $!
        wait $!
        expect "$model's exit status" 130 $?
        wait_until none
    done
}

late_queries_time_out() {
    for model in $models; do
        run "$model" query --tasks 3 --delay 60min --timeout 100ms --keep-going \
            --db "$url"
        expect "$model's exit status" 1 $?
        expect "$model's failures" 3 "$(field failed)"
        expect "$model's reason" '"timed out"' "$(field reason)"
        wait_until none
    done
}

# Ends the session of a query that is under way, if there is one.
terminated_one() {
    [ "$(sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name = '$name' AND query LIKE '%pg_sleep%'
                  AND state = 'active' LIMIT 1")" = t ]
}

a_lost_session_fails_one_task_and_the_rest_go_on() {
    for model in $models; do
        run "$model" query --tasks 32 --delay 50ms --keep-going --db "$url" \
            --width "$(width "$model" 4)" &
        for _ in $(seq 1000); do
            ! terminated_one || break
        done
        wait $!
        expect "$model's exit status" 1 $?
        expect "$model's failures" 1 "$(field failed)"
        expect "$model's successes" 31 "$(field ok)"
        expect "$model is right" true "$(field right)"
        # The server's reason is lost if a query was just on its way to it.
        case $(field reason) in
        '"terminating connection due to administrator command"') ;;
        '"server closed the connection unexpectedly"') ;;
        *) fail "$model's reason: $(field reason)" ;;
        esac
    done
}

what_cannot_be_reached_is_told_in_one_line() {
    local host=${url#*@} bad
    host=${host%%/*}
    for bad in "postgresql://overlap:wrong@$host/postgres" \
        "${url%/*}/nowhere" "postgres://overlap@127.0.0.1:1/postgres" \
        "postgresql:///postgres?host=/nowhere" "postgresql://[::1"; do
        for model in $models; do
            run "$model" transfer --tasks 1 --db "$bad"
            expect "$model's exit status with $bad" 2 $?
            expect "$model's lines with $bad" 1 "$(wc -l <"$house/stderr")"
        done
    done
}

# Somebody's own tables of the same names are not ours.
other_tables_are_left_alone() {
    sql "CREATE TABLE items AS SELECT 1 AS mine;
         CREATE TABLE accounts AS SELECT 1 AS mine"
    for workload in query transfer; do
        run threads "$workload" --tasks 5 --db "$url" ||
            fail "$workload: $(cat "$house/stderr")"
    done
    expect "what is in them" 2 \
        "$(sql "SELECT sum(mine) FROM (TABLE items UNION ALL TABLE accounts) t")"
    sql "DROP TABLE items, accounts"
}

# Those of our runs: other tests have theirs.
schemas() { # pid
    sql "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'overlap\_$1\_%'"
}

# Begins a run, sends it the signals and waits. Its number is in `pid`.
end_run() { # model, signals
    "$bin/overlap-$1" query --tasks 4 --delay 60min --db "$url" \
        >"$house/out" 2>&1 &
    pid=$!
    wait_until some "query LIKE '%pg_sleep%' AND state = 'active'"
    [ -n "$(schemas "$pid")" ] || fail "$1 has no schema"
    for signal in $2; do
        kill "-$signal" "$pid"
    done
    wait "$pid" 2>/dev/null
}

no_signal_leaves_a_schema() {
    local model signals pid
    for model in $models; do
        for signals in HUP "INT INT"; do
            end_run "$model" "$signals"
            expect "$model's schema after $signals" "" "$(schemas "$pid")"
        done
    done
}

# Once the server has noticed the death, any run drops the schema; never that of
# one that goes on.
a_killed_run_s_schema_goes_with_the_next_run() {
    local model pid other
    "$bin/overlap-async" query --tasks 4 --delay 60min --db "${url%\?*}" \
        >"$house/out" 2>&1 &
    other=$!
    for model in $models; do
        end_run "$model" KILL
        for _ in $(seq 100); do
            run threads query --tasks 1 --db "$url" || fail "the next run"
            [ -n "$(schemas "$pid")" ] || break
        done
        expect "schema of the $model that was killed" "" "$(schemas "$pid")"
    done
    [ -n "$(schemas "$other")" ] || fail "a living run's schema was dropped"
    kill "$other"
    wait "$other"
}

# A schema's name has its program's number in it.
no_schema_is_left_behind() {
    local schema pid
    sql "SELECT nspname FROM pg_namespace WHERE nspname ~ '^overlap_[0-9]'" |
        while IFS=_ read -r _ pid schema; do
            [ -d "/proc/$pid" ] || echo "overlap_${pid}_$schema"
        done >"$house/left"
    expect "schemas left behind" "" "$(cat "$house/left")"
}

for test in each_model_gives_the_same_answers a_unix_socket_serves_as_well \
    a_limit_holds_for_workers_of_each_model sessions_are_shared_but_by_processes \
    a_run_is_cancelled_here_and_in_the_server late_queries_time_out \
    a_lost_session_fails_one_task_and_the_rest_go_on \
    what_cannot_be_reached_is_told_in_one_line other_tables_are_left_alone \
    no_signal_leaves_a_schema a_killed_run_s_schema_goes_with_the_next_run \
    no_schema_is_left_behind; do
    echo "$test"
    "$test"
done
exit "$failed"
