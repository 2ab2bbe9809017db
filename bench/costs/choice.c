/* choice.c -- the command line of overlap-costs. */
#include "bench/costs/choice.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/costs/table.h"
#include "core/base/option_help.h"
#include "core/base/option_parse.h"

#define AT(member) offsetof(struct costs_choice, member)

static const char *const names[] = {SPAWN, CROWD, SWITCH, PARKED, SLEEP, NULL};

static const struct option rows[] = {
    {"repeats", OPTION_COUNT, AT(repeats), "N",
     .help = "trials of each cost, in turn; by default 5", .least = 1,
     .most = 1000},
    {"most", OPTION_COUNT, AT(most), "N",
     .help = "at most N tasks; by default 1M", .least = 2},
    {"only", OPTION_CHOICE, AT(only), "NAME",
     .help =
         "only this cost: " SPAWN ", " CROWD ", " SWITCH ", " PARKED ", " SLEEP,
     .words = names},
    {"help", OPTION_FLAG, AT(help), NULL, .help = "print this", .letter = 'h'},
    {0},
};

void choice_help(void)
{
    puts("Usage: overlap-costs [options]\n"
         "Prints what a task costs on one core, each trial in a process of\n"
         "its own. Lines that begin with # are comments. One repeat of all\n"
         "costs takes the better part of a minute.\n");
    option_print_help(stdout, rows, 0, NULL, NULL);
    puts("\n"
         "spawn+await      one empty task after another, each waited for\n"
         "spawn-all+await  empty tasks made all at once, then waited for\n"
         "switch           two tasks hand over to each other, by yielding or\n"
         "                 by a futex\n"
         "parked           memory that a waiting task holds: the rise in Rss,\n"
         "                 and for processes the sum of their Pss\n"
         "parked+kernel    the same plus the rise in KernelStack, PageTables\n"
         "                 and SUnreclaim (/proc/meminfo), which other\n"
         "                 programs may disturb\n"
         "sleep-1s         all tasks sleep a second: time until all are gone\n"
         "\n"
         "async-eager tasks begin at once, and async-small ones declare that\n"
         "they need little stack.\n"
         "user_s, sys_s, switches, preempted and faults (getrusage, children\n"
         "included) are those of the trial with the median figure.");
}

int choice_parse(struct costs_choice *choice, int argc, char **argv,
                 char why[WHY_MAX])
{
    uint64_t given;
    *choice = (struct costs_choice){.repeats = 5, .most = 1000000};
    int words = option_parse(rows, choice, argc, argv, &given, why);
    if (words > 0) {
        snprintf(why, WHY_MAX, "found '%s', expected only options", argv[1]);
        return -EINVAL;
    }
    return words;
}
