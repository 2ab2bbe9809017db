#!/bin/sh
# setup.sh -- installs what overlap needs, by package name, and nothing else.
#
#   setup.sh [GOAL...]      (test, coverage, docs, fuzz, lint, servers: for those, too)
#
# Exit status: 0 everything is installed; 1 installing failed; 2 you have to
# install the packages yourself. Where everything is installed it changes
# nothing and needs no network.
set -eu

# What is needed, and its name on each system. `-`: it is not packaged there;
# `a|b`: whichever is installed, else a. What is for certain goals says so
# first, as in `make test: why`; the rest is for every goal.
table() {
    cat <<'END'
Debian                              Fedora               Arch           Homebrew       what_for
gcc                                 gcc                  gcc            gcc            the compiler
libc6-dev                           glibc-devel          glibc          -              the C library's headers
cmake                               cmake                cmake          cmake          the build, 3.22 or later
ninja-build                         ninja-build          ninja          ninja          the build
make                                make                 make           make           the front door
pkgconf|pkg-config                  pkgconf-pkg-config   pkgconf        pkgconf        finds the libraries
libuv1-dev                          libuv-devel          libuv          libuv          the event loop
liburing-dev                        liburing-devel       liburing       -              the event loop's other way to files
libcurl4-openssl-dev|libcurl4-gnutls-dev  libcurl-devel  curl           curl           the HTTP client
libmicrohttpd-dev                   libmicrohttpd-devel  libmicrohttpd  libmicrohttpd  the loopback server
libsqlite3-dev                      sqlite-devel         sqlite         sqlite         the database
libpq-dev                           libpq-devel          postgresql-libs  libpq        the other database: PostgreSQL
libssl-dev                          openssl-devel        openssl        openssl@3      hashing
libpng-dev                          libpng-devel         libpng         libpng         the picture
libjansson-dev                      jansson-devel        jansson        jansson        JSON
libxxhash-dev                       xxhash-devel         xxhash         xxhash         digests
zlib1g-dev                          zlib-devel           zlib           zlib           the digest of a page
libyaml-dev                         libyaml-devel        libyaml        libyaml        suites and claims
libarchive-dev                      libarchive-devel     libarchive     libarchive     labs: what is handed in, packs
libgsl-dev                          gsl-devel            gsl            gsl            fitted laws
libcmark-gfm-dev                    -                    cmark-gfm      cmark-gfm      the report as HTML
libcmark-gfm-extensions-dev         -                    cmark-gfm      cmark-gfm      its tables
gnuplot-nox|gnuplot-qt|gnuplot-x11  gnuplot-minimal      gnuplot        gnuplot        the charts
hyperfine                           hyperfine            hyperfine      hyperfine      the timing
ca-certificates                     ca-certificates      ca-certificates  ca-certificates  https
libcmocka-dev                       libcmocka-devel      cmocka         cmocka         the build: its unit tests
python3                             python3              python         python         the tutorials' language
bubblewrap                          bubblewrap           bubblewrap     -              labs: walls around submissions
patch                               patch                patch          gpatch         make test: wrong answers of labs
python3-jsonschema                  python3-jsonschema   python-jsonschema  -          make test: grades, by their schemas
libxml2-utils                       libxml2              libxml2        libxml2        make test: grades as JUnit
procps                              procps-ng            procps-ng      -              make test: pgrep
valgrind                            valgrind             valgrind       -              make test: memory, instructions
lld                                 lld                  lld            lld            make test: links in shuffled order
spin                                -                    -              spin           make test: a model of who owns a task
help2man                            help2man             help2man       help2man       make test: man pages
locales                             glibc-locale-source  glibc          -              make test: commas, a dotless i
openmpi-bin                         openmpi              openmpi        open-mpi       make test: MPI
libopenmpi-dev                      openmpi-devel        openmpi        open-mpi       make test, make lint: MPI
iproute2                            iproute              iproute2       -              make test: two machines for MPI
nginx                               nginx                nginx          nginx          make test, make servers
postgresql                          postgresql-server    postgresql     postgresql     make test, make servers
openssl                             openssl              openssl        openssl@3      make test, make servers: https
clang                               clang                clang          llvm           make lint, make fuzz
libclang-rt-dev                     compiler-rt          compiler-rt    llvm           make fuzz
libomp-dev                          libomp-devel         openmp         libomp         make lint: OpenMP for clang
clang-format                        clang-tools-extra    clang          llvm           make lint
clang-tidy                          clang-tools-extra    clang          llvm           make lint
cppcheck                            cppcheck             cppcheck       cppcheck       make lint
gcovr                               gcovr                -              gcovr          make coverage
shellcheck                          ShellCheck           shellcheck     shellcheck     make lint
doxygen                             doxygen              doxygen        doxygen        make docs
END
}

