#!/bin/bash
# test_cache.sh -- a class's graders share what they compile of their own, which
# no submission can write to, and nothing of a submission's.
#
#   test_cache.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lab/checks" "$work"/in/{a,b,c}
cat >"$work/lab/lab.yaml" <<'YAML'
title: A lab
summary: says a word
hours: 1
files: [x.c]
checks:
  - {id: word, title: The word, points: 60, hint: none}
  - {id: kept, title: Only ours is kept, points: 40, hint: none}
YAML
cat >"$work/lab/checks/driver.c" <<'C'
#include <stdio.h>
const char *word(void);
int main(void) { return puts(word()) < 0; }
C
cat >"$work/lab/checks/judge.py" <<'PYTHON'
import os, lab

DRIVERS = [os.path.join(lab.CHECKS, "driver.c")]
CACHE = os.environ["LAB_CACHE"]

@lab.check("word")
def word():
    said = lab.run(["./program"], lab.build(["x.c"], drivers=DRIVERS, exports=["word"])).out
    lab.expect(said == "right\n", said + "\0\udcff", "right") # what it says may be anything

@lab.check("kept")
def kept():
    lab.run(["touch", os.path.join(CACHE, "touched")], lab.folder("empty"))
    found = os.listdir(CACHE)
    lab.expect(len(found) == 1 and "touched" not in found, found, "the driver")

lab.main()
PYTHON
for student in a=right b=wrong c=right; do
    echo "const char *word(void) { return \"${student#*=}\"; }" >"$work/in/${student%=*}/x.c"
done

walls=bubblewrap
[ "$(id -u)" != 0 ] || walls="bubblewrap uid"
for wall in $walls; do
    OVERLAP_LAB_WALLS=$wall "$overlap" lab grade "$work/lab" "$work"/in/* --output "$work/$wall" >"$work/out" 2>&1
    if grep -q '"by": "limits"' "$work/$wall/a.json"; then
        echo "skipped: without walls nothing is shared"
        exit 77
    fi
    [ "$(cut -d, -f1-2,4-5 "$work/$wall/grades.csv" | tr '\n' ' ')" = \
        "submission,score,word,kept a,100,60,40 b,40,0,40 c,100,60,40 " ] || { cat "$work/out"; exit 1; }
done
