#!/bin/bash
# test_others.sh -- a results folder of somebody else: what is in it leads
# nowhere else, makes nobody wait, and is text wherever it is shown.
set -uo pipefail
export LC_ALL=C
bin=$1 hostile=$2 # the latter as tests/fuzz/fuzz_results.c reads it
home=$(mktemp -d) || exit
trap 'rm -rf "$home"' EXIT
cd "$home" || exit 1
failures=0

fail() { # what, file to show
    echo "$1" >&2
    [ $# -lt 2 ] || head -c 2000 "$2" | cat -v >&2
    failures=1
}

# The folder of a file with lines "=== NAME".
unpack() { # file, folder
    mkdir -p "$2"/{claims,semantic,traces}
    awk -v dir="$2" '/^=== / { name = dir "/" substr($0, 5); next }
        { print >name }' "$1"
}

# Refused at once: status 2, one line, nothing else.
refused() { # title, command...
    local title=$1 status=0
    shift
    timeout -k 1 20 "$@" >out 2>err </dev/null || status=$?
    if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || [ -s out ]; then
        fail "$title: ended with $status; expected 2 and one line" err
    fi
}

readers() { # title
    refused "$1, report" "$bin/overlap" report folder
    refused "$1, compare" "$bin/overlap" compare folder folder
    refused "$1, trace" "$bin/overlap" trace folder
    refused "$1, resume" "$bin/overlap" bench --resume folder
}

unpack "$hostile" whole
mkdir elsewhere
echo '{}' >elsewhere/file

# ---- what is no file ----

main=(environment.json schedule.json suite.yaml records.jsonl claims/all.yaml)
for file in "${main[@]}" semantic/H1-1.json traces/x.csv running report.md; do
    for kind in fifo link; do
        rm -rf folder && cp -r whole folder && rm -f "folder/$file"
        case $kind in
        fifo) mkfifo "folder/$file" ;;
        link) ln -s "$home/elsewhere" "folder/$file" ;;
        esac
        readers "$file is a $kind"
    done
done
for file in "${main[@]}"; do
    for kind in folder gibibyte; do
        rm -rf folder && cp -r whole folder && rm -f "folder/$file"
        case $kind in
        folder) mkdir "folder/$file" ;;
        gibibyte) truncate -s 1G "folder/$file" ;;
        esac
        readers "$file is a $kind"
    done
done
[ "$(ls elsewhere)" = file ] || fail "a folder that was linked to changed"

mkfifo pipe
for file in pipe "$home" /dev/zero; do
    refused "--url @$file" "$bin/overlap-async" fetch --url "@$file"
    refused "--cacert $file" "$bin/overlap-async" fetch --cacert "$file"
    refused "--db $file" "$bin/overlap-async" query --db "$file"
    refused "--suite $file" "$bin/overlap" bench --suite "$file"
    refused "check $file" "$bin/overlap" check "$file"
done

# ---- what is in the files ----

rm -rf folder && cp -r whole folder
timeout -k 1 60 "$bin/overlap" report folder >printed 2>&1
[ $? -eq 1 ] || fail "report: expected 1, since a run failed" printed
timeout -k 1 60 "$bin/overlap" compare folder folder >>printed 2>&1 ||
    fail "compare: expected 0" printed

# No control character but the ends of lines, and no bidirectional one.
for file in printed folder/{report.md,report.html,results.csv} folder/charts/*; do
    if LC_ALL=C.UTF-8 grep -nP \
        '[\x{0}-\x{8}\x{b}\x{c}\x{e}-\x{1f}\x{7f}-\x{9f}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]|\r(?!$)' \
        "$file" >found; then
        fail "$file: expected no control character" found
    fi
done
grep -qE '(^|,)"?[=+@]' folder/results.csv &&
    fail "results.csv: expected no formula" folder/results.csv
[ "$(wc -l <folder/results.csv)" -eq "$(($(wc -l <folder/records.jsonl) + 1))" ] ||
    fail "results.csv: expected a line a run" folder/results.csv
[ "$(grep -o '<script' folder/report.html | wc -l)" -eq 1 ] ||
    fail "report.html: expected one script"
grep -q 'uid=' folder/report.html folder/charts/* &&
    fail "charts: expected no command to run"
python3 - folder/charts/*.svg <<'END' || fail "charts: expected pictures in XML"
import sys, xml.dom.minidom
for path in sys.argv[1:]:
    xml.dom.minidom.parse(path)
sys.exit(len(sys.argv) < 2)
END
exit $failures
