#!/bin/bash
# soak.sh -- one long run, a twentieth of whose answers is broken, doesn't grow.
#
#   soak.sh [SECONDS [MODEL [BIN-DIR]]]      (1800 async build/bin)
#
# 1,000 tasks at a time fetch from overlap-server. Of a hundred answers, each
# half a second late, two are errors (404, 500), two are cut short, and one
# comes after the task has given up; --keep-going counts these failures. After
# SECONDS the run is interrupted, as by Ctrl-C. Below 300 s it is 100 tasks, each
# answer 20 ms late: each worker must meet each failure while it warms up.
#
# The first half, at most five minutes, is warm-up. A line is then fitted to
# the samples, 5 s apart, of: the model's private memory (what it maps shared is
# the tasks' results, as large as --tasks says), the server's, and descriptors.
# Growth along that line of more than 2 %, and 512 KiB or 10 descriptors, fails.
# soak/MODEL.tsv and .svg, beside BIN-DIR, have the samples and their picture.
# Exit status: 0 flat; 1 not so, or the run went wrong; 2 usage.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."

seconds=${1:-1800} model=${2:-async} bin=${3:-build/bin}
if ! [[ $seconds =~ ^[1-9][0-9]{1,5}$ && -x $bin/overlap-$model ]]; then
    echo "usage: soak.sh [SECONDS [MODEL [BIN-DIR]]], 10 seconds or more," \
        "and MODEL built in BIN-DIR" >&2
    exit 2
fi
warmup=$((seconds < 600 ? seconds / 2 : 300))
step=5 width=1000 delay=500ms
if [ "$seconds" -lt 300 ]; then
    step=1 width=100 delay=20ms
fi
out=${bin%/bin}/soak
mkdir -p "$out"
samples=$out/$model.tsv record=$out/$model.json

finish() {
    kill "${run:-}" "${server:-}" 2>/dev/null || true
}
trap finish EXIT

# Everyone who descends from these processes, and they.
tree() {
    local pid
    for pid; do
        echo "$pid"
        # shellcheck disable=SC2046 # a word each
        tree $(cat "/proc/$pid/task/"*/children)
    done
}

# "PRIVATE-KIB RESIDENT-KIB DESCRIPTORS" of a process and its descendants.
usage() {
    local pid kib
    tree "$1" | {
        local private=0 resident=0 descriptors=0
        while read -r pid; do
            kib=$(awk '/^VmRSS/ { r = $2 } /^RssAnon/ { a = $2 }
                END { print a + 0, r + 0 }' "/proc/$pid/status")
            : $((private += ${kib% *})) $((resident += ${kib#* }))
            : $((descriptors += $(find "/proc/$pid/fd" -type l | wc -l)))
        done
        echo "$private $resident $descriptors"
    }
}

exec {answers}< <(exec "$bin/overlap-server" --delay "$delay")
server=$!
read -r url <&"$answers"
{
    printf "$url%.0s\n" {1..95}
    printf '%s\n' "$url?status=404" "$url?status=500" "$url?cut=1" \
        "$url?cut=1&size=256KiB" "$url?delay=4s"
} | shuf --random-source=tools/soak.sh >"$out/$model.urls"

rm -f "$record"
"$bin/overlap-$model" fetch --url "@$out/$model.urls" --width "$width" \
    --tasks $((seconds * 2200)) --timeout 3s --keep-going --record "$record" \
    >"$out/$model.log" 2>&1 &
run=$!
begin=$SECONDS
echo "# seconds private_kib rss_kib fds server_private_kib server_rss_kib" \
    "server_fds" >"$samples"
while sleep "$step" && [ $((SECONDS - begin)) -lt "$seconds" ]; do
    echo "$((SECONDS - begin)) $(usage $run) $(usage $server)" >>"$samples"
done
kill -INT $run
status=0
wait $run || status=$?

if command -v gnuplot >/dev/null; then
    gnuplot <<END
set terminal svg size 900,600 dynamic background '#ffffff'
set output '$out/$model.svg'
set multiplot layout 2,1
set key outside right
set yrange [0:*]
set xlabel 'minutes'
set ylabel 'MiB'
set title 'overlap-$model, $width fetches at a time, 5 % of the answers broken'
plot '$samples' using (\$1/60):(\$3/1024) with lines title 'resident', \
    '' using (\$1/60):(\$2/1024) with lines title 'of it, private', \
    '' using (\$1/60):(\$5/1024) with lines title 'server, private'
unset title
set ylabel 'descriptors'
plot '$samples' using (\$1/60):4 with lines title 'model', \
    '' using (\$1/60):7 with lines title 'server'
END
fi

# number FIELD: of the record.
number() {
    sed "s/.*\"$1\":\([0-9]*\).*/\1/" "$record"
}
if [ "$status" -ne 130 ] || [ "$(wc -l <"$record")" -ne 1 ]; then
    echo "soak: exit status $status, expected 130 and a record; it said:" >&2
    cat "$out/$model.log" >&2
    exit 1
fi
echo "soak: overlap-$model for $seconds s: $(number ok) ok," \
    "$(number failed) failed, $(number canceled) canceled"
awk -v warmup="$warmup" -v ok="$(number ok)" -v failed="$(number failed)" '
    function line(title, column, unit, slack,   i, n, x, y, xx, xy, grown, steep) {
        for (i = 1; i <= samples; i++) {
            n++; x += at[i]; xx += at[i] * at[i]
            y += value[i, column]; xy += at[i] * value[i, column]
        }
        grown = (n * xy - x * y) / (n * xx - x * x) * (at[samples] - at[1])
        steep = grown > slack && grown > 0.02 * y / n
        printf "soak: %-24s %8.0f %s on average, grows by %+.0f (%+.2f %%)%s\n",
            title, y / n, unit, grown, 100 * grown / (y / n),
            steep ? ": NOT FLAT" : ""
        bad = bad || steep
    }
    /^#/ || $1 < warmup { next }
    { at[++samples] = $1; for (i = 2; i <= NF; i++) value[samples, i] = $i }
    END {
        line("private memory", 2, "KiB", 512)
        line("descriptors", 4, "", 10)
        line("the server'\''s memory", 5, "KiB", 512)
        line("the server'\''s descriptors", 7, "", 10)
        share = failed / (ok + failed)
        if (share < 0.045 || share > 0.055) {
            printf "soak: %.2f %% failed, expected 5 %%\n", 100 * share
            bad = 1
        }
        exit bad
    }' "$samples"
