#!/bin/bash
# test_secrets.sh -- the password of a URL is in no line, record, report or list
# of processes.
set -uo pipefail
export LC_ALL=C
bin=$1
home=$(mktemp -d) || exit
cd "$home" || exit 1
server=
end() {
    [ -z "$server" ] || kill "$server"
    rm -rf "$home"
}
trap end EXIT
failures=0

fail() { # what
    echo "$1" >&2
    failures=1
}

# Nothing that anybody can read has the password, in whole or its last part.
clean() { # title, file...
    local title=$1
    shift
    if grep -rqE 's3|cr3t' "$@"; then
        grep -rE 's3|cr3t' "$@" | head -n 5 >&2
        fail "$title: found the password"
    fi
}

# ---- a run: what it says, and what it leaves ----

tries() { # program, word...
    local title=$*
    : >record
    if timeout -k 1 30 "$bin/$1" "${@:2}" --record record >said 2>&1 </dev/null; then
        fail "$title: expected a failure"
    fi
    [ -s said ] || [ -s record ] || fail "$title: expected a reason"
    clean "$title" said record
    timeout -k 1 30 "$bin/$1" "${@:2}" >said 2>&1 </dev/null
    clean "$title" said
}

for url in http://me:s3cr3t@127.0.0.1:1/ 'http://me:s3cr3t@[::1' \
    http://me:s3/cr3t@127.0.0.1:1/ http://me:s3@cr3t@127.0.0.1:1/ \
    'http://me:s3?cr3t@127.0.0.1:1/' 'http://me:s3 cr3t@127.0.0.1:1/' \
    https://me:s3cr3t@127.0.0.1:1/ ftp://me:s3cr3t@127.0.0.1/ \
    http://me:s3%cr3t@127.0.0.1:1/; do
    tries overlap-sequential fetch --url "$url"
    tries overlap-async fetch --url "$url"
done
for url in postgresql://me:s3cr3t@127.0.0.1:1/db 'postgresql://me:s3cr3t@[::1/db' \
    postgresql://me:s3/cr3t@127.0.0.1:1/ postgresql://me:s3@cr3t@127.0.0.1:1/ \
    'postgresql://me:s3?cr3t@127.0.0.1:1/' postgresql://me:s3%cr3t@127.0.0.1:1/ \
    'postgresql://127.0.0.1:1/db?password=s3cr3t' \
    'postgresql://127.0.0.1:1/db?password=s3%cr3t' \
    'postgresql://127.0.0.1:1/db?sslpassword=s3cr3t&x=y' \
    mysql://me:s3cr3t@127.0.0.1:1/db; do
    tries overlap-threads query --db "$url"
    tries overlap-async transfer --db "$url"
done
for proxy in http://me:s3cr3t@127.0.0.1:1/ x://me:s3cr3t@127.0.0.1:1/ \
    'http://me:s3cr3t@[::1'; do
    http_proxy=$proxy tries overlap-async fetch --url http://192.0.2.7/
done
PGPASSWORD=s3cr3t tries overlap-async query --db postgresql://me@127.0.0.1:1/
tries overlap-async fetch --url=http://me:s3cr3t@127.0.0.1:1/ --size=x

# ---- a run: its processes ----

"$bin/overlap-server" --delay 5s >address &
server=$!
for _ in $(seq 100); do
    [ -s address ] && break
    sleep 0.1
done
address=$(cat address)
"$bin/overlap-processes" fetch --tasks 2 --url "${address/\/\//\/\/me:s3cr3t@}" \
    >said 2>&1 &
run=$!
for _ in $(seq 100); do
    [ "$(pgrep -P "$run" | wc -l)" -ge 2 ] && break
    sleep 0.1
done
for pid in "$run" $(pgrep -P "$run"); do
    tr '\0' ' ' <"/proc/$pid/cmdline" >"line-$pid"
done
kill "$run"
wait "$run"
[ "$(grep -l 'me:\*\*\*\*\*\*@' line-* | wc -l)" -ge 3 ] ||
    fail "processes: expected three with a masked password"
clean "its processes" line-*

# ---- a bench: its processes, and its folder ----

cat >suite.yaml <<'END'
title: Secrets
experiments:
  - name: query
    title: A database
    workload: query
    database: true
    cells:
      - {name: probe, executable: ./probe}
END
cat >probe <<'END'
#!/bin/sh
# It stands where the programs of a bench do, and sees what they see.
tr '\0' ' ' </proc/$$/cmdline >>../lines
tr '\0' ' ' </proc/$PPID/cmdline >>../lines
echo "$PGPASSWORD" >../password
echo 'refused: postgresql://me:s3cr3t@127.0.0.1/' >&2
exit 2
END
chmod +x probe
mkdir work && mv suite.yaml work && cp probe work/probe && cd work || exit 1
for db in postgresql://me:s3cr3t@127.0.0.1:1/db \
    'postgresql://127.0.0.1:1/db?password=s3cr3t'; do
    rm -rf results ../lines ../password
    timeout -k 1 120 "$bin/overlap" bench --quick --suite suite.yaml --db "$db" \
        >../said 2>&1 </dev/null
    [ "$(cat ../password)" = s3cr3t ] ||
        fail "bench: expected the password in the environment"
    grep -q "$home\|probe" ../lines || fail "bench: expected command lines"
    clean "bench --db $db" ../said ../lines results
done
OVERLAP_DB_URL=postgresql://me:s3@cr3t@127.0.0.1:1/db timeout -k 1 60 \
    "$bin/overlap" bench --suite suite.yaml >../said 2>&1 </dev/null
[ $? -eq 2 ] || fail "bench: expected the password to be refused"
clean "an irregular password" ../said
sed 's|database: true|options: [--url, "http://me:s3cr3t@host/"]|' suite.yaml >own.yaml
timeout -k 1 60 "$bin/overlap" bench --suite own.yaml >../said 2>&1 </dev/null
[ $? -eq 2 ] || fail "a suite with a password: expected it to be refused"
clean "a suite with a password" ../said
exit $failures
