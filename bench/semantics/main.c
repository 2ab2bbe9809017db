/* main.c -- overlap-semantics: prints the trace of one scenario. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/trace.h"
#include "core/base/units.h"

static const struct semantic *const themes[] = {
    semantics_order,   semantics_gather,   semantics_groups,
    semantics_waits,   semantics_calls,    semantics_coroutines,
    semantics_sharing, semantics_deadlock, semantics_kernel,
    semantics_turns,   semantics_threads,  semantics_parallel,
};
#define THEMES (sizeof themes / sizeof *themes)

static void help_print(void)
{
    puts("Usage: overlap-semantics [--wrong] [--seed N] NAME\n"
         "Prints what happens in a scenario, in order: the trace by which a\n"
         "claim is judged.\n"
         "\n"
         "  --wrong   do it wrong on purpose: the trace is another one\n"
         "  --seed N  for what is random (1)\n"
         "  --list    the scenarios: name, claim, what the trace shows, and\n"
         "            what --wrong does instead\n"
         "  --help    print this\n"
         "\n"
         "Exit status: 0 it ran, whatever its trace; 1 it could not; 2 bad\n"
         "usage. SCENARIO_UNIT_MS=N in the environment slows all of it down:\n"
         "times are counted in units of 25 ms.");
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

struct call {
    const struct semantic *semantic;
    const struct ask *ask;
};

static int call_main(struct io *io, void *arg)
{
    const struct call *call = arg;
    return call->semantic->main(io, call->ask);
}

static int run(const struct semantic *semantic, const struct ask *ask)
{
    struct call call = {semantic, ask};
    int err =
        semantic->main ? async_run(call_main, &call) : semantic->plain(ask);
    if (err >= 0)
        return 0;
    fprintf(stderr, "overlap-semantics: '%s' cannot run here: %s\n",
            semantic->name, strerror(-err));
    return 1;
}

static int usage_wrong(const char *what, const char *found,
                       const char *expected)
{
    fprintf(stderr, "overlap-semantics: %s '%s', expected %s\n", what, found,
            expected);
    return 2;
}

static int seed_read(const char *text, struct ask *ask)
{
    int64_t seed;
    if (units_parse_count(text, &seed) < 0)
        return usage_wrong("--seed is", text, "a number");
    ask->seed = (uint64_t)seed;
    return 0;
}

/* -1: go on, or else the exit status. */
static int options_read(int argc, char **argv, struct ask *ask)
{
    static const struct option options[] = {
        {"wrong", no_argument, NULL, 'w'},
        {"seed", required_argument, NULL, 's'},
        {"list", no_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int option;
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (option == 'w') {
            ask->wrong = true;
        } else if (option == 's') {
            if (seed_read(optarg, ask))
                return 2;
        } else if (option == 'l') {
            list_print();
            return 0;
        } else if (option == 'h') {
            help_print();
            return 0;
        } else {
            return usage_wrong("found", argv[optind - 1],
                               "--wrong, --seed N, --list or --help");
        }
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct ask ask = {.seed = 1};
    setvbuf(stdout, NULL, _IOLBF, 0);
    setenv("SCENARIO_UNIT_MS", "25", 0);
    setenv("UV_USE_IO_URING", "0", 1); /* since libuv 1.45 it could be used */
    int status = options_read(argc, argv, &ask);
    if (status >= 0)
        return status;
    if (optind + 1 != argc)
        return usage_wrong("found",
                           optind < argc ? argv[optind + 1] : "nothing",
                           "one name, of those that --list prints");
    const struct semantic *semantic = find(argv[optind]);
    if (!semantic)
        return usage_wrong("the scenario is", argv[optind],
                           "a name that --list prints");
    return run(semantic, &ask);
}
