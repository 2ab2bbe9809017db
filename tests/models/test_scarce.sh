#!/bin/bash
# test_scarce.sh -- where threads, memory, files or descriptors are scarce, each
# program works, or says in one line why not, and exits with 2: never is it
# killed, nor does a library abort it.
set -euo pipefail
export LC_ALL=C
bin=$1
models="sequential async threads processes hybrid"
[ ! -x "$bin/overlap-openmp" ] || models="$models openmp"
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
mkdir -p "$house/bin" "$house/tmp" "$house/share/overlap"
cp "$bin"/overlap "$bin"/overlap-* "$bin"/example-hello "$house/bin"
# Another user may be unable to read the tree, as in root's home.
cp -r "$(dirname "$0")"/../../bench/{suites,claims} "$house/share/overlap"
chmod -R a+rwX "$house"
export TMPDIR=$house/tmp
cd "$house"
runs=0

# Processes of root's are not limited.
user=()
[ "$(id -u)" != 0 ] ||
    user=(setpriv --reuid=64123 --regid=64123 --clear-groups)

# with LIMIT COMMAND...
with() {
    local limit=$1 status=0 said
    shift
    runs=$((runs + 1))
    # shellcheck disable=SC2086 # two words
    said=$(timeout 60 "${user[@]}" bash -c 'ulimit $1 && shift && exec "$@"' - \
        "$limit" "$@" 2>&1 >/dev/null) || status=$?
    case $status:$(grep -c . <<<"$said") in
    0:* | 1:* | 2:1) return 0 ;;
    esac
    echo "ulimit $limit; $*: exit status $status: $said" >&2
    exit 1
}

limits=("-u 1" "-f 0" "-f 1" "-n 8" "-n 12" "-n 16")
if (ulimit -v 60000 && bin/overlap-async --version) >/dev/null 2>&1; then
    limits+=("-v 20000" "-v 30000" "-v 60000") # not where a sanitizer shadows it
fi
for limit in "${limits[@]}"; do
    for model in $models; do
        for words in files query transfer fetch "primes --size 1k" \
            "sleep --size 1 --record record" "sleep --size 1 --meter"; do
            # shellcheck disable=SC2086 # words
            with "$limit" "bin/overlap-$model" $words --tasks 4
        done
    done
    for model in async hybrid; do
        with "$limit" "bin/overlap-$model" primes --size 1k --offload
    done
    # No library is mapped in so little; overlap's alone need 50 MB.
    if [ "$limit" != "-v 20000" ] && [ "$limit" != "-v 30000" ]; then
        with "$limit" bin/overlap check bin/overlap-sequential
        with "$limit" bin/overlap burn 1 --processes 4
        with "$limit" bin/overlap list
    fi
    for scenario in g1-threads g1-processes; do
        with "$limit" bin/overlap-semantics $scenario
    done
    [ "$limit" = "-v 20000" ] || with "$limit" bin/example-hello
done

# A file that may not grow is an error, not a signal.
for command in "overlap-async --list" "overlap list" "overlap-server --help" \
    "overlap-semantics --list" "overlap-costs --help"; do
    status=0
    # shellcheck disable=SC2086 # words
    (ulimit -f 0 && exec bin/$command) >output 2>/dev/null || status=$?
    [ $status = 2 ] || {
        echo "$command: exit status $status" >&2
        exit 1
    }
done
echo "$runs runs"
