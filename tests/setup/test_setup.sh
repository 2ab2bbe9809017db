#!/bin/bash
# test_setup.sh -- tools/setup.sh on made-up machines: a PATH of stand-ins.
set -uo pipefail
export LC_ALL=C
setup=$(realpath "$(dirname "$0")/../../tools/setup.sh")
machine=$(mktemp -d) || exit
trap 'rm -rf "$machine"' EXIT
policy=$machine/policy-rc.d
failures=0

# A machine with the tools that every system has, and no package manager.
machine_new() {
    rm -rf "$machine"
    mkdir -p "$machine/bin"
    for tool in sh cat cut tr sed grep awk chmod rm; do
        ln -s "$(command -v "$tool")" "$machine/bin/$tool"
    done
    : >"$machine/installed"
    : >"$machine/calls"
}

stand_in() { # name, body of a shell script
    printf '#!%s\n%s\n' "$(command -v sh)" "$2" >"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}

# A Debian: dpkg-query knows what the file `installed` lists.
debian() { # user id
    machine_new
    stand_in id "echo $1"
    stand_in dpkg-query 'shift 3
        for name; do
            if grep -qx "$name" '"$machine"'/installed; then
                echo "installed $name"
            else
                echo "not-installed $name"
                status=1
            fi
        done
        exit ${status:-0}'
    stand_in apt-get 'echo "${DEBIAN_FRONTEND-} apt-get $*" >>'"$machine/calls"'
        cat '"$policy"' >>'"$machine/policies"' 2>/dev/null || true'
}

# Installs all that the table names for Debian: of alternatives, the last.
install_all() {
    sed -n '/^Debian /,/^END/p' "$setup" | sed '1d;$d' | cut -d ' ' -f 1 |
        sed 's/.*|//' >"$machine/installed"
}

run() { # goal...
    # Its own policy-rc.d is not this machine's.
    sed "s|/usr/sbin/policy-rc.d|$policy|g" "$setup" >"$machine/setup.sh"
    output=$(PATH="$machine/bin" sh "$machine/setup.sh" "$@" 2>&1 </dev/null)
    status=$?
    calls=$(cat "$machine/calls")
}

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@"; then
        printf '%s: expected %s; status %s\noutput: %s\ncalls: %s\n' \
            "$test" "$what" "$status" "$output" "$calls" >&2
        failures=$((failures + 1))
    fi
}

changes_nothing_when_all_is_there() {
    debian 0
    install_all
    run
    expect "success" [ "$status" -eq 0 ]
    expect "no call of apt-get" [ -z "$calls" ]
}

installs_only_what_is_missing() {
    debian 0
    install_all
    sed -i '/^hyperfine$/d; /^clang$/d' "$machine/installed"
    run lint
    expect "success" [ "$status" -eq 0 ]
    expect "update, then install of two" [ "$calls" = \
"noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y \
--no-install-recommends --no-remove hyperfine clang" ]
    expect "no policy" [ ! -s "$machine/policies" ]
}

has() { # package
    grep -qE "(--no-remove|$1) (.* )?$1( |\$)" <<<"$calls"
}

lacks() { # package
    ! has "$1"
}

installs_for_the_goals_beside_it() {
    debian 0
    run
    expect "hyperfine for a bench" has hyperfine
    for package in valgrind clang cppcheck nginx postgresql spin openssl; do
        expect "no $package for a bench" lacks "$package"
    done
    debian 0
    run test
    for package in hyperfine valgrind nginx openssl; do
        expect "$package for the tests" has "$package"
    done
    expect "no cppcheck for the tests" lacks cppcheck
    debian 0
    run servers
    expect "openssl for the servers" has openssl
    expect "no valgrind for them" lacks valgrind
    debian 0
    run lint test
    expect "cppcheck for lint" has cppcheck
    expect "valgrind for the tests beside it" has valgrind
    debian 0
    run coverage
    expect "gcovr for coverage" has gcovr
    expect "valgrind for its tests" has valgrind
    debian 0
    run fuzz
    expect "libFuzzer for the fuzzers" has libclang-rt-dev
    expect "no cppcheck for them" lacks cppcheck
    run bench
    expect "a usage line" grep -q '^usage: .* GOAL is test' <<<"$output"
    expect "status 2" [ "$status" -eq 2 ]
}

