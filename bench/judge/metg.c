/* metg.c -- the smallest task worth handing over. */
#include "bench/judge/metg.h"

#include <math.h>

/* What a task costs the cores in block `block`, in seconds. */
static double grain_in(const struct results *results, int experiment,
                       const struct cell_measures *cell, int block)
{
    double cores = curves_cores(cell, results);
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment == experiment && run->block == block &&
            run->exit_code == 0 &&
            &results->suite->experiments[experiment].cells[run->cell] ==
                cell->cell)
            return cores * run_metric(run, "wall_ns") / 1e9 / cell->tasks;
    }
    return NAN;
}

/* The grain at which the rate passes `wanted`, between two sizes. If handing a
 * task over costs c whatever its size, a share of 1 - c / grain is work: the
 * rate is linear in 1 / grain. */
static double between(double below, double below_rate, double above,
                      double above_rate, double wanted)
{
    double part = (wanted - below_rate) / (above_rate - below_rate);
    return 1 / (1 / below + part * (1 / above - 1 / below));
}

/* In one block; *below is set if even the smallest size will do. */
static double metg_in(const struct curve *curve, const struct results *results,
                      int experiment, int block, double wanted, bool *below)
{
    double last = NAN, last_rate = NAN;
    for (int i = 0; i < curve->count; i++) {
        const struct cell_measures *cell = curve->points[i].cell;
        double grain = grain_in(results, experiment, cell, block);
        double rate = cell->cell->x / grain;
        if (isnan(rate))
            continue;
        if (rate >= wanted) {
            *below = isnan(last);
            return *below ? grain
                          : between(last, last_rate, grain, rate, wanted);
        }
        last = grain;
        last_rate = rate;
    }
    return NAN;
}

/* The highest rate at which a core works, in units of size a second. */
static double peak_rate(const struct curve *curve,
                        const struct results *results, int experiment,
                        int blocks)
{
    double peak = NAN;
    for (int i = 0; i < curve->count; i++) {
        struct series rates = {.blocks = blocks};
        for (int block = 1; block <= blocks; block++)
            rates.values[block - 1] =
                curve->points[i].cell->cell->x /
                grain_in(results, experiment, curve->points[i].cell, block);
        series_update(&rates);
        peak = fmax(peak, rates.median);
    }
    return peak;
}

void metg_find(struct metg *metg, const struct curve *curve,
               const struct measures *measures, int index, double share)
{
    const struct results *results = measures->results;
    int blocks = 0, below = 0, found = 0;
    for (int i = 0; i < curve->count; i++)
        if (curve->points[i].cell->time_s.blocks > blocks)
            blocks = curve->points[i].cell->time_s.blocks;
    double peak = peak_rate(curve, results, index, blocks);
    struct series grains = {.blocks = blocks};
    for (int block = 1; block <= blocks; block++) {
        bool is_below = false;
        double grain =
            metg_in(curve, results, index, block, share * peak, &is_below);
        grains.values[block - 1] = grain;
        below += is_below;
        found += !isnan(grain);
    }
    series_update(&grains);
    *metg =
        (struct metg){grains.median, series_interval(&grains, MEASURES_ALPHA),
                      2 * below > found};
}
