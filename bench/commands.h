/* commands.h -- the commands of `overlap` that have a file of their own.
 *
 * Each is a main(): it has its command line, "overlap NAME" being argv[0],
 * prints, and returns the exit status. */
#ifndef OVERLAP_BENCH_COMMANDS_H
#define OVERLAP_BENCH_COMMANDS_H

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

/* For a command without options of its own: prints `text` for --help, and
 * otherwise wants exactly `wanted` words after the command. -1: go on; else
 * the exit status. */
int command_words(int argc, char **argv, int wanted, const char *text);

#endif
