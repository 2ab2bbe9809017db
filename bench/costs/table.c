/* table.c -- the costs as a table that people and scripts can read. */
#include "bench/costs/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cost_worker_name(const struct cost *cost)
{
    static const char *const names[] = {
        [COSTS_ASYNC] = "async",         [COSTS_EAGER] = "async-eager",
        [COSTS_SMALL] = "async-small",   [COSTS_THREADS] = "threads",
        [COSTS_PROCESSES] = "processes",
    };
    return names[cost->worker];
}

static int by_value(const void *a, const void *b)
{
    const struct cost_trial *one = a, *other = b;
    return (one->value > other->value) - (one->value < other->value);
}

static void row_print(const struct cost *cost, const char *name, long repeats,
                      double scale, const char *unit)
{
    qsort(cost->trials, (size_t)repeats, sizeof *cost->trials, by_value);
    const struct cost_trial *median = &cost->trials[(repeats - 1) / 2];
    const struct usage *used = &median->used;
    printf("%-15s %-11s %7ld %9.2f %9.2f %9.2f %-4s %7.3f %7.3f %9ld %9ld "
           "%8ld\n",
           name, cost_worker_name(cost), cost->tasks, median->value * scale,
           cost->trials[0].value * scale,
           cost->trials[repeats - 1].value * scale, unit,
           (double)used->user_ns / 1e9, (double)used->sys_ns / 1e9,
           (long)used->voluntary, (long)used->involuntary, (long)used->faults);
}

static void cost_print(const struct cost *cost, long repeats)
{
    if (cost->skipped[0]) {
        printf("# %s, %ld %s: not measured here: %s\n", cost->name, cost->tasks,
               cost_worker_name(cost), cost->skipped);
    } else if (strcmp(cost->name, PARKED) == 0) {
        row_print(cost, PARKED, repeats, 1.0 / 1024, "KiB");
        for (long i = 0; i < repeats; i++)
            cost->trials[i].value = cost->trials[i].with_kernel;
        row_print(cost, PARKED "+kernel", repeats, 1.0 / 1024, "KiB");
    } else if (strcmp(cost->name, SLEEP) == 0) {
        row_print(cost, SLEEP, repeats, 1e-9, "s");
    } else {
        row_print(cost, cost->name, repeats, 1, "ns");
    }
}

void table_print(const struct cost *costs, int count, long repeats, int core)
{
    printf("# on core %d; median, min and max of %ld trials each\n", core,
           repeats);
    printf("%-15s %-11s %7s %9s %9s %9s %-4s %7s %7s %9s %9s %8s\n", "cost",
           "worker", "tasks", "median", "min", "max", "unit", "user_s", "sys_s",
           "switches", "preempted", "faults");
    for (int i = 0; i < count; i++)
        if (costs[i].trials)
            cost_print(&costs[i], repeats);
    puts("# for GETs, use a server of your own: overlap-async fetch --url URL "
         "--tasks 100k --width 100");
}
