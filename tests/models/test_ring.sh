#!/bin/bash
# test_ring.sh -- by io_uring, files hold what they hold by the loop's pool; where
# the kernel forbids io_uring, a run says so, and does nothing.
#
#   test_ring.sh BIN
set -euo pipefail
export LC_ALL=C
bin=$1
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
cd "$house"

fail() {
    echo "$*" >&2
    exit 1
}

# Runs a command as containers do: io_uring_setup(), which has the same number
# everywhere, returns EPERM.
without_ring() {
    python3 - "$@" <<'END'
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
code = b"".join(struct.pack("HBBI", *row) for row in [
    (0x20, 0, 0, 0), (0x15, 0, 1, 425), (0x06, 0, 0, 0x00050001),
    (0x06, 0, 0, 0x7fff0000)])
program = ctypes.create_string_buffer(code, len(code))
fprog = struct.pack("HxxxxxxP", 4, ctypes.addressof(program))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, fprog):
    sys.exit("skipped: no system calls can be forbidden here")
os.execv(sys.argv[1], sys.argv[1:])
END
}

answer() {
    local line
    line=$("$@" --tasks 5 --size 300001 --record -)
    grep -q '"right":true' <<<"$line" || fail "$*: $line"
    grep -o '"answer":"[^"]*"' <<<"$line"
}

refused() { # the words that the refusal has, command...
    local words=$1 said status=0
    shift
    said=$("$@" 2>&1) || status=$?
    case $said in skipped:*) echo "$said" && exit 77 ;; esac
    [[ $status = 2 && $said = *": --files: found ring, not testable here: $words"* &&
        $said != *$'\n'* ]] || fail "$*: exit status $status: $said"
}

for model in async hybrid; do
    program=$bin/overlap-$model
    if ! "$program" files --files ring --tasks 1 >/dev/null 2>said; then
        refused "" "$program" files --files ring
        echo "skipped: $(<said)"
        exit 77
    fi
    for variant in rewrite fsync warm cold; do
        words=(files --width 3 --variant "$variant")
        "$program" "${words[@]}" --tasks 1 >/dev/null 2>&1 || continue # in memory
        [ "$(answer "$program" "${words[@]}" --files ring)" = \
            "$(answer "$program" "${words[@]}" --files pool)" ] ||
            fail "$model, $variant: the answers differ"
    done
    refused "the kernel does not allow io_uring (Operation not permitted)" \
        without_ring "$program" files --files ring
    without_ring "$program" files --tasks 1 >/dev/null
done
