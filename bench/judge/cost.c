/* cost.c -- same work, same cost: a cell's CPU time beside sequential's. */
#include "bench/judge/cost.h"

#include <math.h>
#include <string.h>

#include "bench/suite/find.h"

#define ALPHA 0.05

static const struct cost not_compared = {.cpu = {NAN, {NAN, NAN, 0}}};

/* Was it compiled from these sources, and did it nothing but compute? */
static bool is_ours_and_computes(const struct results *results, int experiment,
                                 int cell)
{
    const json_t *record = results_record(results, experiment, cell);
    const json_t *versions = json_object_get(record, "versions");
    const char *kind = json_string_value(json_object_get(record, "kind"));
    return json_object_get(versions, "overlap") && kind &&
           strcmp(kind, "cpu") == 0;
}

/* The sequential cell that the cell is compared with, or -1. */
static int base_of(const struct results *results, int experiment, int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    const json_t *record = results_record(results, experiment, cell);
    for (int i = 0; i < (int)e->cells_count; i++)
        if (e->cells[i].model && strcmp(e->cells[i].model, "sequential") == 0 &&
            record_same_tasks(record, results_record(results, experiment, i)))
            return i;
    return -1;
}

struct cost cost_take(const struct results *results, int experiment, int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    int base = schedule_is_control(e) ? -1 : base_of(results, experiment, cell);
    struct series of, over;
    struct cost cost = not_compared;
    if (base < 0 || base == cell ||
        !is_ours_and_computes(results, experiment, cell) ||
        !is_ours_and_computes(results, experiment, base))
        return cost;
    series_take(&of, results, experiment, cell, "cpu");
    series_take(&over, results, experiment, base, "cpu");
    cost.cpu = series_ratio(&of, &over, ALPHA);
    /* In fewer than six blocks there is no interval. */
    bool bounded = cost.cpu.interval.level > 0;
    double low = bounded ? cost.cpu.interval.low : cost.cpu.estimate;
    double high = bounded ? cost.cpu.interval.high : cost.cpu.estimate;
    cost.unequal = low < COST_LEAST || high > COST_MOST;
    cost.open = cost.unequal && low <= COST_MOST && high >= COST_LEAST;
    return cost;
}

struct cost cost_take_named(const struct results *results, const char *cell)
{
    int e, c;
    if (!cell || find_named(results->suite, cell, &e, &c) < 0)
        return not_compared;
    return cost_take(results, e, c);
}
