#!/bin/bash
# test_server.sh PEERS BIN SERVER -- one server in another language: a run by the
# protocol, its memory, a slow client, what waits; and 77 where it is not installed.
set -uo pipefail
export LC_ALL=C PATH=$2:$PATH PYTHONDONTWRITEBYTECODE=1
peers=$1 server=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {
    timeout 60 "$peers/server.py" --server "$server" --tasks 30 --size 4 \
        --record "$work/record" --trace "$work/trace" "$@" serve >"$work/said" 2>&1
}

fail() {
    echo "$*: $(cat "$work/said")" >&2
    exit 1
}

run
status=$?
if [ $status = 2 ] && grep -q '^server.py: found no .*not testable here$' "$work/said"; then
    cat "$work/said"
    exit 77
fi
[ $status = 0 ] || fail "pages: status $status"
run --meter || fail "metered"
run --variant slow --size 1 || fail "a slow client"
waits=(--variant wait --delay 30ms)
if [ "$server" = nginx ]; then
    run "${waits[@]}"
    if [ $? != 2 ] || ! grep -q 'not testable here' "$work/said"; then
        fail "expected that nginx does not wait"
    fi
else
    run "${waits[@]}" || fail "waits"
fi

python3 - "$work/record" "$server" <<'END'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    page, metered, slow, *waited = map(json.loads, file)
for record in (page, metered, slow, *waited):
    assert record["right"] and record["ok"] == 30, record
    assert record["model"] == sys.argv[2], record
    assert record["user_ns"] + record["sys_ns"] > 0, record
    found = record["findings"]
    assert 0 < found["p50_us"] <= found["p99_us"] <= found["p999_us"], found
    assert found["requests_per_s"] > 0, found
    assert all((record[key] is None) == (key in record["missing"])
               for key in ("memory", "latency_ns", "user_ns")), record
assert page["memory"] is None and page["missing"]["memory"] == "not metered"
assert metered["memory"]["pss_bytes"] > 100_000, metered
assert metered["threads"] >= 1, metered
assert slow["wall_ns"] > 600e6, slow  # 20 ms a byte, at least 30 of them
for record in waited:
    assert record["findings"]["p50_us"] >= 29_000, record
END
