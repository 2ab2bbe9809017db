#!/bin/bash
# test_gil.sh -- a Python peer finds a CPython with its lock, or without, by asking
# each in PATH, whatever its name. Those without are acted here.
#
#   test_gil.sh PEERS
set -euo pipefail
export LC_ALL=C
peers=$1
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
usual=$(python3 -c 'import sys; print(sys.executable)')
mkdir "$house/usual" "$house/named" "$house/freed" "$house/site"
echo 'import sys; sys._is_gil_enabled = lambda: False' \
    >"$house/site/sitecustomize.py"

python() { # file, words of its environment...
    printf '#!/bin/sh\nexec env %s %s "$@"\n' "${*:2}" "$usual" >"$1"
    chmod +x "$1"
}
ln -s "$usual" "$house/usual/python3"
python "$house/named/python3.13t" -u PYTHONPATH
python "$house/freed/python3.14" "PYTHONPATH=$house/site"

run() { # folders of PATH, peer, words...
    local path=
    for folder in $1; do path+=$house/$folder:; done
    status=0
    said=$(PATH=$path/bin:/usr/bin "$house/${1##* }/$interpreter" \
        "$peers/$2" primes --tasks 3 --record - "${@:3}" 2>&1) || status=$?
}
expect() { # exit status, what was said...
    if [ $status != "$1" ]; then
        echo "found exit status $status: $said; expected $1" >&2
        exit 1
    fi
    for words in "${@:2}"; do
        [[ $said == *"$words"* ]] && continue
        echo "found: $said; expected: $words" >&2
        exit 1
    done
}
if "$usual" -c 'import sys; sys.exit(sys._is_gil_enabled())' 2>/dev/null; then
    echo "skipped: the first Python in PATH has no GIL"
    exit 77
fi

interpreter=python3
run usual threads.py
expect 0 '"gil":"on"'
answer=$(grep -o '"answer":"[^"]*"' <<<"$said")
run usual threads.py --gil on
expect 0 '"gil":"on"' "$answer"
run "named usual" threads.py --gil off
expect 2 "python-threads: --gil: found off, not testable here: no CPython in "
for peer in threads.py sequential.py; do
    run "named freed usual" $peer --gil off
    expect 0 '"gil":"off"' "$answer"
done

interpreter=python3.14
run "named freed" threads.py --gil off
expect 0 '"gil":"off"' "$answer"
run "usual named freed" threads.py --gil on
expect 0 '"gil":"on"' "$answer"
