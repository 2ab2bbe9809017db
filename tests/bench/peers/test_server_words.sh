#!/bin/bash
# test_server_words.sh PEERS BIN -- what server.py refuses, each in one line, and
# what it says of a server that does not start.
set -uo pipefail
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
program=$1/server.py bin=$2
path=$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refused() {
    local said status
    said=$(timeout 60 env PATH="$path" "$program" "${@:2}" 2>&1)
    status=$?
    if [ "$status $(wc -l <<<"$said")" != "2 1" ] || [[ $said != *"$1"* ]]; then
        echo "${*:2}: found $status '$said', expected '$1'" >&2
        exit 1
    fi
}

refused "expected serve" --server node noop
refused "expected one of: nginx, python-asyncio" --server apache serve
refused "expected one of: page, slow, wait" --server node --variant echo serve
refused "expected with wait" --server node --delay 3ms serve
refused "--width: found '2'" --server node --width 2 serve
refused "--tasks: found 'x'" --server node --tasks x serve

mkdir "$work/few" # programs, and no server among them
ln -s "$(command -v env)" "$(command -v setpriv)" "$work/few"
ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$work/few/python3"
path=$work/few
refused "found no node in PATH, not testable here" --server node serve

# A server that ends at once: its last words are the reason.
printf '#!/bin/sh\necho no room >&2\nexit 3\n' >"$work/few/node"
chmod +x "$work/few/node"
said=$(timeout 60 env PATH="$work/few:$bin:$PATH" "$program" --server node serve 2>&1)
status=$?
if [ "$status $said" != "1 server.py: the server did not start: no room" ]; then
    echo "found $status '$said'" >&2
    exit 1
fi