# The table's rows for the goals.
packages() {
    table | awk -v goals=" $goals " '
        function is_goal(word) {
            sub(/[,:]$/, "", word)
            return index(goals, " " word " ")
        }
        NR == 1 || $5 != "make" || is_goal($6) || $7 == "make" && is_goal($8)'
}

# What is not installed, one name a line.
packages_missing() (
    export LC_ALL=C
    # dpkg-query fails if it has never heard of a name, which is an answer, too.
    packages | {
        read -r _
        names=$(cut -d ' ' -f 1)
        # shellcheck disable=SC2046 # a word each
        installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' \
            $(echo "$names" | tr '|' ' ') 2>/dev/null |
            sed -n 's/^installed //p') || true
        for name in $names; do
            echo "$installed" | grep -qxE -- "$name" || echo "${name%%|*}"
        done
    }
)

# The names in one column of the table, each once, on one line.
packages_column() {
    packages | awk -v column="$1" 'NR > 1 && $column != "-" && !seen[$column]++ {
        printf "%s%s", separator, $column; separator = " " }'
}

packages_print() {
    echo "setup: this system has no apt-get. Please install these yourself:"
    echo
    packages | awk '{
        sub(/\|.*/, "", $1); sub(/_/, " ", $5)
        why = $5; for (i = 6; i <= NF; i++) why = why " " $i
        printf "  %-28s %-20s %-16s %-16s %s\n", $1, $2, $3, $4, why }'
    echo
    echo "  -  no package there; cmark-gfm is at https://github.com/github/cmark-gfm"
    for manager in 2:dnf:install 3:pacman:-S 4:brew:install; do
        command=${manager#*:}
        if command -v "${command%:*}" >/dev/null; then
            echo
            echo "  ${command%:*} ${command#*:} $(packages_column "${manager%%:*}")"
        fi
    done
}

# What root has to run. Debian starts a server when it is installed, and nginx's
# is open to the network; policy-rc.d forbids it, and `disable` at each boot. We
# start our own (tools/servers.sh). --no-remove: never remove what somebody else
# installed.
install_script() {
    servers=
    for server in nginx postgresql; do
        case " $missing " in *" $server "*) servers="$servers $server" ;; esac
    done
    echo "( set -e"
    [ -z "$servers" ] || cat <<'END'
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
  fi
END
    cat <<END
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q -o DPkg::Lock::Timeout=300 update
  apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends --no-remove $missing
END
    [ -z "$servers" ] ||
        echo "  [ ! -d /run/systemd/system ] || systemctl --quiet disable$servers"
    echo ")"
}

goals=$*
for goal; do
    case $goal in
    test | docs | lint | servers | fuzz) ;;
    coverage) goals="$goals test" ;; # it runs them
    *)
        echo "usage: setup.sh [GOAL...]; a GOAL is test, coverage, docs, fuzz, lint or servers" >&2
        exit 2
        ;;
    esac
done
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    packages_print >&2
    exit 2
fi

missing=$(packages_missing | tr '\n' ' ')
missing=${missing% }
if [ -z "$missing" ]; then
    echo "setup: all packages are installed"
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
    set -- sh -c
elif command -v sudo >/dev/null; then
    set -- sudo sh -c
else
    {
        echo "setup: not root, and no sudo; please have this run as root:"
        echo
        install_script
    } >&2
    exit 2
fi
echo "setup: installing $missing"
if ! "$@" "$(install_script)"; then
    echo "setup: installing failed (the reason is above); missing: $missing" >&2
    exit 1
fi
