/* series.c -- one metric of one cell, block by block. */
#include "bench/results/series.h"

#include <math.h>

#include "bench/suite/find.h"

void series_take(struct series *series, const struct results *results,
                 int experiment, int cell, const char *metric)
{
    for (int i = 0; i < SERIES_BLOCKS_MAX; i++)
        series->values[i] = NAN;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment == experiment && run->cell == cell &&
            run->block > 0 && run->block <= SERIES_BLOCKS_MAX &&
            run->exit_code == 0)
            series->values[run->block - 1] = run_metric(run, metric);
    }
    series->blocks = SERIES_BLOCKS_MAX;
    series_update(series);
}

void series_take_named(struct series *series, const struct results *results,
                       const char *cell, const char *metric)
{
    int e, c;
    *series = (struct series){.blocks = 0, .median = NAN};
    if (find_named(results->suite, cell, &e, &c) < 0)
        return;
    series_take(series, results, e, c, metric);
    for (int i = 0; i < series->blocks; i++)
        if (!(series->values[i] > 0))
            series->values[i] = NAN;
    series_update(series);
}

int series_present(const struct series *series,
                   double present[SERIES_BLOCKS_MAX])
{
    int n = 0;
    for (int i = 0; i < series->blocks; i++)
        if (isfinite(series->values[i]))
            present[n++] = series->values[i];
    return n;
}

struct interval series_interval(const struct series *series, double alpha)
{
    double present[SERIES_BLOCKS_MAX];
    int n = series_present(series, present);
    return stat_median_interval(present, n, alpha);
}

double series_spread(const struct series *series)
{
    double present[SERIES_BLOCKS_MAX];
    int n = series_present(series, present);
    return n > 0 ? stat_spread(present, n) : NAN;
}

void series_divide(struct series *series, const struct series *a,
                   const struct series *b)
{
    series->blocks = a->blocks < b->blocks ? a->blocks : b->blocks;
    for (int i = 0; i < series->blocks; i++)
        series->values[i] = a->values[i] / b->values[i];
    series_update(series);
}

void series_add(struct series *series, const struct series *a,
                const struct series *b)
{
    series->blocks = a->blocks < b->blocks ? a->blocks : b->blocks;
    for (int i = 0; i < series->blocks; i++)
        series->values[i] = a->values[i] + b->values[i];
    series_update(series);
}

struct ratio series_ratio(const struct series *of, const struct series *over,
                          double alpha)
{
    double logs[SERIES_BLOCKS_MAX];
    int n = 0;
    for (int i = 0; i < of->blocks && i < over->blocks; i++)
        if (of->values[i] > 0 && over->values[i] > 0)
            logs[n++] = log(of->values[i] / over->values[i]);
    if (n == 0)
        return (struct ratio){NAN, {NAN, NAN, 0}};
    struct interval interval = stat_median_interval(logs, n, alpha);
    interval.low = exp(interval.low);
    interval.high = exp(interval.high);
    return (struct ratio){exp(stat_median(logs, n)), interval};
}

void series_update(struct series *series)
{
    double present[SERIES_BLOCKS_MAX];
    while (series->blocks > 0 && isnan(series->values[series->blocks - 1]))
        series->blocks--;
    int n = series_present(series, present);
    series->median = n > 0 ? stat_median(present, n) : NAN;
}

double series_median(const struct results *results, int experiment, int cell,
                     const char *metric)
{
    struct series series;
    series_take(&series, results, experiment, cell, metric);
    return series.median;
}
