/* program.h -- what the files of the program know of each other. */
#ifndef OVERLAP_BENCH_COSTS_PROGRAM_H
#define OVERLAP_BENCH_COSTS_PROGRAM_H

#include "bench/costs/costs.h"

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
struct choice {
    long repeats, most;
    const char *only;
};

/* choice.c: reads the command line. 0: go on; 1: --help was printed; 2: bad
 * usage, of which a line was printed. */
int choice_parse(int argc, char **argv, struct choice *choice);

/* table.c: prints the lines of all costs that have trials. */
const char *cost_worker_name(const struct cost *cost);
void table_print(const struct cost *costs, int count, long repeats, int core);

#endif
