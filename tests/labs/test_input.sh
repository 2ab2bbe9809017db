#!/bin/bash
# test_input.sh -- what is handed in may be anything: one line, exit status 2,
# and a grade without points.
#
#   test_input.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refuses() { # words that the line must have, arguments...
    local words=$1 status=0
    shift
    timeout 60 "$overlap" lab "$@" >"$work/out" 2>"$work/err" || status=$?
    if [ $status -ne 2 ] || [ "$(wc -l <"$work/err")" -ne 1 ] || ! grep -qF -- "$words" "$work/err"; then
        echo "overlap lab $*: exit status $status, said:"
        cat "$work/err"
        echo "expected 2, and one line with: $words"
        exit 1
    fi
}
refuses_grade() { # words, submission
    refuses "$1" grade pool "$2" --format json --output "$work/grade.json"
    grep -q '"score": 0,' "$work/grade.json" && rm "$work/grade.json"
}

mkdir "$work/empty" "$work/link" "$work/fifo" "$work/dir" "$work/big" "$work/name"
refuses_grade "found no pool.c" "$work/empty"
ln -s /etc/passwd "$work/link/pool.c"
refuses_grade "found a link" "$work/link"
mkfifo "$work/fifo/pool.c"
refuses_grade "no regular file" "$work/fifo"
mkdir "$work/dir/pool.c"
refuses_grade "no regular file" "$work/dir"
truncate -s 1G "$work/big/pool.c"
refuses_grade "more than 1 MiB" "$work/big"
refuses_grade "No such file" "$work/nothing"
refuses_grade "neither a folder nor" "$(dirname "$0")/test_input.sh"
printf '#mtree\n./pool.c type=file contents=%s\n' "$PWD/labs/pool/answers/solution/pool.c" >"$work/list"
refuses_grade "neither a folder nor" "$work/list"
ln -s "$PWD/labs/pool/answers/solution" "$work/linked"
refuses_grade "found a link" "$work/linked"
python3 - "$work" <<'END'
import sys, zipfile
for name, entry in (("up", "../pool.c"), ("root", "/pool.c"), ("line", "a\nb/pool.c"), ("none", "x.c")):
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}.zip", "w") as file:
        file.writestr(entry, "int x;\n")
with zipfile.ZipFile(f"{sys.argv[1]}/bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
    file.writestr("pool.c", b" " * (64 << 20))
END
for name in up root line; do
    refuses_grade "expected one below its folder" "$work/$name.zip"
done
refuses_grade "found no pool.c" "$work/none.zip"
refuses_grade "more than 1 MiB" "$work/bomb.zip"
head -c 100 "$work/bomb.zip" >"$work/half.zip"
refuses_grade "whole archive" "$work/half.zip"
truncate -s 300M "$work/zeros"
tar -cf - -C "$work" zeros | gzip -1 >"$work/much.tar.gz"
refuses_grade "more than 256 MiB in the archive" "$work/much.tar.gz"

refuses "No such file" grade no-such-lab "$work/empty"
mkdir "$work/lab"
echo '[' >"$work/lab/lab.yaml"
refuses "lab.yaml" grade "$work/lab" "$work/empty"
printf 'title: x\nsummary: x\nhours: 1\nfiles: [../x]\nchecks: [{id: a, title: a, points: 100, hint: a}]\n' >"$work/lab/lab.yaml"
refuses "names of files below" check "$work/lab"
printf 'title: x\nsummary: x\nhours: 1\nfiles: [x]\nchecks: [{id: a, title: a, points: 99, hint: a}]\n' >"$work/lab/lab.yaml"
refuses "points that add up to 100" check "$work/lab"
yaml() { # files, id, title
    printf 'title: x\nsummary: x\nhours: 1\nfiles: %s\nchecks: [{id: %s, title: %s, points: 100, hint: a}]\n' "$@" >"$work/lab/lab.yaml"
}
for files in '[-x]' '[x, x]' '[x/]' '[.]' '[x//y]' '[a/.x]' "[$(printf '%300s' '' | tr ' ' a)]"; do
    yaml "$files" a a
    refuses "names of files below" check "$work/lab"
done
for id in '"a,b"' '"a\nb"' '@a@' -a A; do
    yaml '[x]' "$id" a
    refuses "lab.yaml:" check "$work/lab"
done
yaml '[x]' a '"a\nb"'
refuses "one line" check "$work/lab"
yaml '[x]' a a
refuses "neither checks/judge nor" pack "$work/lab" -o "$work/pack.zip"
mkdir -p "$work/a lab/checks"
touch "$work/a lab/checks/judge.py"
cp "$work/lab/lab.yaml" "$work/a lab"
refuses "a word in scripts" pack "$work/a lab" -o "$work/pack.zip"
refuses "control character" start pool "$work/a"$'\n'"b"
refuses "new or empty folder" start pool "$work/big"
refuses "no --output" grade pool "$work/empty" "$work/big"
refuses "control characters" grade pool "$work/empty" "$work/a"$'\n'"b" --output "$work/class"
refuses "expected each name once" grade pool "$work/empty" "$work/empty" --output "$work/class"
touch "$work/file"
refuses "Not a directory" grade pool "$work/empty" "$work/big" --output "$work/file"
refuses "which is no grade" show "$(dirname "$0")/schemas/grade.json"
refuses "expected one of the commands" fly

# Whoever is interrupted leaves nothing, whatever it was about to write.
timeout -s INT 0.1 "$overlap" lab pack pool -o "$work/pack.zip" || [ $? -eq 124 ]
[ -z "$(compgen -G "$work/pack.zip?*")" ] || { echo "an interrupted pack left its half"; exit 1; }

# An answer as it would be handed in: the solution, patched.
"$overlap" lab check pool --only lifo --write "$work/answers" >/dev/null
patch -s -R -p1 -d "$work/answers/lifo" -i "$PWD/labs/pool/answers/lifo.patch"
diff -r "$work/answers/lifo" labs/pool/answers/solution
[ "$(ls "$work/answers")" = lifo ]
refuses "new or empty folder" check pool --write "$work/answers"

# What does not compile, or hangs, is graded; that is no bad input.
mkdir "$work/wrong"
echo 'int x = ;' >"$work/wrong/pool.c"
"$overlap" lab grade pool "$work/wrong" >"$work/out"
grep -q "does not compile: pool.c:1:9: error" "$work/out"

# A class with such folders among it, and what is graded stays.
cp -r labs/pool/answers/solution "$work/ada"
"$overlap" lab grade pool "$work/ada" "$work/wrong" "$work/empty" --output "$work/class" >"$work/out" 2>/dev/null
grep -q '^ada  *100' "$work/out" && grep -q '^empty  *0 .*found no pool.c' "$work/out"
[ "$(wc -l <"$work/class/grades.csv")" -eq 4 ]
rm "$work/ada/pool.c"
"$overlap" lab grade pool "$work/ada" "$work/wrong" --output "$work/class" 2>/dev/null | grep -q '^ada  *100'

# A slash at the end is a shell's; a grade that the checks are to blame for is made again.
sed -i 's/"score": 100,/"score": 1, "trouble": "made up",/' "$work/class/ada.json"
cp labs/pool/answers/solution/pool.c "$work/ada"
"$overlap" lab grade pool "$work/ada/" "$work/wrong/" --output "$work/class" 2>/dev/null | grep -q '^ada  *100'
