#!/bin/bash
# test_epoll_echo.sh SERVER LOAD -- the echo server by hand echoes every byte.
set -uo pipefail
export LC_ALL=C
server=$1 load=$2

said=$("$server" none 2>&1)
if [ $? -ne 2 ] || [[ $said != *"expected one port"* ]]; then
    echo "without a port it should say what it expected, and exit with 2" >&2
    exit 1
fi
for port in 20117 21931 23497 25799 27653; do # one of them is free
    "$server" "$port" 2>/dev/null &
    pid=$!
    trap 'kill "$pid" 2>/dev/null' EXIT
    for _ in {1..50}; do
        kill -0 "$pid" 2>/dev/null || continue 2
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
        sleep 0.1
    done
    output=$(timeout 60 "$load" --connections 20 --requests 50 \
        "echo://127.0.0.1:$port")
    echo "$output"
    [[ $output == *"1000 answers"*"0 wrong, 0 connections failed"* ]]
    exit
done
echo "no port was free" >&2
exit 1
