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

say() {
    echo "fresh: $*"
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
sources() {
    # shellcheck disable=SC2016 # apt-get's variables
    apt-get indextargets 'Created-By: Packages' \
        --format '$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)' |
        sed -nE "s/^Debian ([^ ]+) [a-z]+(-updates|-security|) main\$/\
deb \1 $codename\2 main/p" | sort -u
}

expect_tools() {
    [ "$(id -u)" -eq 0 ] || skip "expected root"
    command -v debootstrap >/dev/null ||
        skip "expected debootstrap (apt-get install debootstrap)"
    mirror=$(sources | sed -n "0,/^deb \(.*\) $codename main\$/s//\1/p")
    [ -n "$mirror" ] ||
        skip "expected a Debian mirror among apt's sources (apt-get update)"
    unshare --mount --pid --fork true 2>/dev/null ||
        skip "expected a kernel that lets us create namespaces"
}

# What it takes to reach the mirrors: proxies, certificates, passwords, names.
copy_settings() {
    local file etc=$system/etc
    sources >"$etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(https?|Retries|Check-)' \
        >"$etc/apt/apt.conf.d/machine" || true
    for file in /etc/apt/auth.conf /etc/apt/auth.conf.d \
        /usr/local/share/ca-certificates; do
        [ ! -e "$file" ] || cp -RT "$file" "$system$file"
    done
    cp /etc/resolv.conf /etc/hosts "$etc"
    chroot "$system" update-ca-certificates >"$work/log" 2>&1
}

make_system() {
    local script=/usr/share/debootstrap/scripts/$codename
    [ -e "$script" ] || script=${script%/*}/sid # Debian's releases share it
    eval "$(apt-config shell http_proxy Acquire::http::Proxy \
        https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    say "Debian $release from $mirror"
    if ! debootstrap --variant=minbase \
        --include=ca-certificates,git,locales,make \
        "$codename" "$system" "$mirror" "$script" >"$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        die "debootstrap failed (its last lines are above)"
    fi
    copy_settings
    mount -t proc proc "$system/proc"
    mount --rbind /sys "$system/sys"
    mount --rbind /dev "$system/dev"
    mount -t tmpfs shm "$system/dev/shm"
}

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
    expect_tools
    make_system
    make_user yasemin tr_TR
    clone root /root
    clone yasemin /home/yasemin
    type_as root "make setup bench-quick ONLY='query*'"
    type_as root "tools/setup.sh test"
    type_as yasemin "make setup test"
    type_as yasemin "make setup bench-quick"
}

# The first process of the namespaces, unshare's only child, takes all others
# with it when it is killed.
end() {
    trap '' HUP INT TERM
    if [ -n "${child-}" ] && [ -e "/proc/$child" ]; then
        first=$(cat "/proc/$child/task/$child/children") || true
        # shellcheck disable=SC2086 # it ends in a blank
        kill -KILL ${first:-$child} || true
        wait "$child" || true
    fi 2>/dev/null
    rm -rf --one-file-system "$work"
}

outside() {
    expect_tools
    mkdir -p "$work"
    exec 9<"$work"
    flock -n 9 || die "another fresh.sh is running in $work"
    rm -rf --one-file-system "$system" # left by one that was killed
    trap end EXIT
    trap 'exit 1' HUP INT TERM
    set -m # else it and all its children would ignore SIGINT
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
        tools/fresh.sh --inside "$release" </dev/null 9<&- &
    child=$!
    set +m
    wait "$child"
}

where=outside
if [ "${1-} $$" = "--inside 1" ]; then # we mount: never outside namespaces
    where=inside
    shift
fi
release=${1-}
case "$#$release" in
112) codename=bookworm ;;
113) codename=trixie ;;
*)
    echo "usage: fresh.sh 12|13" >&2
    exit 2
    ;;
esac
work=$PWD/build-fresh/$release
system=$work/system
"$where"
