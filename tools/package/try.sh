# try.sh -- what a user does with the installed packages; run by package.sh.
cc user_program.c $(pkg-config --cflags --libs overlap-async) -o program
./program
overlap list
overlap check /usr/bin/overlap-threads
