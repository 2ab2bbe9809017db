#!/bin/bash
# arm64.sh -- our tests on AArch64, without such a machine.
#
#   arm64.sh 12|13
#
# In a new Debian of that release, which debootstrap makes, what is committed is
# cross-compiled against Debian's own libraries for arm64, and qemu-user runs the
# unit tests of core and async, and the conformance test of each model of ours.
# A program there starts others, so each is behind a script that starts qemu.
# Not run: what asks for a limit of address space, the address of a fault or why
# a program could not start, for which qemu-user does not stand; peers, scenarios and whole benches, since they
# are about time or other runtimes.
# Exit status: 0 all passed; 1 something failed; 2 usage; 77 skipped, with the
# reason why no system can be made here. --inside is for arm64.sh itself.
set -euo pipefail
export LC_ALL=C
unset CDPATH
cd "$(dirname "$0")/.."
name=arm64
# shellcheck source=tools/system.sh
. tools/system.sh

tests='^(core/(base|io)/|core/(io|io_trace|permits|work)$|async/(runtime|sync|outside)/'
tests+='|model/(sequential|async|threads|processes|hybrid)$)'
no_limit='^core/base/machine$|^async/runtime/coroutine$'
no_address='^async/runtime/report$'
no_reason='^core/base/process$|^async/outside/process$'

inside_run() { # what, command
    local begin=$SECONDS
    chroot "$system" env DEBIAN_FRONTEND=noninteractive sh -ec "$2" \
        >"$work/log" 2>&1 || {
        tail -n 40 "$work/log" >&2
        die "Debian $release: $1: failed (its last lines are above)"
    }
    say "Debian $release: $1: $((SECONDS - begin)) s"
}

# The libraries that setup.sh names for the build, and for the unit tests.
libraries() {
    sed -n '/^Debian  /,/^END/p' tools/setup.sh | cut -d ' ' -f 1 |
        grep -E '^(lib|zlib).*-dev' | grep -v '^libc6' | sed 's/|.*//; s/$/:arm64/'
}

inside() {
    system_make ca-certificates git
    git clone -q --depth 1 "file://$PWD" "$system/root/overlap"
    inside_run "a compiler, qemu-user and arm64's libraries" "
        dpkg --add-architecture arm64
        apt-get -q update
        apt-get -q install -y --no-install-recommends cmake gcc-aarch64-linux-gnu \
            libc6-dev-arm64-cross ninja-build pkgconf procps python3 \
            qemu-user-static $(libraries | tr '\n' ' ')"
    inside_run "a build" "cd /root/overlap
        export PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig
        cmake -B build -G Ninja -DCMAKE_BUILD_TYPE=Release \
            -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
            -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc
        cmake --build build -j2
        for program in build/bin/*; do
            mv \$program \$program.elf
            printf '#!/bin/sh\nexec qemu-aarch64-static \"\$0.elf\" \"\$@\"\n' \
                >\$program
            chmod +x \$program
        done"
    inside_run "the tests" "cd /root/overlap/build
        ctest -R '$tests' -E '$no_limit|$no_address|$no_reason' --timeout 300 \
            --no-tests=error --output-on-failure"
    grep -E 'tests passed|Skipped' "$work/log"
    say "Debian $release: passed"
}

where=outside
if [ "${1-} $$" = "--inside 1" ]; then # we mount: never outside namespaces
    where=inside
    shift
fi
if [ $# -ne 1 ] || ! system_choose "$1"; then
    echo "usage: arm64.sh 12|13" >&2
    exit 2
fi
if [ "$where" = outside ]; then
    system_outside "$1"
else
    inside
fi
