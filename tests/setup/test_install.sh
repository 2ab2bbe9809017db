#!/bin/bash
# test_install.sh -- installed, the programs find their data, wherever that is,
# and tell the shell and man what their options are.
#
#   test_install.sh BUILD
set -uo pipefail
export LC_ALL=C.UTF-8
unset CDPATH
house=$(mktemp -d) || exit
trap 'rm -rf "$house"' EXIT
cmake --install "$1" --component overlap --prefix "$house/one" >"$house/log" || {
    cat "$house/log"
    exit 1
}
cmake --install "$1" --component mpi --prefix "$house/one" >"$house/log" # if built
mv "$house/one" "$house/prefix" # no path in it may be that of the installation
bin=$house/prefix/bin share=$house/prefix/share
mkdir "$house/here" && cd "$house/here" || exit
failures=0

expect() { # what, condition...
    local what=$1
    shift
    if ! "$@" >"$house/said" 2>&1; then
        printf '%s: expected %s\n' "$row" "$what" >&2
        tail -n 5 "$house/said" >&2
        failures=$((failures + 1))
    fi
}

lists_what_is_installed() {
    "$bin/overlap" list >"$house/list"
    expect "its suites" grep -q '^suite peers.yaml: ' "$house/list"
    expect "its models" grep -q '^model hybrid' "$house/list"
    expect "its claims" grep -q '^  W1 ' "$house/list"
}

cat >"$house/here/mine.yaml" <<'END'
title: Mine
experiments:
  - name: waits
    title: Waits
    workload: sleep
    tasks: 2
    size: 1ms
    cells:
      - {model: threads}
END

benches_where_one_stands() {
    mv "$share/overlap/suites/equal.yaml" "$house"
    cp mine.yaml "$share/overlap/suites/equal.yaml"
    expect "a suite by its name" timeout 60 "$bin/overlap" bench --quick \
        --suite equal
    expect "a report here" [ -s results/latest/report.html ]
    expect "the program that ran" grep -qF \
        "    $bin/overlap-threads sleep" results/latest/report.md
    expect "a file of that name before ours" timeout 60 "$bin/overlap" bench \
        --quick --suite mine.yaml
    mv "$house/equal.yaml" "$share/overlap/suites"
}

serves_pages() {
    expect "pages" timeout 60 "$bin/overlap-async" fetch --tasks 2
    expect "a load" timeout 60 "$bin/overlap-async" serve --tasks 2 --size 1
}

has_peers() {
    expect "a peer" timeout 60 "$share/overlap/peers/sequential.py" noop
}

tells_bash() { # words..., the last of which is to be completed
    bash --norc -c '. "$0/bash-completion/completions/$1"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        "$(complete -p "$1" | sed "s/.* -F \([^ ]*\) .*/\1/")" "$1"
        printf "%s\n" "${COMPREPLY[@]}"' "$share" "$@"
}

completes_in_bash() {
    expect "a command" [ "$(tells_bash overlap com)" = compare ]
    expect "an option" [ "$(tells_bash overlap-threads sleep --keep)" = \
        --keep-going ]
    expect "no other model's" [ -z "$(tells_bash overlap-threads --offl)" ]
    expect "a command's" [ "$(tells_bash overlap bench --qui)" = --quick ]
    expect "a workload" [ "$(tells_bash overlap-async mand)" = mandelbrot ]
    [ ! -e "$bin/overlap-mpi" ] ||
        expect "what is in a package of its own" \
            [ "$(tells_bash overlap-mpi --loo)" = --loops ]
    expect "a file" [ "$(tells_bash overlap bench --suite mi)" = mine.yaml ]
    expect "nothing for a number" [ -z "$(tells_bash overlap-async --tasks m)" ]
}

completes_in_fish() {
    if ! command -v fish >/dev/null; then
        echo "skipped: $row: there is no fish (apt-get install fish)"
        return
    fi
    export HOME=$house
    tells_fish() {
        PATH=$bin:$PATH fish -c "set fish_complete_path $share/fish/vendor_completions.d
            complete -C '$1'" | cut -f 1
    }
    expect "a command" [ "$(tells_fish 'overlap com')" = compare ]
    expect "an option" [ "$(tells_fish 'overlap-threads sleep --keep')" = \
        --keep-going ]
    expect "a workload" grep -qx mandelbrot <<<"$(tells_fish 'overlap-async m')"
}

completes_in_zsh() {
    if ! command -v zsh >/dev/null; then
        echo "skipped: $row: there is no zsh (apt-get install zsh)"
        return
    fi
    local file
    for file in "$share"/zsh/vendor-completions/_*; do
        expect "a function that zsh can read" zsh -fn "$file"
    done
}

has_man_pages() {
    if ! command -v help2man >/dev/null; then
        echo "skipped: $row: there is no help2man (apt-get install help2man)"
        return
    fi
    local page program
    for program in "$bin"/overlap*; do
        page=$share/man/man1/${program##*/}.1.gz
        expect "a page of $program" gzip -t "$page"
    done
    page=$(zcat "$share/man/man1/overlap-bench.1.gz")
    expect "a command's summary" grep -q '^overlap-bench .- run a suite' \
        <<<"$page"
    expect "a command's options" grep -qF 'fB\-\-quick' <<<"$page"
}

for row in lists_what_is_installed benches_where_one_stands serves_pages \
    has_peers completes_in_bash completes_in_fish completes_in_zsh \
    has_man_pages; do
    "$row"
done
exit $((failures > 0))
