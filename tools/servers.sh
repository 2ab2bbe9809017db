#!/bin/sh
# servers.sh -- real servers to throw away: nginx and PostgreSQL, on loopback.
#
#   servers.sh start|stop|status [DIR]      (DIR: build/servers)
#   servers.sh with DIR COMMAND [WORD…]
#
# `start` leaves DIR/env, with a line a variable, such as a URL; a server that
# is not installed has none. `with` starts them, runs a command with these
# variables in its environment, even if they could not be started, and stops
# them. Each DIR has its own servers, on ports that were free; all that they
# write is in one temporary directory, which `stop` removes. They never run as
# root. Exit status: 0 done; 1 a server did not start, or `status` found none;
# 2 usage; of `with`, the command's.
set -eu
users_locale=${LC_ALL-}
export LC_ALL=C
unset CDPATH

say() {
    echo "servers: $*"
}

# While servers start, standard output is DIR/env.
note() {
    say "$@" >&2
}

die() {
    note "$@"
    exit 1
}

usage() {
    echo "usage: servers.sh start|stop|status [DIR], or" \
        "servers.sh with DIR COMMAND [WORD...]" >&2
    exit 2
}

# Runs a command in the servers' directory, as their user, without descriptors
# that we inherited: one may hold a lock.
serve() {
    (
        cd "$home"
        exec </dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
        if [ "$(id -u)" -ne 0 ]; then
            exec "$@"
        fi
        exec setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups \
            --inh-caps=-all --no-new-privs "$@"
    )
}

# A port below the ephemeral ones on which nobody listens now.
port_pick() {
    while :; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
        if ! grep -qsi "$(printf ':%04X 0' "$port")" /proc/net/tcp \
            /proc/net/tcp6; then
            break
        fi
    done
    echo "$port"
}

# Tries again, with another port, in case the free one was taken meanwhile.
retry() {
    "$@" || "$@" || "$@"
}

program() { # name: its path, or nothing
    command -v "$1" || PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$1" ||
        true
}

# Where PostgreSQL's programs are: Debian has a folder for each version.
postgres_dir() {
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) \
        "$(dirname "$(program pg_ctl)")"; do
        if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
            echo "$dir"
            break
        fi
    done
}

# A self-signed certificate, for clients to trust as it is.
certificate_make() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -days 365 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,DNS:overlap.test,IP:127.0.0.1 \
        -keyout "$home/key.pem" -out "$home/cert.pem" 2>"$home/openssl.log"
}

# What both of nginx's servers have in common: a page of 1 KiB, and whatever
# else may happen to a request.
nginx_pages() {
    cat <<END
    root $home/www;
    location = /logged { access_log $home/access.log short; try_files /index.html =404; }
    location = /moved { return 302 /index.html; }
    location = /endless { return 302 /endless; }
    location = /busy { add_header Retry-After 1 always; return 503; }
    location = /missing { return 404; }
END
}

nginx_config() { # port, TLS port or nothing
    cat <<END
worker_processes 1;
pid $home/nginx.pid;
error_log $home/nginx.log;
events { worker_connections 10000; }
http {
  default_type text/html;
  log_format short '\$connection \$server_protocol \$status \$request_uri';
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000;
  keepalive_timeout 1h;
  client_body_temp_path $home/body;
  proxy_temp_path $home/proxy;
  fastcgi_temp_path $home/fastcgi;
  uwsgi_temp_path $home/uwsgi;
  scgi_temp_path $home/scgi;
  server {
    listen 127.0.0.1:$1 backlog=4096;
    server_name localhost;
$(nginx_pages)
  }
END
    if [ -n "$2" ]; then
        cat <<END
  server {
    listen 127.0.0.1:$2 ssl http2 backlog=4096;
    server_name localhost;
    ssl_certificate $home/cert.pem;
    ssl_certificate_key $home/key.pem;
$(nginx_pages)
  }
END
    fi
    echo "}"
}

nginx_try() {
    port=$(port_pick)
    tls_port=
    if [ -r "$home/cert.pem" ]; then
        tls_port=$(port_pick)
    fi
    nginx_config "$port" "$tls_port" >"$home/nginx.conf"
    own
    # It listens before it goes into the background.
    serve "$nginx" -e "$home/nginx.log" -c "$home/nginx.conf" \
        >"$dir/nginx.out" 2>&1
}

nginx_start() {
    nginx=$(program nginx)
    if [ -z "$nginx" ]; then
        note "nginx is not installed (make setup servers)"
        return
    fi
    mkdir "$home/www"
    head -c 1024 /dev/zero | tr '\0' 'x' >"$home/www/index.html"
    if [ -n "$(program openssl)" ]; then
        certificate_make || die "no certificate: $(cat "$home/openssl.log")"
    else
        note "openssl is not installed, so there is no https (make setup servers)"
    fi
    retry nginx_try || die "nginx did not start: $(tail -n 1 "$dir/nginx.out")"
    echo "OVERLAP_HTTP_URL=http://127.0.0.1:$port/"
    echo "OVERLAP_HTTP_LOG=$home/access.log"
    if [ -n "$tls_port" ]; then
        answers_tls "$tls_port" || die "nginx does not answer on TLS"
        echo "OVERLAP_HTTPS_URL=https://127.0.0.1:$tls_port/"
        echo "OVERLAP_CACERT=$home/cert.pem"
    fi
}

# One handshake: the worker that answers it also serves plain requests.
answers_tls() { # port
    for attempt in 1 2 3 4 5; do
        if openssl s_client -connect "127.0.0.1:$1" -CAfile "$home/cert.pem" \
            -verify_return_error </dev/null >"$home/handshake.log" 2>&1; then
            return 0
        fi
        sleep "0.$attempt"
    done
    return 1
}

# Nothing has to outlive this server, so nothing is synced.
postgres_config() { # port
    cat <<END
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 32MB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
END
}

postgres_try() {
    port=$(port_pick)
    postgres_config "$port" >"$home/port.conf"
    own
    serve "$postgres/pg_ctl" -s -w -t 60 -D "$home/db" -l "$home/postgres.log" \
        start >/dev/null 2>&1
}

# A password, because any user of this machine can connect; md5, because it
# costs a connection next to nothing.
postgres_start() {
    postgres=$(postgres_dir)
    if [ -z "$postgres" ]; then
        note "postgresql is not installed (make setup servers)"
        return
    fi
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "$password" >"$home/password"
    own
    serve "$postgres/initdb" -D "$home/db" -U overlap -E UTF8 --locale=C \
        --no-sync --auth-local=trust --auth-host=md5 \
        --pwfile="$home/password" >"$home/initdb.log" 2>&1 ||
        die "initdb failed: $(tail -n 3 "$home/initdb.log")"
    echo "include = '$home/port.conf'" >>"$home/db/postgresql.conf"
    retry postgres_try ||
        die "postgresql did not start: $(tail -n 3 "$home/postgres.log")"
    echo "OVERLAP_DB_URL=postgresql://overlap:$password@127.0.0.1:$port/postgres"
}

# Gives what we made in their directory to the servers' user.
own() {
    if [ "$(id -u)" -eq 0 ]; then
        chown -R nobody "$home"
    fi
}

# The directory of DIR's servers, or nothing if it was removed.
home_read() {
    home=
    if [ -r "$dir/home" ]; then
        home=$(cat "$dir/home")
    fi
    case ${home#/var} in
    /tmp/overlap-servers.*[!A-Za-z0-9]*) home= ;;
    /tmp/overlap-servers.*) [ -d "$home" ] || home= ;;
    *) home= ;;
    esac
}

