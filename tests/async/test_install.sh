#!/bin/bash
# test_install.sh -- programs outside the tree use the installed library.
#
# In C with the compiler that built it; in C++ with those that are installed.
set -euo pipefail
export LC_ALL=C
build=$1 compiler=$2 programs=$3
shift 3 # the rest are the compiler's options
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

cmake --install "$build" --component dev --prefix "$house/prefix" \
    >"$house/log"
cp "$programs"/user_program.{c,cpp} "$house"
cd "$house"
found=$(find prefix -name overlap-async.pc)
export PKG_CONFIG_PATH=$house/${found%/*}
read -ra flags <<<"$(pkg-config --cflags --libs overlap-async)"

archive=$(find prefix -name 'liboverlap_async.a')
names=$(nm --defined-only --extern-only "$archive" | awk 'NF == 3 { print $3 }')
if grep -vE '^(async|io)_' <<<"$names"; then
    echo "the archive exports these; expected only async_… and io_…" >&2
    exit 1
fi
grep -qx async_run <<<"$names"

"$compiler" "$@" -Wall -Wextra -Werror user_program.c -o program "${flags[@]}"
diff -u --label expected - --label found <(timeout 60 ./program) <<'END'
took one
took two
took three
too late
END

# Code built with sanitizers or LTO cannot be linked by another compiler.
case " $* " in
*" -fsanitize"* | *" -flto"*) exit ;;
esac
for compiler in g++ clang++; do
    if ! command -v "$compiler" >/dev/null; then
        echo "skipped: C++: there is no $compiler (apt-get install ${compiler/clang++/clang})"
        continue
    fi
    "$compiler" -std=c++17 -Wall -Wextra -Wpedantic -Werror user_program.cpp \
        -o program "${flags[@]}"
    diff -u --label expected - --label found <(timeout 60 ./program) <<<'42 4'
done
