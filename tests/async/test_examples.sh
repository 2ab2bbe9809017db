#!/bin/bash
# test_examples.sh -- an example prints what its opening comment says.
#
# The lines that the comment indents by five spaces are its standard output.
# Times and the server's port are not compared.
set -uo pipefail
export LC_ALL=C
source=$1 program=$2

comparable() {
    sed -E 's/[0-9]+\.[0-9] s\b/T s/g; s/(127\.0\.0\.1):[0-9]+/\1:PORT/g'
}

expected=$(sed -n '/\*\//q; s/^ \*     //p' "$source" | comparable)
if ! output=$(timeout 60 "$program"); then
    printf '%s failed. It printed:\n%s\n' "$program" "$output" >&2
    exit 1
fi
diff -u --label 'its comment' <(printf '%s\n' "$expected") \
    --label 'its output' <(comparable <<<"$output")
