#!/bin/bash
# test_docs.sh BUILD -- pages of the headers, whose links lead somewhere.
set -euo pipefail
export LC_ALL=C
root=$(realpath "$(dirname "$0")/../..")
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

# What its link check finds, of two pages made here.
mkdir "$house/pages"
echo '<a href="b.html#there"></a><a href="b.html"></a><a href="#here"></a>
    <p id="here"></p><a href="https://example.org/none"></a>' >"$house/pages/a.html"
echo '<a id="there"></a><a href="c.html"></a><a href="a.html#gone"></a>' \
    >"$house/pages/b.html"
diff -u --label expected - --label found <(
    cd "$root/tools"
    python3 -B -c 'import docs, pathlib, sys
print(*docs.dead_links(pathlib.Path(sys.argv[1])), sep="\n")' "$house/pages"
) <<'END'
b.html: a.html#gone: there is no such place
b.html: c.html: there is no such file
END

status=0
"$root/tools/docs.py" "$1" "$house/docs" >"$house/out" || status=$?
cat "$house/out"
[ "$status" -eq 0 ] || exit "$status"
for page in index async_8h sockets_8h io_8h structasync__queue; do
    [ -s "$house/docs/$page.html" ] || { echo "there is no $page.html"; exit 1; }
done
grep -q 'Pages of\|Several tasks' "$house/docs/async_8h.html"
grep -q 'Takes a permit' "$house/docs/async_8h.html"
