#!/bin/bash
# rooms.sh -- who may use whom: reads the includes of the C files it is given.
#
# It refuses an include that tools/rooms does not allow, a circle of modules (a
# .c and the .h of its name), but for those of async/runtime, and a guard that
# is not the header's path.
#
# usage: rooms.sh FILE…
# Exit status: 0 nothing was found; 1 something was: a line for each finding.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v circles="$work/modules" '
function room_of(path) { # the file itself if the table knows it
    if (path in known)
        return path
    sub("/[^/]*$", "", path)
    return path
}
function learn(room, name, i) { # all that it may use, directly or not
    for (i = 1; i <= words[name]; i++) {
        allowed[room, row[name, i]] = 1
        learn(room, row[name, i])
    }
}
function module_of(path) { sub("[.][ch]$", "", path); return path }
FILENAME == "tools/rooms" {
    if ($1 ~ /^#/ || !NF)
        next
    known[$1] = 1
    direct[$1] = $0
    sub(/^[^ ]+ */, "", direct[$1])
    words[$1] = NF - 1
    for (i = 2; i <= NF; i++)
        row[$1, i - 1] = $i
    next
}
FNR == 1 {
    room = room_of(FILENAME)
    if (!learnt[room]++)
        learn(room, room)
    # A lab is a folder that is built by itself, outside the tree.
    free = FILENAME ~ /^tests\// || FILENAME ~ /^labs\/[^\/]*\/(start|checks|answers)\//
    if (!free && !(room in known)) {
        printf "%s:1: tools/rooms does not know its room, %s\n", FILENAME, room
        free = 1
    }
}
# What a lab starts with may be a link to a header of the tree.
/^#ifndef OVERLAP_[A-Z0-9_]*_H$/ && FILENAME ~ /[.]h$/ && FILENAME !~ /^labs\/[^\/]*\/start\// {
    guard = toupper("overlap_" FILENAME)
    gsub(/[^A-Z0-9]/, "_", guard)
    if ($2 != guard)
        printf "%s:%d: the guard is %s; expected %s\n", FILENAME, FNR, $2, guard
}
/^#include "/ {
    split($0, part, "\"")
    used = room_of(part[2])
    if (module_of(FILENAME) != module_of(part[2]) && room != "async/runtime")
        print module_of(FILENAME), module_of(part[2]) > circles
    if (!free && used != room && !((room, used) in allowed))
        printf "%s:%d: includes %s; %s may use only: %s\n", FILENAME, FNR, \
            part[2], room, direct[room] ? direct[room] : "nothing"
}' tools/rooms "$@" >"$work/findings"
touch "$work/modules"
{ tsort "$work/modules" 2>&1 >/dev/null || true; } | awk '
    /input contains a loop/ { printf "%sa circle of modules:", open; open = "\n"; next }
    { printf " %s", $2 }
    END { printf "%s", open }' >>"$work/findings"
cat "$work/findings"
[ ! -s "$work/findings" ]
