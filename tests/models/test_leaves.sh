#!/bin/bash
# test_leaves.sh -- a run leaves nothing, whatever signal ends it, and when.
#
# Each row of the table is a program, signals, and the moment at which they
# arrive. Afterwards there is no process of its and so no socket that listens;
# and no folder but after SIGKILL, when the next run removes it.
set -euo pipefail
export LC_ALL=C
bin=$1 peer=$2
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
house=$(mktemp -d)
export OVERLAP_TEST_HOUSE=$house TMPDIR=$house/tmp # whose processes are these?
trap 'rm -rf "$house"' EXIT
mkdir "$TMPDIR"
cd "$house"
rows=0

processes() { # ids of those that are ours, whoever their parent is now
    local pid
    grep -lsF "OVERLAP_TEST_HOUSE=$house" /proc/[0-9]*/environ | tr -dc '0-9\n' |
    while read -r pid; do
        [ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] ||
            [ "$(readlink "/proc/$pid/exe")" = "$(readlink "/proc/$$/exe")" ] ||
            ! [ -e "/proc/$pid/exe" ] || echo "$pid"
    done
}

# The thread sanitizer's own file outlives whom it was killed with.
folders() {
    ls --ignore 'tsan.*' "$TMPDIR"
}

fail() {
    echo "$row: $*" >&2
    cat errors >&2
    exit 1
}

until_some() { # COMMAND
    for _ in $(seq 500); do
        [ -z "$("$@")" ] || return 0
        sleep 0.01
    done
    fail "waited in vain for $1"
}

until_none() { # COMMAND
    for _ in $(seq 300); do
        [ -n "$("$@")" ] || return 0
        sleep 0.01
    done
    fail "$1 left: $("$@")"
}

servers() {
    local pid
    for pid in $(processes); do
        case $(readlink "/proc/$pid/exe") in */overlap-server) echo "$pid" ;; esac
    done
}

# When the signals arrive.
at_once() {
    :
}
a_moment_later() {
    sleep 0.03
}
with_a_folder() {
    until_some folders
}
with_a_server() {
    until_some servers
    sleep 0.05
}

# Until then it would be a copy of this script that gets the signals.
until_started() {
    for _ in $(seq 1000); do
        [ "$(readlink "/proc/$1/exe")" != "$program" ] || return 0
        sleep 0.002
    done
    fail "did not start"
}

# end SIGNALS MOMENT COMMAND...: begins it and sends the signals; sets `status`.
end() {
    local signals=$1 moment=$2 signal
    shift 2
    row="$* ($signals $moment)"
    program=$(realpath "$1")
    rows=$((rows + 1))
    env --default-signal=HUP,INT,QUIT "$@" >output 2>errors <&- &
    until_started $!
    $moment
    for signal in ${signals//,/ }; do
        kill -"$signal" $! 2>/dev/null || true
        sleep 0.01
    done
    status=0
    wait $! || status=$?
    until_none processes
}

left_nothing() {
    [ -z "$(folders)" ] || fail "left: $(folders)"
}

for model in $models; do
    run=$bin/overlap-$model
    case $model in sequential) width=1 ;; *) width=8 ;; esac
    many=(--tasks 100k --width "$width")
    for signals in HUP INT QUIT TERM XCPU INT,INT TERM,HUP; do
        end $signals with_a_folder "$run" files "${many[@]}"
        [ $status = $((128 + $(kill -l ${signals#*,}))) ] ||
            [ $status = $((128 + $(kill -l ${signals%,*}))) ] ||
            fail "exit status $status"
        left_nothing
    done
    end TERM,TERM a_moment_later "$run" query "${many[@]}"
    left_nothing
    for signals in HUP QUIT,QUIT KILL; do
        end $signals with_a_server "$run" fetch "${many[@]}"
    done
    end INT at_once "$run" fetch "${many[@]}"
    end KILL with_a_folder "$run" files "${many[@]}"
    [ -n "$(folders)" ] || fail "had no folder"
    "$run" query --tasks 1 --size 10 >/dev/null
    left_nothing
done

# So do the programs that start others, and what those have started.
with_a_child() {
    for _ in $(seq 500); do
        [ "$(processes | wc -l)" -lt "$children" ] || return 0
        sleep 0.01
    done
    fail "started nothing"
}
for signals in HUP INT,INT QUIT KILL; do
    children=3
    end $signals with_a_child "$bin/overlap" burn 60000 --processes 2
    end $signals with_a_child "$bin/overlap-costs" --only parked
    end $signals with_a_child "$bin/overlap" check "$bin/overlap-processes"
    [ $signals = KILL ] || left_nothing
    if [ -x /usr/bin/python3 ] && /usr/bin/python3 "$peer" --version; then
        children=5
        end $signals with_a_child /usr/bin/python3 "$peer" sleep --tasks 4 \
            --size 3600000
    fi >/dev/null
done
"$bin/overlap" check /bin/false >/dev/null || true
left_nothing

# A bench goes on afterwards; until then its folder may hold what is unfinished.
cat >suite.yaml <<'END'
title: Leaves
experiments:
  - name: control
    title: Control
    workload: noop
    cells: [{name: aa-1, model: sequential}, {name: aa-2, model: sequential}]
  - name: files
    title: Files
    workload: files
    tasks: 200
    cells: [{model: processes, width: 2}, {model: async, width: 2}]
  - name: pages
    title: Pages
    workload: fetch
    tasks: 200
    cells: [{model: threads, width: 2}]
END
if command -v hyperfine >/dev/null; then
    for signals in HUP INT,INT QUIT KILL; do
        end $signals with_a_folder "$bin/overlap" bench --suite suite.yaml \
            --quick --only 'files*' --results "$signals"
        left_nothing
    done
    end KILL with_a_server "$bin/overlap" bench --suite suite.yaml --quick \
        --only 'pages*' --results pages
    row="a resumed bench"
    "$bin/overlap" bench --resume KILL/latest >output 2>errors ||
        fail "exit status $?"
    [ ! -e KILL/latest/running ] || fail "left KILL/latest/running"
    until_none processes
    left_nothing
fi

# Tasks that compute do not hear the first signal; two locks never end.
end INT,INT a_moment_later "$bin/overlap-sequential" primes --tasks 1 --size 1G
[ "$status" = 130 ] || fail "exit status $status"
for model in threads processes; do
    end TERM,TERM a_moment_later "$bin/overlap-$model" locks --tasks 40 \
        --variant opposite
    end KILL a_moment_later "$bin/overlap-$model" locks --tasks 40 \
        --variant opposite
done

# Under nohup a run goes on when the terminal closes.
row="nohup"
(
    trap '' HUP
    exec "$bin/overlap-processes" files --tasks 300 --width 1 --record record
) >output 2>errors &
with_a_folder
kill -HUP $!
wait $! || fail "exit status $?"
left_nothing

# Folders with an owner, and those of others, are left alone.
row="a second run"
"$bin/overlap-threads" files "${many[@]}" >output 2>errors &
with_a_folder
mkdir "$TMPDIR/overlap-backups" "$TMPDIR/overlap-scratch-of-mine"
"$bin/overlap-threads" files --tasks 1 >/dev/null
[ "$(folders | wc -l)" = 3 ] || fail "removed others' folders"
kill $!
wait $! || true
rmdir "$TMPDIR/overlap-backups" "$TMPDIR/overlap-scratch-of-mine"
left_nothing
echo "$rows rows"
