/* program.h -- what the files of the program know of each other. */
#ifndef OVERLAP_BENCH_COSTS_PROGRAM_H
#define OVERLAP_BENCH_COSTS_PROGRAM_H

#include <stdbool.h>

#include "bench/costs/costs.h"
#include "core/base/why.h"

#define SPAWN  "spawn+await"
#define CROWD  "spawn-all+await"
#define SWITCH "switch"
#define PARKED "parked"
#define SLEEP  "sleep-1s"

/* One line of the table. */
struct cost {
    const char *name;
    enum costs_worker worker;
    long tasks;
    trial_fn *measure;
    struct trial *trials; /* one a repeat */
    char skipped[96];     /* why; "" = it is not */
};

/* What the command line asks for. */
struct costs_choice {
    int repeats, most;
    const char *only;
    bool help;
};

/* choice.c: fills in what the command line asks for, and the defaults of what
 * it does not. 0, or -EINVAL with a line in `why`; and what --help prints. */
int choice_parse(struct costs_choice *choice, int argc, char **argv,
                 char why[WHY_MAX]);
void choice_help(void);

/* table.c: prints the lines of all costs that have trials. */
const char *cost_worker_name(const struct cost *cost);
void table_print(const struct cost *costs, int count, long repeats, int core);

#endif
