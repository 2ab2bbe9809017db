#!/bin/bash
# package.sh -- the packages on a Debian that has nothing else of ours.
#
#   package.sh 12|13
#
# What is committed is built into packages in one new system, where lintian must
# find no error. Then, in another,
# `apt-get install ./overlap.deb` fetches what it needs; a user benches, in an
# empty folder, and builds a program; a later version replaces it; and once it is
# purged nothing of it is left.
# Exit status: 0 all passed; 1 something failed; 2 usage; 77 skipped, with the
# reason why no system can be made here. --inside is for package.sh itself.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."
name=package
# shellcheck source=tools/system.sh
. tools/system.sh

inside_run() { # command
    chroot "$system" env DEBIAN_FRONTEND=noninteractive sh -ec "$1" \
        >"$work/log" 2>&1 || {
        tail -n 30 "$work/log" >&2
        die "Debian $release: $1: failed (its last lines are above)"
    }
}

timed() { # what, command
    local begin=$SECONDS
    inside_run "$2"
    say "Debian $release: $1: $((SECONDS - begin)) s"
}

# A version that is later by its build alone.
build() { # version
    inside_run "cd /root/overlap
        sed -i '1s/([^)]*)/($1)/' tools/package/changelog
        cmake -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DOVERLAP_TESTS=OFF \
            -DCMAKE_INSTALL_PREFIX=/usr -DCPACK_PACKAGE_VERSION=$1
        cmake --build build -j2
        cd build && rm -rf packages && cpack && mkdir -p /root/$1 &&
        mv packages/*.deb /root/$1"
}

files() { # folders that programs write to anyway are left out
    (cd "$system" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev \
        -o -path ./tmp -o -path ./root -o -path ./var/log -o -path ./var/cache \
        -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./home \) \
        -prune -o -print | sort)
}

inside() {
    system_make ca-certificates git make
    git clone -q --depth 1 "file://$PWD" "$system/root/overlap"
    timed "what builds it" "cd /root/overlap && tools/setup.sh &&
        apt-get -q install -y --no-install-recommends help2man lintian dpkg-dev file"
    local version
    version=$(sed -n 's/.*VERSION \([0-9.]*\) LANG.*/\1/p' CMakeLists.txt)
    build "$version"
    build "$version+1"
    inside_run "lintian --fail-on error --allow-root /root/$version/*.deb"
    mv "$system/root/$version" "$system/root/$version+1" "$work"
    umount -R "$system"/{proc,sys,dev}
    rm -rf --one-file-system "$system"

    system_make ca-certificates
    mv "$work/$version" "$work/$version+1" "$system/root"
    chroot "$system" useradd --create-home --shell /bin/bash yasemin
    inside_run "apt-get -q update"
    local begin=$SECONDS
    timed "apt-get install ./overlap.deb" "apt-get -q install -y \
        --no-install-recommends /root/$version/overlap_*.deb"
    timed "a quick bench" \
        "runuser -l yasemin -c 'mkdir here && cd here && overlap bench --quick'"
    [ -s "$system/home/yasemin/here/results/latest/report.html" ] ||
        die "expected a report where the user stands"
    say "Debian $release: from apt-get install to a report:" \
        "$((SECONDS - begin)) s"
    timed "what a developer needs" "apt-get -q install -y \
        --no-install-recommends gcc libc6-dev make pkgconf python3 \
        /root/$version/liboverlap-dev_*.deb"
    cp tests/async/user_program.c tools/package/try.sh "$system/home/yasemin"
    timed "a user's program, workload and peer" \
        "runuser -l yasemin -c ./try.sh"
    timed "root runs a peer" "/usr/share/overlap/peers/threads.py noop"
    timed "an upgrade" "apt-get -q install -y \
        /root/$version+1/overlap_*.deb /root/$version+1/liboverlap-dev_*.deb
        overlap --version"
    timed "a purge" "apt-get -q purge -y overlap liboverlap-dev"
    ! files | grep -i overlap || die "expected none of these after the purge"
    say "Debian $release: nothing is left of it"
}

where=outside
if [ "${1-} $$" = "--inside 1" ]; then # we mount: never outside namespaces
    where=inside
    shift
fi
if [ $# -ne 1 ] || ! system_choose "$1"; then
    echo "usage: package.sh 12|13" >&2
    exit 2
fi
if [ "$where" = outside ]; then
    system_outside "$1"
else
    inside
fi
