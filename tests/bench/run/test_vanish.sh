#!/bin/bash
# test_vanish.sh -- hyperfine, gnuplot or the disk's room vanish midway.
#
# A bench then stops, or the report lacks charts, and says why; nothing that was
# measured is lost, and --resume goes on.
set -euo pipefail
export LC_ALL=C
bin=$1 suite=$2
if ! command -v hyperfine >/dev/null || ! command -v gnuplot >/dev/null; then
    echo "skipped: no hyperfine or no gnuplot (make setup)"
    exit 77
fi
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
cd "$house"
mkdir path

fail() {
    echo "$*" >&2
    cat output >&2
    exit 1
}

# tool NAME WORDS: from its call number $from on, it does something else.
tool() {
    echo 0 >"$1.calls"
    cat >"path/$1" <<END
#!/bin/bash
read -r calls <"$house/$1.calls"
echo \$((calls + 1)) >"$house/$1.calls"
[ \$calls -lt $from ] || { $2; }
exec "$(command -v "$1")" "\$@"
END
    chmod +x "path/$1"
}

overlap() {
    status=0
    PATH=$house/path:$PATH "$bin/overlap" "$@" >output 2>&1 || status=$?
}

bench() { # RESULTS
    overlap bench --quick --suite "$suite" --results "$1"
}

# What was there is still there, and the rest has been run.
resumes() { # RESULTS, in which something had been measured
    cp "$1/latest/records.jsonl" before
    [ -s before ] || fail "$1: nothing was kept"
    grep -q 'to go on: overlap bench --resume' output || fail "$1: no advice"
    overlap bench --resume "$1/latest"
    [ $status = 0 ] || fail "$1: --resume: exit status $status"
    cmp before <(head -c "$(stat -c %s before)" "$1/latest/records.jsonl") ||
        fail "$1: what was measured has changed"
    [ "$(wc -l <"$1/latest/records.jsonl")" = 49 ] || fail "$1: not all runs"
    cp "$1/latest/report.md" report
    "$bin/overlap" report "$1/latest" >/dev/null
    cmp report "$1/latest/report.md"
}

from=9
while read -r name words; do
    tool hyperfine "$words"
    bench "$name"
    [ $status = 1 ] || fail "$name: exit status $status"
    rm path/hyperfine
    resumes "$name"
done <<'END'
says-why echo no more >&2; exit 3
is-killed kill -9 $$
writes-nothing exit 0
END

# It is looked for in PATH each time.
cat >path/hyperfine <<END
#!/bin/bash
[ "\$*" = "-N --version" ] || [ "\$1" = --version ] || rm "$house/path/hyperfine"
exec "$(command -v hyperfine)" "\$@"
END
chmod +x path/hyperfine
ln -s "$(command -v rm)" "$(command -v bash)" path/
status=0
PATH=$house/path "$bin/overlap" bench --quick --suite "$suite" \
    --results gone >output 2>&1 || status=$?
[ $status = 1 ] || fail "gone: exit status $status"
resumes gone

# gnuplot draws two charts, then no more.
from=2
while read -r name words; do
    tool gnuplot "$words"
    overlap report gone/latest
    [ $status = 0 ] || fail "gnuplot $name: exit status $status"
    grep -q 'Chart not drawn: gnuplot' gone/latest/report.md ||
        fail "gnuplot $name: no reason given"
done <<'END'
fails exit 1
is-killed kill -9 $$
is-cut-short echo '<?xml version="1.0"?><svg>'; exit 0
END
rm path/gnuplot

# A disk of its own, which somebody fills.
[ "$(id -u)" = 0 ] || exit 0
mkdir disk
unshare -m true 2>/dev/null || exit 0
export -f bench overlap resumes fail
export bin suite house
unshare -m bash -euo pipefail <<'END'
mount -t tmpfs -o size=8m none disk || exit 0
(
    until [ -s disk/latest/records.jsonl ]; do sleep 0.01; done
    dd if=/dev/zero of=disk/filler bs=64k count=200 2>/dev/null
) &
bench disk
[ $status = 1 ] || fail "full disk: exit status $status"
wait
rm disk/filler
resumes disk
rm -r disk/latest/charts
dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null || true
overlap report disk/latest
[ $status = 1 ] || fail "report on a full disk: exit status $status"
grep -q 'to go on: overlap report disk/latest$' output ||
    fail "report on a full disk: no advice"
END
