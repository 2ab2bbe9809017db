/* choice.c -- the command line of overlap-costs. */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/costs/program.h"
#include "core/base/units.h"

#define REPEATS_MAX 1000

static void usage_print(void)
{
    puts("Usage: overlap-costs [options]\n"
         "Prints what a task costs, on one core, each trial in a process of\n"
         "its own. Lines that begin with # are no figures. A repeat of all\n"
         "takes the better part of a minute.\n"
         "\n"
         "  --repeats N  trials of each cost, which take turns (5)\n"
         "  --most N     no more than N tasks (1M)\n"
         "  --only NAME  this cost alone: spawn+await, spawn-all+await,\n"
         "               switch, parked, sleep-1s\n"
         "  --help       print this\n"
         "\n"
         "spawn+await      one empty task after the other, each waited for\n"
         "spawn-all+await  all at once, then waited for together\n"
         "switch           two tasks hand over to each other: by yielding, or\n"
         "                 by a futex\n"
         "parked           memory that a waiting task holds, by Rss; of\n"
         "                 processes the sum of their Pss\n"
         "parked+kernel    and by what KernelStack, PageTables and SUnreclaim\n"
         "                 of /proc/meminfo rise, which others may disturb\n"
         "sleep-1s         all tasks sleep a second: until the last is gone\n"
         "\n"
         "async-small are tasks that say that they need little stack.\n"
         "user_s, sys_s, switches, preempted and faults (getrusage, children\n"
         "included) are those of the trial whose figure is the median.");
}

static int option_wrong(const char *name, const char *expected)
{
    fprintf(stderr, "overlap-costs: --%s is '%s', expected %s\n", name, optarg,
            expected);
    return 2;
}

int choice_parse(int argc, char **argv, struct choice *choice)
{
    static const struct option options[] = {
        {"repeats", required_argument, NULL, 'r'},
        {"most", required_argument, NULL, 'm'},
        {"only", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int option;
    int64_t number = 0;
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (option == 'h') {
            usage_print();
            return 1;
        }
        if (option == '?' || option == ':') {
            fprintf(stderr, "overlap-costs: %s '%s'; --help lists all\n",
                    option == ':' ? "a value is missing after"
                                  : "there is no such option as",
                    argv[optind - 1]);
            return 2;
        }
        bool bad = option != 'o' && units_parse_count(optarg, &number);
        if (option == 'r' && (bad || number < 1 || number > REPEATS_MAX))
            return option_wrong("repeats", "a number from 1 to 1000");
        if (option == 'm' && (bad || number < 2))
            return option_wrong("most", "a number, 2 or more");
        if (option == 'r')
            choice->repeats = (long)number;
        else if (option == 'm')
            choice->most = (long)number;
        else
            choice->only = optarg;
    }
    if (optind == argc)
        return 0;
    fprintf(stderr, "overlap-costs: found '%s', expected only options\n",
            argv[optind]);
    return 2;
}
