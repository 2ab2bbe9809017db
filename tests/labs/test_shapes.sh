#!/bin/bash
# test_shapes.sh -- a submission is found in each shape that platforms export.
#
#   test_shapes.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/one/checks" "$work/two/checks" "$work/in"
cat >"$work/one/lab.yaml" <<'YAML'
title: A lab
summary: wants its own word
hours: 1
files: [x.c]
checks:
  - {id: word, title: The word, points: 100, hint: none}
YAML
sed 's/files: .*/files: [x.c, y.c]/' "$work/one/lab.yaml" >"$work/two/lab.yaml"
cat >"$work/one/checks/judge.py" <<'PYTHON'
import json, os
with open(os.path.join(os.environ["LAB_SUBMISSION"], "x.c")) as file:
    print(json.dumps({"id": "word", "passed": file.read() == "right\n"}))
PYTHON
cp "$work/one/checks/judge.py" "$work/two/checks"

# zips NAME ENTRY=TEXT...: what zip programs make, and what they never would.
cat >"$work/zips.py" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as file:
    for entry in sys.argv[2:]:
        name, _, text = entry.partition("=")
        file.writestr(name, text + "\n")
PYTHON
zips() { python3 -X utf8 "$work/zips.py" "$@"; }

takes() { # lab, submission
    "$overlap" lab grade "$work/$1" "$2" --format json --output "$work/grade.json"
    grep -q '"score": 100,' "$work/grade.json" || { echo "took something else from $2"; exit 1; }
}
refuses() { # words, lab, submission
    local status=0
    timeout 60 "$overlap" lab grade "$work/$2" "$3" --format json --output "$work/grade.json" 2>"$work/err" ||
        status=$?
    if [ $status -ne 2 ] || [ "$(wc -l <"$work/err")" -ne 1 ] || ! grep -qF -- "$1" "$work/err"; then
        echo "exit status $status of $3; expected 2, and one line with: $1"
        cat "$work/err"
        exit 1
    fi
    grep -q '"score": 0,' "$work/grade.json"
}

# Moodle: a folder a student, with what was uploaded; or files with that as their beginning.
moodle="$work/in/Doe Jané_123_assignsubmission_file_"
mkdir "$moodle"
echo right >"$moodle/x.c"
takes one "$moodle"
mkdir "$moodle/lab"
mv "$moodle/x.c" "$moodle/lab/x.c"
touch "$moodle/.DS_Store" "$moodle/report.pdf"
mkdir "$moodle/__MACOSX"
takes one "$moodle"
cp "$moodle/lab/x.c" "${moodle}x.c"
takes one "${moodle}x.c"
rm -r "$moodle/lab"
zips "$moodle/my lab.zip" lab/x.c=right __MACOSX/lab/x.c=wrong lab/.history/x.c=wrong
takes one "$moodle"
# Canvas: all in one folder; -1 is a second attempt.
echo right >"$work/in/doejane_LATE_12_34_x-1.c"
takes one "$work/in/doejane_LATE_12_34_x-1.c"
zips "$work/in/doejane_12_34_lab.zip" Müller/x.c=right Müller/y.c=
takes two "$work/in/doejane_12_34_lab.zip"
# The shallowest is the one that was meant, wherever it comes.
zips "$work/in/deep.zip" old/a/x.c=wrong home/x.c=right old/x/x.c=wrong
takes one "$work/in/deep.zip"
(cd "$work/in" && tar -czf deep.tgz ./*LATE* && mkdir tgz && mv deep.tgz tgz)
refuses "found no x.c" one "$work/in/tgz"

zips "$work/in/both.zip" a/x.c=right b/x.c=right
refuses "found 2 files x.c" one "$work/in/both.zip"
refuses "found no y.c" two "$work/in/deep.zip"
refuses "found no x.c" one "$work/in" # many folders and archives
mkdir -p "$work/far/a/b/c/d/e"
echo right >"$work/far/a/b/c/d/e/x.c"
refuses "found no x.c" one "$work/far"
mkdir "$work/nested" "$work/locked" "$work/link"
(cd "$work/in" && zips "$work/nested/a.zip" "in.zip=$(base64 deep.zip)")
refuses "found no x.c" one "$work/nested"
ln -s "$work/in/deep.zip" "$work/link/x.zip"
refuses "found no x.c" one "$work/link"
zips "$work/locked/x.zip" x.c=right # the bit that says so, here and in the directory
python3 - "$work/locked/x.zip" <<'PYTHON'
import sys
with open(sys.argv[1], "r+b") as file:
    for at in 6, file.read().index(b"PK\1\2") + 8:
        file.seek(at)
        file.write(b"\1")
PYTHON
refuses "with a password" one "$work/locked"
mkfifo "$work/fifo.c"
refuses "neither a folder nor a regular file" one "$work/fifo.c"
truncate -s 1G "$work/huge.c"
refuses "more than 1 MiB" one "$work/huge.c"
python3 - "$work" <<'PYTHON' # a byte that is no UTF-8, in the name of a folder
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/latin.zip", "w") as file:
    file.writestr("M?ller/x.c", "right\n")
with open(sys.argv[1] + "/latin.zip", "r+b") as file:
    data = file.read().replace(b"M?ller", b"M\xfcller")
    file.seek(0)
    file.write(data)
PYTHON
takes one "$work/latin.zip"
