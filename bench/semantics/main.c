/* main.c -- overlap-semantics: prints the transcript of one scenario. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "core/base/output.h"
#include "core/base/units.h"

static const struct semantic *const themes[] = {
    semantics_order,   semantics_gather,   semantics_groups,
    semantics_waits,   semantics_calls,    semantics_coroutines,
    semantics_sharing, semantics_deadlock, semantics_kernel,
    semantics_turns,   semantics_threads,  semantics_parallel,
};
#define THEMES (sizeof themes / sizeof *themes)

struct semantics_options {
    struct ask ask;
    bool list, help;
};

#define AT(member) offsetof(struct semantics_options, member)

static const struct option rows[] = {
    {"wrong", OPTION_FLAG, AT(ask.wrong), NULL,
     .help = "run the mutant, which prints another transcript"},
    {"seed", OPTION_NUMBER, AT(ask.seed), "N",
     .help = "seed what is random; by default 1"},
    {"list", OPTION_FLAG, AT(list), NULL,
     .help = "list the scenarios: name, claim, what the transcript shows, and "
             "what the mutant does instead"},
    {"help", OPTION_FLAG, AT(help), NULL, .help = "print this", .letter = 'h'},
    {0},
};

static void help_print(void)
{
    puts("Usage: overlap-semantics [options] NAME\n"
         "Prints the transcript of a scenario: what happens, in order. It\n"
         "settles a claim.\n");
    option_print_help(stdout, rows, 0, NULL, NULL);
    puts("\n"
         "Exit status: 0 it ran, whatever its transcript; 1 it could not;\n"
         "2 bad usage. Times are counted in units of 25 ms, or of\n"
         "SCENARIO_UNIT_MS=N in the environment.");
}

static void list_print(void)
{
    for (size_t i = 0; i < THEMES; i++)
        for (const struct semantic *each = themes[i]; each->name; each++)
            printf("%-14s %-3s %s; wrong: %s\n", each->name, each->claim,
                   each->summary, each->wrong);
}

static const struct semantic *find(const char *name)
{
    for (size_t i = 0; i < THEMES; i++)
        for (const struct semantic *each = themes[i]; each->name; each++)
            if (strcmp(each->name, name) == 0)
                return each;
    return NULL;
}

struct scenario_call {
    const struct semantic *semantic;
    const struct ask *ask;
};

static int call_main(struct io *io, void *arg)
{
    const struct scenario_call *call = arg;
    return call->semantic->main(io, call->ask);
}

static int run(const struct semantic *semantic, const struct ask *ask)
{
    struct scenario_call call = {semantic, ask};
    int err =
        semantic->main ? async_run(call_main, &call) : semantic->plain(ask);
    if (err >= 0)
        return 0;
    output_complain("overlap-semantics", "'%s' cannot run here: %s",
                    semantic->name, strerror(-err));
    return 1;
}

/* The scenario asked for; NULL: there is none, with a line in `why`. */
static const struct semantic *read_name(int words, char **argv,
                                        char why[WHY_MAX])
{
    const struct semantic *semantic = words == 1 ? find(argv[1]) : NULL;
    if (!semantic)
        snprintf(why, WHY_MAX,
                 "found '%s', expected one of the names that --list prints",
                 words == 0   ? "nothing"
                 : words == 1 ? argv[1]
                              : argv[2]);
    return semantic;
}

/* transcript.c reads it wherever it needs it. */
static bool unit_fits(char why[WHY_MAX])
{
    const char *text = getenv("SCENARIO_UNIT_MS");
    int64_t unit_ms;
    if (units_parse_count(text, &unit_ms) == 0 && unit_ms >= 1 &&
        unit_ms <= 60000)
        return true;
    snprintf(why, WHY_MAX,
             "SCENARIO_UNIT_MS: found '%s', expected a whole number from 1 to "
             "60000",
             text);
    return false;
}

int main(int argc, char **argv)
{
    struct semantics_options asked = {.ask.seed = 1};
    const struct semantic *semantic = NULL;
    char why[WHY_MAX] = "";
    uint64_t given;
    if (output_begin("overlap-semantics"))
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    setenv("SCENARIO_UNIT_MS", "25", 0);
    setenv("UV_USE_IO_URING", "0", 1); /* libuv may use it since 1.45 */
    int words = option_parse(rows, &asked, argc, argv, &given, why);
    if (words >= 0 && (asked.help || asked.list)) {
        if (asked.help)
            help_print();
        else
            list_print();
        return output_end("overlap-semantics", 0);
    }
    if (words >= 0 && unit_fits(why))
        semantic = read_name(words, argv, why);
    if (semantic)
        return output_end("overlap-semantics", run(semantic, &asked.ask));
    output_complain("overlap-semantics", "%s", why);
    return 2;
}