# The process that a file in their directory names, if that is their server.
server_pid() { # file
    if [ -r "$1" ]; then
        pid=$(head -n 1 "$1")
        if tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$home"; then
            echo "$pid"
        fi
    fi 2>/dev/null
}

# Does every server with a line in DIR/env still run?
all_run() {
    [ -r "$dir/env" ] && [ -n "$home" ] || return 1
    if grep -q '^OVERLAP_HTTP_URL=' "$dir/env"; then
        [ -n "$(server_pid "$home/nginx.pid")" ] || return 1
    fi
    if grep -q '^OVERLAP_DB_URL=' "$dir/env"; then
        [ -n "$(server_pid "$home/db/postmaster.pid")" ] || return 1
    fi
}

# As their user: the file that names the process is theirs, so root must not
# trust it.
server_kill() { # file, signal
    pid=$(server_pid "$1")
    [ -n "$pid" ] || return 0
    serve kill -s "$2" "$pid" 2>/dev/null || return 0
    for _ in $(seq 100); do
        [ -n "$(server_pid "$1")" ] || return 0
        sleep 0.05
    done
    serve kill -s KILL "$pid" || true
}

servers_stop() {
    home_read
    if [ -n "$home" ]; then
        server_kill "$home/nginx.pid" TERM
        server_kill "$home/db/postmaster.pid" QUIT
        rm -rf "$home"
    fi
    (cd "$dir" 2>/dev/null && rm -f env env.new home nginx.out) || true
    rmdir "$dir" 2>/dev/null || true
}

servers_start() {
    home_read
    if all_run; then
        say "already running: $dir/env"
        return
    fi
    servers_stop
    if [ "$(id -u)" -eq 0 ] && [ -z "$(program setpriv)" ]; then
        die "setpriv is missing, and servers never run as root"
    fi
    mkdir -p "$dir"
    # Short, since a socket's name in it must fit; and any user can reach it.
    parent=/tmp
    [ -w "$parent" ] || parent=/var/tmp
    home=$(mktemp -d "$parent/overlap-servers.XXXXXXXX")
    echo "$home" >"$dir/home"
    trap 'servers_stop' EXIT
    trap 'exit 1' HUP INT TERM
    (umask 077 && : >"$dir/env.new") # it will hold a password
    {
        nginx_start
        postgres_start
    } >"$dir/env.new"
    mv "$dir/env.new" "$dir/env"
    trap - EXIT
    servers_status
}

servers_status() {
    home_read
    all_run || die "not running"
    say "running: $dir/env"
    sed 's/:[^:@]*@/:…@/; s/^/  /' "$dir/env"
}

# An interrupt is for the command; we have to clean up after it. A database that
# the environment names is used in place of ours.
servers_with() { # command, word...
    own_db=${OVERLAP_DB_URL:-}
    trap servers_stop EXIT
    trap : INT
    if (servers_start) >/dev/null; then
        set -a
        # shellcheck disable=SC1091 # we wrote it
        . "$dir/env"
        set +a
    fi
    if [ -n "$own_db" ]; then
        OVERLAP_DB_URL=$own_db # exported, as it was
    fi
    status=0
    LC_ALL=$users_locale "$@" || status=$?
    exit "$status"
}

if [ $# -eq 0 ] || { [ $# -gt 2 ] && [ "$1" != with ]; } ||
    { [ $# -lt 3 ] && [ "$1" = with ]; }; then
    usage
fi
dir=${2:-$(dirname "$0")/../build/servers}
mkdir -p "$(dirname "$dir")"
dir=$(cd "$(dirname "$dir")" && pwd)/$(basename "$dir")
case $1 in
with)
    shift 2
    servers_with "$@"
    ;;
start) servers_start ;;
stop) servers_stop ;;
status) servers_status ;;
*) usage ;;
esac
