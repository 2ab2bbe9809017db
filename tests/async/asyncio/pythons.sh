#!/bin/sh
# pythons.sh -- prints the CPythons whose asyncio is the reference, one a line.
#
# The first in PATH, and the system's if that is another version; only 3.11 and
# later, and nothing if there are none. A scenario that needs a later one says
# so itself (scenario.py).
set -u
export LC_ALL=C

seen=
for python in python3 /usr/bin/python3; do
    found=$("$python" -c 'import sys
if sys.implementation.name == "cpython" and sys.version_info >= (3, 11):
    print("%d.%d.%d" % sys.version_info[:3], sys.executable)' 2>/dev/null)
    [ -n "$found" ] || continue
    version=${found%% *}
    case " $seen " in
    *" $version "*) continue ;;
    esac
    seen="$seen $version"
    echo "${found#* }"
done
