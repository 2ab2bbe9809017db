#!/bin/bash
# test_install.sh -- a program outside the tree uses the installed library.
set -euo pipefail
build=$1 compiler=$2 program=$3
shift 3 # what is left are the compiler's options
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

cmake --install "$build" --prefix "$house/prefix" >"$house/log"
cp "$program" "$house/program.c"
cd "$house"
found=$(find prefix -name overlap-async.pc)
export PKG_CONFIG_PATH=$house/${found%/*}
read -ra flags <<<"$(pkg-config --cflags --libs overlap-async)"
"$compiler" "$@" -Wall -Wextra -Werror program.c -o program "${flags[@]}"
diff -u --label expected - --label found <(timeout 60 ./program) <<'END'
took one
took two
took three
too late
END
