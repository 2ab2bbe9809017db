#!/bin/bash
# system.sh -- makes a new Debian in a folder: for scripts that source it.
#
# The script NAME.sh sets `name`, sources this in the repository's root, and calls
# system_choose with a release, and then:
#
#   system_outside WORD...   runs `tools/NAME.sh --inside WORD...` in namespaces of
#                            its own: no process and no mount outlives it
#   system_make PACKAGE...   in there, makes the system in build-NAME/RELEASE, by
#                            debootstrap, from the mirrors that this machine's apt
#                            uses
#
# Where none can be made it says why, and exits with 77.
# shellcheck disable=SC2154 # name is the script's
export LC_ALL=C

# The folders of a release; false: there is none of that name.
system_choose() { # 12 or 13
    release=$1
    case $release in
    12) codename=bookworm ;;
    13) codename=trixie ;;
    *) return 1 ;;
    esac
    work=$PWD/build-$name/$release
    system=$work/system
}

say() {
    echo "$name: $*"
}

die() {
    say "$@" >&2
    exit 1
}

skip() {
    say "skipped: $*"
    exit 77
}

# Where this machine's apt gets Debian from, as sources of $codename.
system_sources() {
    # shellcheck disable=SC2016 # apt-get's variables
    apt-get indextargets 'Created-By: Packages' \
        --format '$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)' |
        sed -nE "s/^Debian ([^ ]+) [a-z]+(-updates|-security|) main\$/\
deb \1 $codename\2 main/p" | sort -u
}

system_expect() {
    [ "$(id -u)" -eq 0 ] || skip "expected root"
    command -v debootstrap >/dev/null ||
        skip "expected debootstrap (apt-get install debootstrap)"
    mirror=$(system_sources | sed -n "0,/^deb \(.*\) $codename main\$/s//\1/p")
    [ -n "$mirror" ] ||
        skip "expected a Debian mirror among apt's sources (apt-get update)"
    unshare --mount --pid --fork true 2>/dev/null ||
        skip "expected a kernel that lets us create namespaces"
}

# What it takes to reach the mirrors: proxies, certificates, passwords, names.
system_settings() {
    local file etc=$system/etc
    system_sources >"$etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(https?|Retries|Check-)' \
        >"$etc/apt/apt.conf.d/machine" || true
    for file in /etc/apt/auth.conf /etc/apt/auth.conf.d \
        /usr/local/share/ca-certificates; do
        [ ! -e "$file" ] || cp -RT "$file" "$system$file"
    done
    cp /etc/resolv.conf /etc/hosts "$etc"
    chroot "$system" update-ca-certificates >"$work/log" 2>&1
}

system_make() {
    system_expect
    local script=/usr/share/debootstrap/scripts/$codename
    [ -e "$script" ] || script=${script%/*}/sid # Debian's releases share it
    eval "$(apt-config shell http_proxy Acquire::http::Proxy \
        https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    say "Debian $release from $mirror"
    local packages=$*
    if ! debootstrap --variant=minbase --include="${packages// /,}" \
        "$codename" "$system" "$mirror" "$script" >"$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        die "debootstrap failed (its last lines are above)"
    fi
    system_settings
    mount -t proc proc "$system/proc"
    mount --rbind /sys "$system/sys"
    mount --rbind /dev "$system/dev"
    mount -t tmpfs shm "$system/dev/shm"
}

# The first process of the namespaces, unshare's only child, takes all others
# with it when it is killed.
system_end() {
    trap '' HUP INT TERM
    if [ -n "${child-}" ] && [ -e "/proc/$child" ]; then
        first=$(cat "/proc/$child/task/$child/children") || true
        # shellcheck disable=SC2086 # it ends in a blank
        kill -KILL ${first:-$child} || true
        wait "$child" || true
    fi 2>/dev/null
    rm -rf --one-file-system "$work"
}

system_outside() {
    system_expect
    mkdir -p "$work"
    exec 9<"$work"
    flock -n 9 || die "another $name.sh is running in $work"
    rm -rf --one-file-system "$system" # left by one that was killed
    trap system_end EXIT
    trap 'exit 1' HUP INT TERM
    set -m # else it and all its children would ignore SIGINT
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
        "tools/$name.sh" --inside "$@" </dev/null 9<&- &
    child=$!
    set +m
    wait "$child"
}
