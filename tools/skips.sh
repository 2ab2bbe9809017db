#!/bin/sh
# skips.sh -- what the last ctest skipped, and why: a line each.
#
#   skips.sh DIR      (DIR: a build folder)
#
# A test that cannot run here, or a part of it, prints "skipped: " and the
# reason, with the package that would help.
set -eu
export LC_ALL=C

awk '/^[0-9]+\/[0-9]+ Testing: / { name = $3 }
    sub(/^skipped: /, "") && !seen[name, $0]++ {
        print "skipped: " name ": " $0
    }' "$1/Testing/Temporary/LastTest.log"
