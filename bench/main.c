/* main.c -- the overlap command: runs the one of its commands that is named. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/commands.h"
#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "core/base/output.h"
#include "core/base/path.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/record/json.h"

/* A command without a summary is only for suites. */
static const struct {
    const char *name, *words, *summary;
    int (*run)(const struct places *places, int argc, char **argv);
} commands[] = {
    {"bench", "", "run a suite and write a report", command_bench},
    {"report", "DIR", "write the report of a results folder again",
     command_report},
    {"compare", "A B", "two results folders side by side", command_compare},
    {"trace", "DIR", "when each task of a cell ran, for a trace viewer",
     command_trace},
    {"list", "", "what can be run: suites, workloads, claims", command_list},
    {"check", "PROGRAM", "is a program, workload or suite fit?", command_check},
    {"lab", "COMMAND", "course assignments: start, grade", command_lab},
    {"new", "KIND", "a start for a workload, model, peer, suite or claim",
     command_new},
    {"burn", "MS", NULL, command_burn},
};
#define COMMANDS (sizeof commands / sizeof *commands)

struct overlap_options {
    bool help, version;
};

static const struct option rows[] = {
    COMMAND_HELP,
    {"version", OPTION_FLAG, offsetof(struct overlap_options, version), NULL,
     .help = "print the version"},
    {0},
};

static void print_help(void)
{
    puts("overlap: the same tasks under seven models of concurrency, timed "
         "side by side\n");
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].summary)
            printf("  overlap %-7s %-7s %s\n", commands[i].name,
                   commands[i].words, commands[i].summary);
    putchar('\n');
    option_print_help(stdout, rows, 0, NULL, NULL);
    puts("\n"
         "  overlap bench --quick              a first look, in two minutes\n"
         "  overlap bench                      12 blocks and a verdict on each "
         "claim\n"
         "  overlap bench --only 'fetch*'      some experiments only\n"
         "  overlap report results/latest      judge again, run nothing\n"
         "  overlap check ./my-runner.py       before it joins a suite\n"
         "\n"
         "`overlap COMMAND --help` says more. Exit status: 0, 1 if something "
         "that was\n"
         "measured failed or was rejected, 2 for bad usage.");
}

int command_refuse(const char *format, ...)
{
    char line[2 * PATH_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    output_complain("overlap", "%s", line);
    return 2;
}

static void print_command_help(const struct command_line *line,
                               const struct option *of, const char *name)
{
    printf("Usage: overlap %s%s%s%s\n\n%s\n", name,
           line->rows ? " [options]" : "", *line->words ? " " : "", line->words,
           line->about);
    option_print_help(stdout, of, ~0u, NULL, NULL);
    printf("\n%s", line->examples);
}

int command_read(const struct command_line *line, void *into, int argc,
                 char **argv, uint64_t *given)
{
    static const struct option help_alone[] = {COMMAND_HELP, {0}};
    const struct option *of = line->rows ? line->rows : help_alone;
    bool help = false, *asked = line->rows ? into : &help;
    char why[WHY_MAX] = "";
    uint64_t ignored;
    int words =
        option_parse(of, asked, argc, argv, given ? given : &ignored, why);
    if (words < 0)
        return command_refuse("%s: %s", argv[0], why);
    if (*asked) {
        print_command_help(line, of, argv[0]);
        return 0;
    }
    if (words > line->most)
        return command_refuse("%s: found one word too many, '%s'; expected %s",
                              argv[0], argv[line->most + 1],
                              line->most ? line->words : "only options");
    if (words < line->least)
        return command_refuse("%s: found %s; expected %s", argv[0],
                              words ? argv[words] : "nothing", line->words);
    return -1;
}

/* Programs are beside this executable, and what they read is in share/overlap
 * beside its folder: in a build as where it is installed. */
static bool find_places(struct places *places)
{
    ssize_t length =
        readlink("/proc/self/exe", places->bin_dir, sizeof places->bin_dir - 1);
    if (length <= 0)
        return false;
    places->bin_dir[length] = '\0';
    *strrchr(places->bin_dir, '/') = '\0';
    const char *slash = strrchr(places->bin_dir, '/');
    path_format(places->data, "%.*s/share/overlap",
                slash ? (int)(slash - places->bin_dir) : 0, places->bin_dir);
    return true;
}

static int refuse_command(const char *found)
{
    char names[200] = "";
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].summary)
            text_append(names, sizeof names, "%s%s", i ? ", " : "",
                        commands[i].name);
    return command_refuse("found %s; expected one of the commands: %s", found,
                          names);
}

/* Options in the place of a command. */
static int run_options(int argc, char **argv)
{
    struct overlap_options asked = {0};
    char why[WHY_MAX] = "";
    uint64_t given;
    if (option_parse(rows, &asked, argc, argv, &given, why) < 0)
        return command_refuse("%s", why);
    if (asked.help)
        print_help();
    else if (asked.version)
        printf("overlap %s\n", OVERLAP_VERSION);
    else
        return refuse_command("none");
    return 0;
}

static int run(int argc, char **argv)
{
    struct places places;
    if (argc < 2 || argv[1][0] == '-')
        return run_options(argc, argv);
    if (!find_places(&places))
        return command_refuse("found no /proc/self/exe; expected /proc to be "
                              "mounted");
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            int status = commands[i].run(&places, argc - 1, argv + 1);
            return status < 2 && json_memory() ? command_refuse("out of memory")
                                               : status;
        }
    return refuse_command(argv[1]);
}

/* Of what is graded, some can list processes: it is not to know the seed. */
static void hide_seed(char **words)
{
    for (; *words; words++) {
        char *equals = strchr(*words, '=');
        char *value = equals ? equals + 1 : words[1];
        if (strncmp(*words, "--s", 3) == 0 && value)
            memset(value, '0', strlen(value));
    }
}

int main(int argc, char **argv)
{
    if (output_begin("overlap"))
        return 2;
    char **words = secret_hide(argc, argv);
    if (!words)
        return command_refuse("command line: %s", strerror(ENOMEM));
    if (argc > 1 && strcmp(argv[1], "lab") == 0)
        hide_seed(argv);
    int status = output_end("overlap", run(argc, words));
    free(words);
    return status;
}
