#!/bin/bash
# test_rooms.sh -- tools/rooms.sh refuses an include that points up, a circle of
# modules, a guard that is not its path, and a room that it does not know.
set -euo pipefail
export LC_ALL=C
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{tools,core/base,core/io/db,bench/judge,tests,attic}
cp "$root/tools/rooms.sh" "$root/tools/rooms" "$work/tools"
cd "$work"

guarded() { # file, guard, include…
    local file=$1 guard=$2
    shift 2
    printf '#ifndef %s\n#define %s\n' "$guard" "$guard" >"$file"
    [ $# -eq 0 ] || printf '#include "%s"\n' "$@" >>"$file"
    echo '#endif' >>"$file"
}

expect() { # one finding, or "" for none; file…
    local what=$1 status=0
    shift
    tools/rooms.sh "$@" >found || status=$?
    if [ -z "$what" ]; then
        [ "$status" -eq 0 ] && [ ! -s found ] && return
    elif [ "$status" -eq 1 ] && [ "$(wc -l <found)" -eq 1 ]; then
        grep -qF -- "$what" found && return
    fi
    printf 'expected "%s", found, with exit status %d:\n' "$what" "$status"
    cat found
    exit 1
}

guarded core/base/text.h OVERLAP_CORE_BASE_TEXT_H
guarded core/io.h OVERLAP_CORE_IO_H core/base/text.h
guarded core/io/db/file.h OVERLAP_CORE_IO_DB_FILE_H core/io.h core/base/text.h
guarded tests/all.h OVERLAP_TESTS_ALL_H core/io/db/file.h
expect '' core/base/text.h core/io.h core/io/db/file.h tests/all.h

echo '#include "core/io/db/file.h"' >core/io.c
expect 'core/io.c:1: includes core/io/db/file.h; core may use only: core/base' \
    core/io.c
echo '#include "bench/judge/a.h"' >core/base/text.c
expect 'core/base may use only: nothing' core/base/text.c
guarded core/base/text.h OVERLAP_TEXT_H
expect 'the guard is OVERLAP_TEXT_H; expected OVERLAP_CORE_BASE_TEXT_H' \
    core/base/text.h
echo '#include "bench/judge/b.h"' >bench/judge/a.c
guarded bench/judge/b.h OVERLAP_BENCH_JUDGE_B_H bench/judge/a.h
expect 'a circle of modules: bench/judge/a bench/judge/b' \
    bench/judge/a.c bench/judge/b.h
echo '#include "core/io.h"' >attic/old.c
expect 'attic/old.c:1: tools/rooms does not know its room, attic' attic/old.c
