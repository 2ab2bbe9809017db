#!/usr/bin/env python3
"""test_documented.py BIN DOC -- what --json prints is what DOC describes.

Each section of docs/results.md names, in code, all keys of its object; what
stands in the first column of its table must be there.
"""
import json
import re
import sys
import tempfile

import made_up

SECTIONS = {"verdicts": "verdicts.json", "figures": "figures.json",
            "compared": "overlap compare", "list": "overlap list",
            "check": "overlap check"}
NAMED_BY_DATA = ("findings", "environment")  # objects whose keys are names


def code(text):
    """The words in code; latency_…_s stands for three."""
    words = set(re.findall(r"[\w…]+", " ".join(re.findall("`([^`]*)`", text))))
    for word in [word for word in words if "…" in word]:
        words |= {word.replace("…", end) for end in ("p50", "p99", "max")}
    return words


def sections(doc):
    with open(doc) as file:
        opening, *rest = re.split("^## ", file.read(), flags=re.MULTILINE)
    return code(opening), {text.split("\n")[0]: text for text in rest}


def keys_of(json_value):
    if isinstance(json_value, list):
        return set().union(*map(keys_of, json_value))
    if not isinstance(json_value, dict):
        return set()
    inner = [value for key, value in json_value.items()
             if key not in NAMED_BY_DATA]
    return set(json_value).union(*map(keys_of, inner))


def faults(found, usual, all_sections):
    name, version = found["schema"].split("/")[1:]
    text = all_sections[SECTIONS[name]]
    keys = keys_of(found)
    rows = [row.split("|")[1] for row in text.split("\n") if row[:1] == "|"]
    if version != "1" or not found["schema"].startswith("overlap/"):
        yield "%s: has the schema %s" % (name, found["schema"])
    for key in sorted(keys - code(text) - usual):
        yield "%s: %s is not documented" % (name, key)
    for key in sorted(code(" ".join(rows)) - keys - {"p50", "p99", "max"}):
        if "…" not in key:
            yield "%s: documented, but not there: %s" % (name, key)


def printed(program, *words):
    status, out, err = made_up.overlap(program, *words)
    assert status == 0, err
    return json.loads(out)


def main(programs, doc):
    overlap = programs + "/overlap"
    usual, all_sections = sections(doc)
    with tempfile.TemporaryDirectory() as folder:
        made = folder + "/made"
        made_up.make(made)
        report = printed(overlap, "report", "--json", made)
        assert set(report) == {"report", "verdicts", "figures"}, report.keys()
        for name in ("verdicts", "figures"):
            with open("%s/%s.json" % (made, name)) as file:
                assert json.load(file) == report[name], name
        objects = [report["verdicts"], report["figures"],
                   printed(overlap, "compare", "--json", made, made),
                   printed(overlap, "list", "--json"),
                   printed(overlap, "check", "--json",
                           programs + "/overlap-uv-pool")]
    found = [fault for each in objects
             for fault in faults(each, usual, all_sections)]
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
