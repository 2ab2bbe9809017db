/* curves.c -- a sweep's figures as curves: one per series of cells. */
#include "bench/judge/curves.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/gates.h"

#define DECADES 16 /* from 1 ps to 1,000 s */

bool curves_has(const struct experiment_measures *experiment, enum plot plot)
{
    const struct experiment *asked = experiment->experiment;
    unsigned plots = asked->plot ? asked->plot : PLOT_TIME;
    return asked->sweep && plots & plot;
}

const struct point *curve_at(const struct curve *curve, double x)
{
    for (int i = 0; i < curve->count; i++)
        if (curve->points[i].x >= x && curve->points[i].x <= x)
            return &curve->points[i];
    return NULL;
}

bool curve_fails(const struct point *point)
{
    return isnan(point->value) &&
           (point->cell->failed > 0 || point->cell->refused);
}

static double place_of(const struct experiment *experiment,
                       const struct cell *cell)
{
    bool share = experiment->sweep->option == SWEEP_CPU_SHARE;
    return share ? 100 - cell->x : cell->x;
}

static void scale(struct series *series, double by)
{
    for (int i = 0; i < series->blocks; i++)
        series->values[i] /= by;
}

static void invert(struct series *series, double of)
{
    for (int i = 0; i < series->blocks; i++)
        series->values[i] = of / series->values[i];
}

static void point_set(struct point *point, struct series *series)
{
    series_update(series);
    point->value = series->median;
    point->interval = series_interval(series, MEASURES_ALPHA);
}

/* Where memory is metered only in the warm-up block, there is one value. */
static void point_set_memory(struct point *point, const struct results *results,
                             int experiment, int cell)
{
    struct series memory, tasks;
    series_take(&memory, results, experiment, cell, "memory.total_bytes");
    series_take(&tasks, results, experiment, cell, "peak_in_flight");
    series_divide(&memory, &memory, &tasks);
    point_set(point, &memory);
    if (isnan(point->value))
        point->value =
            results_metered(results, experiment, cell, "memory.total_bytes") /
            results_metered(results, experiment, cell, "peak_in_flight");
}

double curves_cores(const struct cell_measures *cell,
                    const struct results *results)
{
    return fmax(fmin(cell->workers, results_cores(results)), 1);
}

/* The rate at which a core works, until set_shares(), against what a task costs
 * it in seconds. */
static void point_set_rate(struct point *point, const struct results *results,
                           int experiment, int cell)
{
    struct series grain;
    double size = point->cell->cell->x;
    series_take(&grain, results, experiment, cell, "wall_ns");
    scale(&grain,
          1e9 * point->cell->tasks / curves_cores(point->cell, results));
    series_update(&grain);
    point->x = grain.median;
    invert(&grain, size);
    point_set(point, &grain);
}

static void point_measure(struct point *point, const struct results *results,
                          int experiment, int cell, enum plot plot)
{
    struct series series;
    const struct cell_measures *measured = point->cell;
    switch (plot) {
    case PLOT_TIME:
        point->value = measured->time_s.median;
        point->interval = measured->interval;
        break;
    case PLOT_SPEEDUP:
        point->value = measured->speedup.estimate;
        point->interval = measured->speedup.interval;
        break;
    case PLOT_THROUGHPUT:
        series_take(&series, results, experiment, cell, "wall_ns");
        invert(&series, measured->tasks * 1e9);
        point_set(point, &series);
        break;
    case PLOT_LATENCY:
        series_take(&series, results, experiment, cell, "latency_ns.p99");
        scale(&series, 1e9);
        point_set(point, &series);
        break;
    case PLOT_CPU:
        series_take(&series, results, experiment, cell, "cpu");
        scale(&series, measured->tasks);
        point_set(point, &series);
        break;
    case PLOT_MEMORY:
        point_set_memory(point, results, experiment, cell);
        break;
    case PLOT_EFFICIENCY:
        point_set_rate(point, results, experiment, cell);
        break;
    }
}

static struct curve *curve_of(struct curves *curves, const char *name)
{
    for (int i = 0; i < curves->count; i++)
        if (strcmp(curves->list[i].name, name) == 0)
            return &curves->list[i];
    return NULL;
}

static int add_curves(struct curves *curves)
{
    const struct experiment_measures *of = curves->of;
    size_t cells = (size_t)of->cells_count;
    curves->list = calloc(cells, sizeof *curves->list);
    curves->xs = calloc(cells + DECADES, sizeof *curves->xs);
    if (!curves->list || !curves->xs)
        return -ENOMEM;
    for (int i = 0; i < of->cells_count; i++) {
        const struct cell *cell = of->cells[i].cell;
        /* The one that all are compared with has no speed-up. */
        bool base = curves->plot == PLOT_SPEEDUP &&
                    strcmp(of->cells[i].model, "sequential") == 0;
        if (!cell->swept || base || curve_of(curves, cell->series))
            continue;
        struct curve *curve = &curves->list[curves->count++];
        memcpy(curve->name, cell->series, sizeof curve->name);
        curve->model = of->cells[i].model;
        curve->points = calloc(cells, sizeof *curve->points);
        if (!curve->points)
            return -ENOMEM;
    }
    return 0;
}