# A server that is installed is not started: while apt-get runs, a policy says
# so, and then it is gone. Somebody else's policy stays.
starts_no_server() {
    debian 0
    install_all
    sed -i '/^nginx$/d' "$machine/installed"
    run servers
    expect "a policy" grep -qx 'exit 101' "$machine/policies"
    expect "none left" [ ! -e "$policy" ]
    debian 0
    echo "exit 7" >"$policy"
    run servers
    expect "their policy" grep -qx 'exit 7' "$policy"
    expect "no other" bash -c '! grep -q 101 "$1"' _ "$machine/policies"
    rm "$policy"
}

installs_the_first_of_two_alternatives() {
    debian 0
    install_all
    sed -i '/^gnuplot-/d' "$machine/installed"
    run
    expect "gnuplot-nox alone" [ "${calls##* --no-remove }" = gnuplot-nox ]
}

asks_sudo_when_not_root() {
    debian 1000
    install_all
    sed -i '/^cmake$/d' "$machine/installed"
    stand_in sudo 'echo "sudo $1" >>'"$machine/calls"'; exec "$@"'
    run
    expect "success" [ "$status" -eq 0 ]
    expect "one call by sudo" [ "$(grep -c '^sudo sh' <<<"$calls")" -eq 1 ]
    expect "an install of cmake" grep -q 'remove cmake$' <<<"$calls"
}

needs_no_sudo_when_all_is_there() {
    debian 1000
    install_all
    run
    expect "success" [ "$status" -eq 0 ]
}

# What an administrator is asked to run is what root would have run.
says_what_to_run_without_root_and_sudo() {
    debian 0
    run test
    local ran=$calls policies
    policies=$(cat "$machine/policies")
    debian 1000
    run test
    expect "status 2" [ "$status" -eq 2 ]
    expect "no call of apt-get" [ -z "$calls" ]
    expect "a line that asks for it" \
        grep -qx 'setup: .*; please have this run as root:' <<<"$output"
    PATH=$machine/bin sh -c "${output#*:$'\n'}"
    calls=$(cat "$machine/calls")
    expect "the same calls" [ "$calls" = "$ran" ]
    expect "the same policy" [ "$(cat "$machine/policies")" = "$policies" ]
    expect "none left" [ ! -e "$policy" ]
}

says_that_apt_get_failed() {
    debian 0
    stand_in apt-get 'exit 100'
    run
    expect "status 1" [ "$status" -eq 1 ]
    expect "the reason" grep -q 'installing failed' <<<"$output"
}

prints_the_names_elsewhere_without_apt_get() {
    machine_new
    run
    expect "status 2" [ "$status" -eq 2 ]
    expect "a column a system" \
        grep -qE 'Debian +Fedora +Arch +Homebrew' <<<"$output"
    expect "a row a package" \
        grep -qE 'libuv1-dev +libuv-devel +libuv +libuv +the event loop' \
        <<<"$output"
}

prints_a_line_to_copy_where_it_knows_the_manager() {
    machine_new
    stand_in dnf "echo dnf >>$machine/calls"
    run lint
    expect "status 2" [ "$status" -eq 2 ]
    expect "dnf's line" grep -q 'dnf install gcc .*ShellCheck$' <<<"$output"
    expect "no call of dnf" [ -z "$calls" ]
    expect "no dash for a name" bash -c '! grep -q "install.* - " <<<"$1"' \
        _ "$output"
}

for test in changes_nothing_when_all_is_there \
    installs_only_what_is_missing \
    installs_for_the_goals_beside_it \
    starts_no_server \
    installs_the_first_of_two_alternatives \
    asks_sudo_when_not_root \
    needs_no_sudo_when_all_is_there \
    says_what_to_run_without_root_and_sudo \
    says_that_apt_get_failed \
    prints_the_names_elsewhere_without_apt_get \
    prints_a_line_to_copy_where_it_knows_the_manager; do
    "$test"
done
exit $((failures > 0))
