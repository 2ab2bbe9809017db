/* commands.h -- the commands of `overlap`.
 *
 * Each is like a main(): argv[0] is its name, it prints, and it returns the
 * exit status. */
#ifndef OVERLAP_BENCH_COMMANDS_H
#define OVERLAP_BENCH_COMMANDS_H

#include <limits.h>

#include "core/base/option.h"

/* Where the files are that commands need. */
struct places {
    char bin_dir[PATH_MAX]; /* this executable and the models */
    char data[PATH_MAX];    /* suites/, claims/, peers/ and labs/ */
};

int command_bench(const struct places *places, int argc, char **argv);
int command_report(const struct places *places, int argc, char **argv);
int command_list(const struct places *places, int argc, char **argv);
int command_check(const struct places *places, int argc, char **argv);
int command_compare(const struct places *places, int argc, char **argv);
int command_trace(const struct places *places, int argc, char **argv);
int command_lab(const struct places *places, int argc, char **argv);
int command_new(const struct places *places, int argc, char **argv);
int command_burn(const struct places *places, int argc, char **argv);

/* Prints a line, after "overlap: ", on standard error. Returns 2. */
__attribute__((format(printf, 1, 2))) int command_refuse(const char *format,
                                                         ...);

/* What a command takes: from `least` to `most` words, and options. */
struct command_line {
    const char *words;         /* after its name: "DIR [CELL]" */
    const char *about;         /* what it does: lines */
    const struct option *rows; /* NULL: only --help */
    const char *examples;      /* lines, each one a command */
    int least, most;
};

/* A row of every table of options. The struct that they fill begins with a bool
 * for it. */
#define COMMAND_HELP                                                           \
    {                                                                          \
        "help", OPTION_FLAG, 0, NULL, .help = "print this", .letter = 'h'      \
    }

/* Reads a command line: like option_parse(), fills `into` if there are rows,
 * and `given` unless it is NULL; the words become argv[1] and so on. Prints the
 * help if asked for, or what is wrong. -1: go on; else the exit status. */
int command_read(const struct command_line *line, void *into, int argc,
                 char **argv, uint64_t *given);

#endif
