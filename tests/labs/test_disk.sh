#!/bin/bash
# test_disk.sh -- a full disk is nobody's fault who handed in, and nothing is left
# half on it.
#
#   test_disk.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
unshare -m true 2>/dev/null || { echo "skipped: no disk of our own can be mounted"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/disk" "$work/lab/checks" "$work"/in/{a,b}
touch "$work"/in/{a,b}/x.c
cat >"$work/lab/lab.yaml" <<'YAML'
title: A lab
summary: fills the disk
hours: 1
files: [x.c]
limits: {disk_mib: 1}
checks:
  - {id: full, title: Full, points: 100, hint: none}
YAML
cat >"$work/lab/checks/judge.py" <<'PYTHON'
import os, lab

@lab.check("full")
def full():
    with open(os.path.join(lab.SCRATCH, "zeros"), "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 << 20)
    raise lab.Failed("a compiler that could not write", "one that could")

lab.main()
PYTHON

cat >"$work/on-disk.sh" <<'SH'
work=$1 overlap=$2
tries() { # name, command...: its exit status, and its lines
    local name=$1 status=0
    shift
    "$@" >"$work/$name.out" 2>"$work/$name.err" || status=$?
    echo "$name $status $(wc -l <"$work/$name.err")" >>"$work/statuses"
}
mount -t tmpfs -o size=2560k none "$work/disk"
export TMPDIR=$work/disk
# It becomes full while a submission is graded, and was when others were.
tries late "$overlap" lab grade "$work/lab" "$work/in/a" --format json --output "$work/late.json"
head -c 9M /dev/zero >"$work/disk/zeros" 2>/dev/null
tries none "$overlap" lab grade "$work/lab" "$work/in/a" --output "$work/none.json"
tries class "$overlap" lab grade "$work/lab" "$work/in/a" "$work/in/b" --output "$work/class"
# It is where the result is to be.
unset TMPDIR
tries grade "$overlap" lab grade "$work/lab" "$work/in/none" --output "$work/disk/grade.json"
tries table "$overlap" lab grade "$work/lab" "$work/in/none" "$work/in/no" --output "$work/disk/class"
rmdir "$work/disk/class"
truncate -s -12k "$work/disk/zeros"
tries start "$overlap" lab start pool "$work/disk/begun"
# libarchive forgets its compressor then.
tries pack env ASAN_OPTIONS=detect_leaks=0 "$overlap" lab pack pool -o "$work/disk/pool.zip"
ls "$work/disk" >"$work/left"
SH
unshare -m bash "$work/on-disk.sh" "$work" "$overlap"
tr '\n' , <"$work/statuses" >"$work/seen"
expected="late 1 1,none 2 1,class 1 6,grade 2 1,table 2 6,start 2 1,pack 2 1,"
[ "$(cat "$work/seen")" = "$expected" ] || { echo "found $(cat "$work/seen"); expected $expected"; cat "$work"/*.err; exit 1; }
[ "$(cat "$work/left")" = zeros ] || { echo "left half: $(cat "$work/left")"; exit 1; }
grep -q '"trouble": .*No space left' "$work/late.json"
[ ! -e "$work/none.json" ] && grep -q 'found 0 MiB free' "$work/none.err"
grep -q '^a .*not graded' "$work/class.out"
for name in grade table start pack; do
    grep -q 'No space left' "$work/$name.err"
done
