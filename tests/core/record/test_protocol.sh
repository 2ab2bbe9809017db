#!/bin/bash
# test_protocol.sh -- docs/protocol.md has the record's table as it is, and our
# own records have every field of it and no other.
set -uo pipefail
export LC_ALL=C
table=$1 bin=${1%/*}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

"$table" >"$work/table"
awk '/^\| key \| value \| null \|/ { show = 1 } !/^\|/ { show = 0 } show' \
    docs/protocol.md >"$work/told"
if ! diff -u "$work/told" "$work/table"; then
    echo "docs/protocol.md: expected the table that record-table prints" >&2
    exit 1
fi

# Together they have all fields: failures, ticks, samples, findings.
"$bin/overlap-threads" fail --keep-going --ticker --meter --size 100ms \
    --record "$work/record"
"$bin/overlap-threads" counter --record "$work/record"
python3 - "$work/table" "$work/record" <<'END'
import json
import re
import sys

told = set(re.findall(r"^\| `(.+?)` \|", open(sys.argv[1]).read(), re.M))
found = set()


def walk(value, path):
    for key, inner in (value.items() if isinstance(value, dict) else
                       enumerate(value) if isinstance(value, list) else ()):
        star = path in ("findings.", "failures.", "missing.", "versions.")
        found.add(path + ("*" if star else key))
        walk(inner, path + ("*." if star else key + "."))


for line in open(sys.argv[2]):
    walk(json.loads(line), "")
# A bench adds what its server counted; ranks there are only under a launcher.
told = {path for path in told
        if path.split(".")[0] not in ("server", "ranks", "hosts")}
if told != found:
    sys.exit(f"found {sorted(found - told)} beside the table; "
             f"expected {sorted(told - found)} as well")
END
