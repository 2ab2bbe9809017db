#!/bin/bash
# fresh.sh -- runs the README's two commands on a Debian that has nothing yet.
#
#   fresh.sh 12|13
#
# debootstrap makes a minimal system in build-fresh/, from the mirrors that this
# machine's apt uses. What is committed is cloned into it. Root's bench comes
# first, with what setup installs for it alone, and has only a few experiments;
# then setup installs for the tests. `make setup test` and `make setup
# bench-quick` run as an ordinary user with a Turkish locale, whose [a-z] and
# decimal comma are not C's; .ci/run has run the tests as root. All of it has
# namespaces of its own: no process and no mount outlives it, however it ends.
# Exit status: 0 all passed; 1 something failed; 2 usage; 77 skipped, with the
# reason why no system can be made here. --inside is for fresh.sh itself.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."
name=fresh
# shellcheck source=tools/system.sh
. tools/system.sh

make_user() { # name, locale
    chroot "$system" useradd --create-home --shell /bin/bash "$1"
    chroot "$system" localedef -i "$2" -f UTF-8 "$2.UTF-8"
    echo "export LANG=$2.UTF-8" >>"$system/home/$1/.profile"
}

clone() { # user, home
    git clone -q --depth 1 "file://$PWD" "$system$2/overlap"
    chroot "$system" chown -R "$1:" "$2/overlap"
}

type_as() { # user, command
    local begin=$SECONDS
    printf '\n--- Debian %s, %s: %s\n' "$release" "$1" "$2"
    chroot "$system" runuser -l "$1" -c "cd overlap && $2" ||
        die "Debian $release, $1: $2: failed after $((SECONDS - begin)) s"
    say "Debian $release, $1: $2: passed in $((SECONDS - begin)) s"
}

inside() {
    system_make ca-certificates git locales make
    make_user yasemin tr_TR
    clone root /root
    clone yasemin /home/yasemin
    type_as root "make setup bench-quick ONLY='query*'"
    type_as root "tools/setup.sh test"
    type_as yasemin "make setup test"
    type_as yasemin "make setup bench-quick"
}

where=outside
if [ "${1-} $$" = "--inside 1" ]; then # we mount: never outside namespaces
    where=inside
    shift
fi
if [ $# -ne 1 ] || ! system_choose "$1"; then
    echo "usage: fresh.sh 12|13" >&2
    exit 2
fi
if [ "$where" = outside ]; then
    system_outside "$1"
else
    inside
fi