static int compare_points(const void *a, const void *b)
{
    const struct point *x = a, *y = b;
    return (x->x > y->x) - (x->x < y->x);
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void add_points(struct curves *curves, const struct results *results,
                       int index)
{
    const struct experiment_measures *of = curves->of;
    for (int i = 0; i < of->cells_count; i++) {
        const struct cell *cell = of->cells[i].cell;
        struct curve *curve =
            cell->swept ? curve_of(curves, cell->series) : NULL;
        if (!curve || !curve->points)
            continue;
        struct point *point = &curve->points[curve->count++];
        *point = (struct point){.x = place_of(of->experiment, cell),
                                .value = NAN,
                                .cell = &of->cells[i]};
        point_measure(point, results, index, i, curves->plot);
    }
}

static void sort_points(struct curves *curves)
{
    const struct curve *longest = curves->list;
    for (int i = 0; i < curves->count; i++) {
        struct curve *curve = &curves->list[i];
        if (curve->points)
            qsort(curve->points, (size_t)curve->count, sizeof *curve->points,
                  compare_points);
        if (curve->count > longest->count)
            longest = curve;
    }
    /* All series are swept over the same values. */
    for (int i = 0; curves->count && i < longest->count; i++)
        curves->xs[curves->xs_count++] = longest->points[i].x;
    if (curves->xs_count)
        qsort(curves->xs, (size_t)curves->xs_count, sizeof *curves->xs,
              compare_doubles);
}

/* Makes rates into percentages of the highest of their curve. */
static void set_shares(struct curve *curve)
{
    double peak = NAN;
    for (int i = 0; i < curve->count; i++)
        peak = fmax(peak, curve->points[i].value);
    for (int i = 0; i < curve->count; i++) {
        curve->points[i].value *= 100 / peak;
        curve->points[i].interval.low *= 100 / peak;
        curve->points[i].interval.high *= 100 / peak;
    }
}

/* The grains differ from curve to curve: powers of ten stand in. */
static void set_decades(struct curves *curves)
{
    double low = NAN, high = NAN;
    for (int i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->list[i];
        for (int j = 0; j < curve->count; j++) {
            low = fmin(low, curve->points[j].x);
            high = fmax(high, curve->points[j].x);
        }
    }
    curves->xs_count = 0;
    for (int power = -12; power <= 3; power++)
        if (pow(10, power) >= low / 2 && pow(10, power) <= high * 2)
            curves->xs[curves->xs_count++] = pow(10, power);
}

int curves_make(struct curves *curves, const struct measures *measures,
                int index, enum plot plot)
{
    *curves =
        (struct curves){.of = &measures->experiments[index], .plot = plot};
    int err = add_curves(curves);
    if (err) {
        curves_free(curves);
        return err;
    }
    add_points(curves, measures->results, index);
    sort_points(curves);
    for (int i = 0; plot == PLOT_EFFICIENCY && i < curves->count; i++)
        set_shares(&curves->list[i]);
    if (plot == PLOT_EFFICIENCY)
        set_decades(curves);
    return 0;
}

void curves_free(struct curves *curves)
{
    for (int i = 0; i < curves->count; i++)
        free(curves->list[i].points);
    free(curves->list);
    free(curves->xs);
    *curves = (struct curves){0};
}

double curves_ceiling(const struct measures *measures)
{
    struct series ceiling;
    gates_ceiling(&ceiling, measures->results);
    return ceiling.median;
}

void curves_fit(struct fit *fit, enum fit_law law, const struct curve *curve,
                double cores)
{
    double workers[SERIES_BLOCKS_MAX], speedup[SERIES_BLOCKS_MAX];
    int n = 0;
    for (int i = 0; i < curve->count && n < SERIES_BLOCKS_MAX; i++) {
        const struct point *point = &curve->points[i];
        if (isnan(point->value) || point->x > cores)
            continue;
        workers[n] = point->x;
        speedup[n++] = point->value;
    }
    fit_law(fit, law, workers, speedup, n);
}

int curves_fit_memory(struct fit_line *line, const struct measures *measures,
                      int index, const struct curve *curve)
{
    const struct results *results = measures->results;
    size_t room = (size_t)results->runs_count + 1;
    double *tasks = calloc(2 * room, sizeof *tasks);
    int n = 0;
    if (!tasks)
        return -ENOMEM;
    double *bytes = tasks + room;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        const struct cell *cell =
            &results->suite->experiments[run->experiment].cells[run->cell];
        tasks[n] = run_metric(run, "peak_in_flight");
        bytes[n] = run_metric(run, "memory.total_bytes");
        n += run->experiment == index && cell->swept && run->exit_code == 0 &&
             strcmp(cell->series, curve->name) == 0 && isfinite(tasks[n]) &&
             isfinite(bytes[n]);
    }
    fit_straight(line, tasks, bytes, n);
    free(tasks);
    return 0;
}
