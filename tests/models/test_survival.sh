#!/bin/sh
# test_survival.sh -- a process that is killed fails its own tasks and no other,
# and is replaced while tasks are left.
#
#   test_survival.sh OVERLAP-HYBRID
set -eu
export LC_ALL=C

hybrid=$1
if [ "$(nproc)" -lt 2 ]; then
    echo "skipped: there is one core, so one process; expected two or more"
    exit 77
fi
record=$(mktemp)
trap 'rm -f "$record"' EXIT

# Two waves of eight waits; a process dies during the first of them.
"$hybrid" sleep --tasks 16 --width 8 --size 1s --keep-going --record "$record" &
parent=$!
children=
until [ -n "$children" ]; do
    sleep 0.1
    children=$(cat "/proc/$parent/task/$parent/children")
done
sleep 0.3
kill -KILL "${children%% *}"
status=0
wait $parent || status=$?

number() {
    sed "s/.*\"$1\":\([0-9]*\).*/\1/" "$record"
}
ok=$(number ok) failed=$(number failed) canceled=$(number canceled)
echo "status $status: $ok ok, $failed failed, $canceled canceled"
[ "$status" -eq 1 ]
[ "$canceled" -eq 0 ]
[ "$failed" -ge 1 ] && [ "$failed" -le 4 ]
[ "$((ok + failed))" -eq 16 ]
