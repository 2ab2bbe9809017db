/* table.h -- the costs as a table that people and scripts can read. */
#ifndef OVERLAP_BENCH_COSTS_TABLE_H
#define OVERLAP_BENCH_COSTS_TABLE_H

#include "bench/costs/trial.h"

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
    struct cost_trial *trials; /* one per repeat; NULL: not chosen */
    char skipped[96];          /* why it is; "" = it is not */
};

/* "async", "async-eager", "async-small", "threads", "processes". */
const char *cost_worker_name(const struct cost *cost);

/* Prints the lines of all costs that have trials. */
void table_print(const struct cost *costs, int count, long repeats, int core);

#endif
