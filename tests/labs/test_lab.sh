#!/bin/bash
# test_lab.sh -- a lab's pack has its checks and its start, whole, and no
# answers; each answer gets its points, and none of them, the cheats among them,
# leaves a trace.
#
#   test_lab.sh OVERLAP LAB
set -euo pipefail
export LC_ALL=C
overlap=$1 lab=$2
work=$(mktemp -d)
sleep 1000 &
bystander=$!
trap 'kill $bystander; rm -rf "$work"' EXIT
export TMPDIR=$work/tmp # whose scratch folders are ours alone
mkdir -m 711 "$TMPDIR"
chmod 711 "$work"

"$overlap" lab pack "$(basename "$lab")" --for gradescope -o "$work/pack.zip"
(cd "$work" && python3 -m zipfile -e pack.zip pack)
packed=$work/pack/overlap/labs/$(basename "$lab")
for part in start checks; do
    diff -r -x __pycache__ "$lab/$part" "$packed/$part"
done
[ ! -e "$packed/answers" ] || { echo "the pack has answers"; exit 1; }
rm -r "$work/pack" "$work/pack.zip"

state() { find "$(dirname "$lab")/grader" "$lab" -type f ! -path '*__pycache__*' -print0 | sort -z | xargs -0 sha256sum; }
state >"$work/before"
"$overlap" lab check "$lab" --grade
state >"$work/after"
cmp "$work/before" "$work/after"
kill -0 $bystander
left=$(ls -A "$TMPDIR")
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
left=$(find /proc -maxdepth 2 -name cwd -lname "$TMPDIR/*" 2>/dev/null || true)
[ -z "$left" ] || { echo "left running: $left"; exit 1; }
