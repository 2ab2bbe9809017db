#!/bin/sh
# test_valgrind.sh PROGRAM -- valgrind finds no fault in a program.
set -eu
export LC_ALL=C
if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed (make setup test)"
    exit 77
fi
exec valgrind -q --leak-check=full --error-exitcode=1 "$1"
