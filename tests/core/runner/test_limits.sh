#!/bin/sh
# test_limits.sh -- a width that the machine does not allow is refused in one
# line that names the limit, before anything starts.
#
# usage: test_limits.sh BIN-DIR
set -u
export LC_ALL=C
bin=$1
failures=0

# refuses LIMIT MODEL ARGUMENT...: exit status 2, and one line with LIMIT.
refuses() {
    limit=$1 model=$2
    shift 2
    said=$("$bin/overlap-$model" "$@" 2>&1)
    status=$?
    lines=$(printf '%s\n' "$said" | wc -l)
    case $status:$lines:$said in
    2:1:*--width:*"$limit"*) ;;
    *)
        echo "overlap-$model $*: exit $status, said: $said"
        echo "  expected exit 2 and one line with '$limit'"
        failures=$((failures + 1))
        ;;
    esac
}

# shellcheck disable=SC3045 # dash and bash have it
ulimit -n 132
refuses 'at most 100, which is what ulimit -n' async fetch \
    --url http://127.0.0.1:9/ --tasks 101 --width 101
refuses 'at most 33, which is what ulimit -n' threads fetch \
    --url http://127.0.0.1:9/ --tasks 34 --width 34
refuses 'at most 100, which is what ulimit -n' processes fetch \
    --tasks 101 --width 101
refuses 'net.ipv4.ip_local_port_range' processes mixed \
    --url http://127.0.0.1:9/ --tasks 100000 --width 70000

# No machine has a thread or a process for ten million.
refuses 'which is what' threads sleep --tasks 10000000 --width 0
refuses 'which is what' processes sleep --tasks 10000000 --width 0
case $("$bin/overlap-processes" sleep --tasks 10000000 --width 0 2>&1) in
*max_map_count*)
    echo "processes: found max_map_count; expected another limit:" \
        "each process has its own mappings"
    failures=$((failures + 1))
    ;;
esac
exit $((failures > 0))
