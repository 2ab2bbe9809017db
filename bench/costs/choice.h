/* choice.h -- the command line of overlap-costs. */
#ifndef OVERLAP_BENCH_COSTS_CHOICE_H
#define OVERLAP_BENCH_COSTS_CHOICE_H

#include <stdbool.h>

#include "core/base/why.h"

/* What the command line asks for. */
struct costs_choice {
    int repeats, most;
    const char *only;
    bool help;
};

/* Fills in `choice` from the command line, with defaults for the rest. 0, or
 * -EINVAL with a line in `why`. */
int choice_parse(struct costs_choice *choice, int argc, char **argv,
                 char why[WHY_MAX]);

/* Prints the text of --help. */
void choice_help(void);

#endif
