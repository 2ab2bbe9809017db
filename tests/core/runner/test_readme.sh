#!/bin/sh
# test_readme.sh -- the README's table of options is the programs' own, and its
# first example runs even where options must come first. What it and docs/ link
# to and name is there.
#
# usage: test_readme.sh BIN-DIR README
set -u
export LC_ALL=C
bin=$1 readme=$2
failures=0

written=$(sed -n '/^| option |/,/^$/p' "$readme")
printed=$("$bin/overlap-sequential" --options) || failures=1
if [ "$written" != "$printed" ]; then
    echo "the README's table of options differs; expected:"
    printf '%s\n' "$printed"
    failures=$((failures + 1))
fi

example=$(sed -n 's|^ *build/bin/\(overlap-threads .*[^ ]\) *#.*|\1|p' "$readme" |
    head -1)
[ -n "$example" ] || failures=$((failures + 1))
# shellcheck disable=SC2086 # its words
POSIXLY_CORRECT=1 "$bin"/$example || {
    echo "$example: exit status $? under POSIXLY_CORRECT"
    failures=$((failures + 1))
}

root=$(dirname "$readme")
is_there() { # page, path
    [ -e "$2" ] || {
        echo "$1: $2 is not there"
        failures=$((failures + 1))
    }
}
for page in "$readme" "$root"/CONTRIBUTING.md "$root"/docs/*.md \
    "$root"/labs/README.md; do
    links=$(grep -oE '\]\([^):#]+[)#]' "$page" | tr -d '])(#')
    for link in $links; do
        is_there "$page" "${page%/*}/$link"
    done
done
folders='async|bench|core|docs|labs|results/reference|sequential|tests|tools|workloads'
for page in "$readme" "$root"/docs/*.md; do
    paths=$(grep -oE "(^|[ (\`])($folders)/[A-Za-z0-9_./-]*[A-Za-z0-9_]" "$page" |
        tr -d ' (`')
    for path in $paths; do
        is_there "$page" "$root/$path"
    done
done
exit $((failures > 0))
