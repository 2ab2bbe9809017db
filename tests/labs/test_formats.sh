#!/bin/bash
# test_formats.sh -- each format of a grade is what its platform documents.
#
#   test_formats.sh OVERLAP
set -euo pipefail
export LC_ALL=C
overlap=$1
schemas=$(dirname "$0")/schemas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -c 'import jsonschema' 2>/dev/null || { echo "skipped: no python3-jsonschema"; exit 77; }
command -v xmllint >/dev/null || { echo "skipped: no xmllint (libxml2-utils)"; exit 77; }

valid() { # file, schema
    python3 - "$1" "$2" <<'END'
import json, sys
import jsonschema
with open(sys.argv[1]) as grade, open(sys.argv[2]) as schema:
    jsonschema.validate(json.load(grade), json.load(schema))
END
}

# One grade, with what is awkward: an error to escape, a hidden check, a flag.
"$overlap" lab grade pool labs/pool/start --seed 3 --format json --output "$work/start.json"
python3 - "$work/start.json" "$work/grade.json" <<'END'
import json, sys
grade = json.load(open(sys.argv[1]))
grade["checks"][0]["seen"] = "a | <b> & \"c\"\n`d` ]]>"
grade["checks"][1].update(passed=True, points=14)
grade["score"] = 14
json.dump(grade, open(sys.argv[2], "w"))
END
valid "$work/start.json" "$schemas/grade.json"
valid "$work/grade.json" "$schemas/grade.json"
for format in gradescope classroom50 autolab; do
    "$overlap" lab show "$work/grade.json" --format $format >"$work/$format.json"
    valid "$work/$format.json" "$schemas/$format.json"
done
[ "$(wc -l <"$work/autolab.json")" -eq 1 ] || { echo "autolab: more than a line"; exit 1; }
"$overlap" lab show "$work/grade.json" --format junit >"$work/junit.xml"
xmllint --noout --schema "$schemas/junit.xsd" "$work/junit.xml" 2>"$work/said" ||
    { cat "$work/said"; exit 1; }
"$overlap" lab show "$work/grade.json" --format actions >"$work/actions.md"
awk -F '[^\\\\][|]' '/^[|]/ && NF != 7 { print "not a row of six cells: " $0; wrong = 1 }
    END { exit wrong }' "$work/actions.md"

# The sum is the same everywhere, and a hidden check says nothing.
python3 - "$work" <<'END'
import json, sys
import xml.etree.ElementTree as tree
at = sys.argv[1]
read = lambda name: json.load(open(f"{at}/{name}.json"))
suite = tree.parse(f"{at}/junit.xml").getroot()[0]
score = {p.get("name"): p.get("value") for p in suite[0]}["score"]
sums = [read("gradescope")["score"], sum(t["score"] for t in read("gradescope")["tests"]),
        read("classroom50")["score"], sum(t["score"] for t in read("classroom50")["tests"]),
        sum(read("autolab")["scores"].values()), int(score)]
assert sums == [14] * 6, sums
assert read("gradescope")["tests"][-1]["output"] == "", "a hidden check says something"
END
"$overlap" lab show "$work/grade.json" --check width
! "$overlap" lab show "$work/grade.json" --check order >/dev/null
