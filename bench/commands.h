/* commands.h -- the commands of `overlap` that have a file of their own.
 *
 * Each is a main(): it has its command line, "overlap NAME" being argv[0],
 * prints, and returns the exit status. */
#ifndef OVERLAP_BENCH_COMMANDS_H
#define OVERLAP_BENCH_COMMANDS_H

#include "core/base/option.h"

/* Where the files lie that every command may need. */
struct places {
    char bin_dir[4096]; /* of this executable, and of the models */
    char data[4096];    /* of suites/ and claims/ */
};

int command_bench(const struct places *places, int argc, char **argv);
int command_report(const struct places *places, int argc, char **argv);
int command_list(const struct places *places, int argc, char **argv);
int command_check(const struct places *places, int argc, char **argv);
int command_compare(const struct places *places, int argc, char **argv);
int command_trace(const struct places *places, int argc, char **argv);
int command_burn(const struct places *places, int argc, char **argv);

/* Says one line on standard error and returns 2. */
__attribute__((format(printf, 1, 2))) int command_refuse(const char *format,
                                                         ...);

/* What a command takes: `least` to `most` words, and options. */
struct command_line {
    const char *words;         /* that follow its name: "DIR [CELL]" */
    const char *about;         /* what it does: lines */
    const struct option *rows; /* NULL: --help alone */
    const char *examples;      /* lines, each a command */
    int least, most;
};

/* A row of every command: what the rows fill begins with a bool, for it. */
#define COMMAND_HELP                                                           \
    {                                                                          \
        "help", OPTION_FLAG, 0, NULL, .help = "print this", .letter = 'h'      \
    }

/* Reads a command line: fills `into`, if there are rows, and `given`, unless it
 * is NULL, as option_parse() does; the words become argv[1] and so on. Prints
 * what --help asks for, or what is wrong. -1: go on; else the exit status. */
int command_read(const struct command_line *line, void *into, int argc,
                 char **argv, uint64_t *given);

#endif
