#!/bin/bash
# test_page.sh MAKER CASES -- the report's page in a real browser, as its
# readers see it: on a phone, in dark mode, without script, on paper.
#
# MAKER is test_bench_report_report, which leaves a report of made-up results in
# REPORT_DIR; CASES prints cases of theory.c. Skipped (exit status 77) where
# there is no Chromium.
set -u
export LC_ALL=C
unset CDPATH
here=$(cd "$(dirname "$0")" && pwd)
for browser in chromium chromium-browser google-chrome none; do
    command -v "$browser" >/dev/null && break
done
if [ "$browser" = none ]; then
    echo "skipped: found no Chromium (apt-get install chromium)"
    exit 77
fi
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
REPORT_DIR=$work/report REPORT_TEST='the_page_requests*' "$1" >/dev/null ||
    exit 1
page=$work/report/report.html
failed=0

# check SENTENCE COMMAND... -- the sentence holds if the command succeeds.
check() {
    local sentence=$1
    shift
    if "$@"; then
        echo "ok       $sentence"
    else
        echo "FAILED   $sentence"
        failed=1
    fi
}

browse() { # options and address
    timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
        --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --enable-logging=stderr \
        --virtual-time-budget=5000 --user-data-dir="$work/profile" "$@" \
        2>"$work/errors"
}
has() { grep -q -- "$1" "$2"; }
has_not() { ! grep -q -- "$1" "$2"; }

browse --dump-dom "file://$page" >"$work/dom"
if [ ! -s "$work/dom" ]; then
    echo "skipped: $browser cannot run here: $(tail -1 "$work/errors")"
    exit 77
fi
check "the page's own script runs under its policy" \
    has '<th [^>]*><button type="button">' "$work/dom"
check "the console stays empty" has_not CONSOLE "$work/errors"
check "without script, every row is there" \
    test "$(grep -c '^<tr>' "$page")" -gt 40

# A copy that allows the test's own script, in a frame as wide as a phone; what
# it finds is sent to the frame's parent.
sed -e "s/script-src '[^']*'/script-src 'unsafe-inline'/" \
    -e "/<\/body>/{
        r $here/page_checks.html
        N
    }" "$page" >"$work/copy.html"
cat >"$work/phone.html" <<'END'
<!DOCTYPE html><title>phone</title>
<iframe src="copy.html" width="390" height="800" style="border:0"></iframe>
<script>
addEventListener('message', event => {
  const line = document.createElement('pre');
  line.textContent = event.data;
  document.body.append(line);
});
</script>
END
for scheme in light dark; do
    options=()
    [ $scheme = dark ] && options=(--blink-settings=preferredColorScheme=0)
    browse "${options[@]}" --dump-dom "file://$work/phone.html" >"$work/dom"
    grep -o '<pre>[^<]*' "$work/dom" | sed 's/<pre>//' >"$work/found"
    sed "s/\$/ ($scheme)/" "$work/found"
    check "all checks ran ($scheme)" has 'the checks end' "$work/found"
    check "none failed ($scheme)" has_not FAILED "$work/found"
    check "the background is $scheme ($scheme)" \
        has "ok       the background is $scheme" "$work/found"
done

check "the keyboard sorts a table" timeout 60 python3 "$here/page_keys.py" \
    "$browser" "$work/keys" "$page"

# At a desk, where all is opened, each table has room.
cat >"$work/desk.js" <<'END'
<script>
for (const each of document.querySelectorAll('details')) each.open = true;
document.title = Array.from(document.querySelectorAll('.scroll > table')).filter(
    each => each.parentElement.scrollWidth > each.parentElement.clientWidth)
    .map(each => each.rows[0].textContent).join(' ') || 'all have room';
</script>
END
sed -e "s/script-src '[^']*'/script-src 'unsafe-inline'/" \
    -e "/<\/body>/{
        r $work/desk.js
        N
    }" "$page" >"$work/desk.html"
browse --window-size=1280,900 --dump-dom "file://$work/desk.html" >"$work/dom"
check "no table scrolls at 1280 pixels" has '<title>all have room<' "$work/dom"

check "the timeline to play with agrees with theory.c" \
    env PYTHONDONTWRITEBYTECODE=1 timeout 120 python3 "$here/page_play.py" \
    "$browser" "$work/play" "$page" "$2"

check "a question shows its verdict once an answer is chosen" \
    env PYTHONDONTWRITEBYTECODE=1 timeout 60 python3 \
    "$here/page_questions.py" "$browser" "$work/questions" \
    "$work/report/questions.html"

check "no table is wider than a sheet" \
    env PYTHONDONTWRITEBYTECODE=1 timeout 60 python3 "$here/page_print.py" \
    "$browser" "$work/print" "$page"

browse --print-to-pdf="$work/page.pdf" "file://$page" >/dev/null
check "it can be printed" has '^%PDF' "$work/page.pdf"
check "with all that is folded on the screen" \
    test "$(grep -ac '/Type /Page$' "$work/page.pdf")" -gt 9
exit $failed
