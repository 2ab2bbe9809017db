/* main.c -- the overlap command: which of its commands is meant. */
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/commands.h"

static const char help[] =
    "overlap: the same tasks under five models of concurrency, timed side by "
    "side\n"
    "\n"
    "  overlap bench         run a suite and write a report\n"
    "  overlap report DIR    write the report of a results folder again\n"
    "  overlap compare A B   two results folders side by side\n"
    "  overlap trace DIR     when each task of a cell ran, for a trace viewer\n"
    "  overlap list          what can be run: suites, workloads, claims\n"
    "  overlap check PROGRAM does a program keep the runner's protocol?\n"
    "\n"
    "  overlap bench --quick              a first look, in under a minute\n"
    "  overlap bench                      15 blocks and a verdict on each "
    "claim\n"
    "  overlap bench --only 'fetch*'      some experiments only\n"
    "  overlap report results/latest      judge again, run nothing\n"
    "  overlap check ./my-runner.py       before it joins a suite\n"
    "\n"
    "`overlap COMMAND --help` says more. Exit status: 0, 1 when something "
    "that was\n"
    "measured failed or was rejected, 2 for bad usage.\n";

static const struct {
    const char *name;
    int (*run)(const struct places *places, int argc, char **argv);
} commands[] = {
    {"bench", command_bench},     {"report", command_report},
    {"compare", command_compare}, {"trace", command_trace},
    {"list", command_list},       {"check", command_check},
    {"burn", command_burn},
};

int command_refuse(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("overlap: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return 2;
}

int command_words(int argc, char **argv, int wanted, const char *text)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'},
                                            {0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option != 'h')
            return command_refuse("%s: found the option %s; expected --help",
                                  argv[0], argv[optind - 1]);
        fputs(text, stdout);
        return 0;
    }
    if (argc - optind == wanted)
        return -1;
    return command_refuse("%s: found %d words; expected %d (see overlap %s "
                          "--help)",
                          argv[0], argc - optind, wanted, argv[0]);
}

/* Everything lies beside this executable, but for the data while it has not
 * been installed. */
static bool find_places(struct places *places)
{
    ssize_t length =
        readlink("/proc/self/exe", places->bin_dir, sizeof places->bin_dir - 1);
    if (length <= 0)
        return false;
    places->bin_dir[length] = '\0';
    *strrchr(places->bin_dir, '/') = '\0';
    const char *data = places->bin_dir;
#ifdef OVERLAP_DATA
    if (access(OVERLAP_DATA "/claims", R_OK) == 0)
        data = OVERLAP_DATA;
#endif
    snprintf(places->data, sizeof places->data, "%s", data);
    return true;
}

int main(int argc, char **argv)
{
    struct places places;
    if (argc < 2)
        return command_refuse(
            "found no command; expected bench, report, compare, trace, "
            "list or check (see overlap --help)");
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        fputs(help, stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("overlap %s\n", OVERLAP_VERSION);
        return 0;
    }
    if (!find_places(&places))
        return command_refuse("/proc/self/exe: cannot be read; expected /proc "
                              "to be there");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(&places, argc - 1, argv + 1);
    return command_refuse(
        "found the command %s; expected bench, report, compare, trace, "
        "list or check",
        argv[1]);
}
