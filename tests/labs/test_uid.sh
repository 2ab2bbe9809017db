#!/bin/bash
# test_uid.sh -- a grader takes a user id that no other grader has, even while no
# process has it; and what that user leaves behind is removed.
#
#   test_uid.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
[ "$(id -u)" = 0 ] || { echo "skipped: only root gives submissions a user id"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lab/checks" "$work/handed-in"
touch "$work/handed-in/x.c"
cat >"$work/lab/lab.yaml" <<'YAML'
title: A lab
summary: tells its user id
hours: 1
files: [x.c]
checks:
  - {id: uid, title: Which, points: 100, hint: none}
YAML
cat >"$work/lab/checks/judge.py" <<'PYTHON'
import json, os
print(json.dumps({"id": "uid", "passed": True, "flag": os.environ["LAB_UID"]}))
PYTHON

# All are taken but one, in a network of our own, which has its own such names.
unshare --net python3 - "$overlap" "$work" <<'PYTHON'
import json, os, socket, subprocess, sys
overlap, work = sys.argv[1:]
used = set()
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        used.add(os.stat(f"/proc/{pid}").st_uid)
    except FileNotFoundError:
        pass # it has ended meanwhile
held, free = [], []
for uid in range(65000, 65500):
    held.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
    try:
        if uid in used or free:
            held[-1].bind(f"\0overlap-lab-{uid}")
        else:
            free.append(uid)
    except OSError:
        pass  # another grader is at work
done = subprocess.run([overlap, "lab", "grade", f"{work}/lab", f"{work}/handed-in", "--format", "json"],
                      capture_output=True, text=True, timeout=60)
taken = json.loads(done.stdout)["checks"][0]["flag"]
assert taken == str(free[0]), f"took {taken}; expected {free[0]}"
PYTHON

# Where all can write it leaves nothing, and not for long more than its share; nor
# is the seed to be seen.
sed -i '/^checks:/i limits: {disk_mib: 2}' "$work/lab/lab.yaml"
cat >"$work/lab/checks/judge.py" <<'PYTHON'
import os, lab

@lab.check("uid")
def uid():
    fill = """mkdir -p /tmp/left-$$/deep; i=0
        while [ $i -lt 9 ]; do head -c 1M /dev/zero >/tmp/left-$$/deep/$i; i=$((i + 1)); done; sleep 50"""
    ended = lab.run(["sh", "-c", fill], lab.folder("empty"))
    left = [entry.name for entry in os.scandir("/tmp") if entry.stat(follow_symlinks=False).st_uid == lab.UID]
    lab.expect(not left, left, "nothing")
    lab.expect(ended.status == 123, ended.status, "too much disk space")
    seen = lab.run(["sh", "-c", "cat /proc/[0-9]*/cmdline"], lab.folder("empty")).out
    lab.expect("overlap" in seen and str(lab.SEED) not in seen, seen, "no seed")

lab.main()
PYTHON
OVERLAP_LAB_WALLS=uid "$overlap" lab grade "$work/lab" "$work/handed-in" --seed 47114711 >"$work/out"
grep -q '^ *100 of 100 points' "$work/out" || { cat "$work/out"; exit 1; }
