#!/bin/sh
# setup.sh -- Gradescope runs this once, as root, when it builds the image
# (Ubuntu 24.04: overlap's build needs CMake 3.25).
set -eu
unset CDPATH
export LC_ALL=C
cd "$(dirname "$0")/overlap"
sh tools/setup.sh
[ -x build/bin/overlap ] || cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DOVERLAP_TESTS=OFF
[ -x build/bin/overlap ] || cmake --build build --target overlap @PROGRAMS@
