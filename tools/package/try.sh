#!/bin/sh
# try.sh -- what a user does with the installed packages: run by package.sh.
set -ex
export LC_ALL=C
# shellcheck disable=SC2046 # words
cc user_program.c $(pkg-config --cflags --libs overlap-async) -o program
./program
overlap check /usr/bin/overlap-threads
overlap new workload wordcount
make -C wordcount
overlap check wordcount/wordcount.so
overlap new peer pool
overlap check pool/pool.py
