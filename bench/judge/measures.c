/* measures.c -- the report's figures for each cell, from the raw data. */
#include "bench/judge/measures.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/gates.h"
#include "core/base/text.h"

/* What it can do at once. */
struct machine {
    double cores, ceiling; /* NAN: not known */
};

__attribute__((format(printf, 2, 3))) static void
put_reason(struct cell_measures *measures, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length =
        vsnprintf(measures->reason, sizeof measures->reason, format, args);
    va_end(args);
    text_mark_cut(measures->reason, sizeof measures->reason, length);
}

static void count_runs(struct cell_measures *measures,
                       const struct results *results, int experiment, int cell)
{
    char reason[WHY_MAX];
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment != experiment || run->cell != cell)
            continue;
        measures->runs++;
        if (run->exit_code != 0)
            results_reason(results, i, reason);
        if (run->block == 0 && run->exit_code == RUN_REFUSED) {
            measures->refused = true;
            put_reason(measures, "%s", reason);
        } else if (run->exit_code != 0 && measures->failed++ == 0)
            put_reason(measures, "exit status %d: %s", run->exit_code, reason);
    }
}

/* The median of the metered runs, else what the warm-up block measured. */
static double memory_of(const struct results *results, int experiment, int cell,
                        const char *metric)
{
    double median = series_median(results, experiment, cell, metric);
    return isnan(median) ? results_metered(results, experiment, cell, metric)
                         : median;
}

static struct tail tail_of(const struct results *results, int experiment,
                           int cell, const char *what)
{
    static const char *const ends[] = {"p50", "p99", "max"};
    double found_s[3];
    char metric[40];
    for (int i = 0; i < 3; i++) {
        snprintf(metric, sizeof metric, "%s.%s", what, ends[i]);
        found_s[i] = series_median(results, experiment, cell, metric) / 1e9;
    }
    return (struct tail){found_s[0], found_s[1], found_s[2]};
}

static void read_findings(struct cell_measures *measures,
                          const struct results *results, int experiment,
                          int cell)
{
    const char *name;
    const json_t *value;
    const json_t *record = results_record(results, experiment, cell);
    json_object_foreach(json_object_get(record, "findings"), name, value)
    {
        char metric[300];
        struct series series;
        if (measures->findings_count == MEASURES_FINDINGS_MAX)
            break;
        snprintf(metric, sizeof(metric), "findings.%.255s", name);
        series_take(&series, results, experiment, cell, metric);
        double most = NAN;
        for (int i = 0; i < series.blocks; i++)
            most = fmax(most, series.values[i]);
        measures->findings[measures->findings_count++] =
            (struct finding_measures){name, series.median, most};
    }
}

static void read_cell(struct cell_measures *measures,
                      const struct results *results, int experiment, int cell)
{
    const struct experiment *asked = &results->suite->experiments[experiment];
    const json_t *record = results_record(results, experiment, cell);
    measures->cell = &asked->cells[cell];
    measures->record = record;
    measures->model = measures->cell->model   ? measures->cell->model
                      : measures->cell->swept ? measures->cell->series
                                              : measures->cell->name;
    series_take(&measures->time_s, results, experiment, cell, "time");
    measures->interval = series_interval(&measures->time_s, MEASURES_ALPHA);
    measures->tasks = record_figure(record, "plan.tasks");
    measures->width = record_figure(record, "plan.width");
    measures->workers = record_figure(record, "plan.workers");
    measures->cores_used =
        series_median(results, experiment, cell, "cores_used");
    measures->user_s = series_median(results, experiment, cell, "user");
    measures->sys_s = series_median(results, experiment, cell, "sys");
    series_take(&measures->cpu_s, results, experiment, cell, "cpu");
    measures->voluntary =
        series_median(results, experiment, cell, "context_switches.voluntary");
    measures->involuntary = series_median(results, experiment, cell,
                                          "context_switches.involuntary");
    measures->rate_per_s = record_figure(record, "plan.rate_per_s");
    measures->latency = tail_of(results, experiment, cell, "latency_ns");
    measures->service = tail_of(results, experiment, cell, "service_ns");
    measures->task_s = NAN;
    if (strcmp(cell_workload(asked, measures->cell), "noop") == 0)
        measures->task_s = series_median(results, experiment, cell, "wall_ns") /
                           1e9 / measures->tasks;
    measures->lateness_p50_s =
        series_median(results, experiment, cell, "lateness_ns.p50") / 1e9;
    measures->lateness_p99_s =
        series_median(results, experiment, cell, "lateness_ns.p99") / 1e9;
    measures->lateness_max_s =
        series_median(results, experiment, cell, "lateness_ns.max") / 1e9;
    series_take(&measures->memory_bytes, results, experiment, cell,
                "memory.total_bytes");
    measures->pss_bytes =
        memory_of(results, experiment, cell, "memory.pss_bytes");
    measures->total_bytes =
        memory_of(results, experiment, cell, "memory.total_bytes");
    if (measures->total_bytes < measures->pss_bytes) /* of old records */
        measures->total_bytes = measures->pss_bytes;
    read_findings(measures, results, experiment, cell);
    count_runs(measures, results, experiment, cell);
}

/* The sequential cell that a cell is compared with, or NULL: the first that does
 * the same work; in a sweep the one at the same value, else the one that is not
 * swept. */
static const struct cell_measures *base_of(const struct experiment_measures *of,
                                           const struct cell_measures *cell)
{
    const struct cell_measures *base = NULL;
    for (int i = of->cells_count - 1; i >= 0; i--) {
        const struct cell_measures *other = &of->cells[i];
        bool same = other->cell->swept && cell->cell->swept &&
                    other->cell->x >= cell->cell->x &&
                    other->cell->x <= cell->cell->x;
        if (strcmp(other->model, "sequential") != 0 ||
            !record_same_tasks(other->record, cell->record))
            continue;
        if (same)
            return other;
        if (!other->cell->swept)
            base = other;
    }
    return base;
}

/* Cores are as good as independent burns found them. */
static double possible_of(const struct cell_measures *cell, double cores,
                          double ceiling)
{
    double possible = cell->theory.possible;
    bool all_cores = cell->kind == THEORY_COMPUTES && possible >= cores;
    return all_cores && !isnan(ceiling) ? ceiling : possible;
}

static void predict_cell(struct cell_measures *measures,
                         const struct experiment_measures *of,
                         const struct machine *machine, const json_t *record)
{
    const char *kind = json_string_value(json_object_get(record, "kind"));
    const struct cell_measures *base = base_of(of, measures);
    struct theory_case known = {
        .experiment = of->experiment,
        .cell = measures->cell,
        .record_kind = kind,
        .tasks = measures->tasks,
        .workers = measures->workers,
        .size_ms = record_figure(record, "plan.size"),
        .sequential_s = base ? base->time_s.median : NAN,
        .cores = machine->cores,
    };
    measures->theory = theory_predict(&known);
    measures->kind = theory_kind(of->experiment, measures->cell, kind);
    measures->possible =
        possible_of(measures, machine->cores, machine->ceiling);
}

const struct cell_measures *
measures_of(const struct experiment_measures *experiment, const char *model)
{
    for (int i = 0; i < experiment->cells_count; i++)
        if (strcmp(experiment->cells[i].model, model) == 0)
            return &experiment->cells[i];
    return NULL;
}

bool measures_was_run(const struct experiment_measures *experiment)
{
    int runs = 0;
    for (int i = 0; i < experiment->cells_count; i++)
        runs += experiment->cells[i].runs;
    return runs > 0;
}

bool measures_compares(const struct experiment_measures *experiment)
{
    if (experiment->sequential < 0 || experiment->experiment->sweep ||
        schedule_is_control(experiment->experiment))
        return false;
    for (int i = 0; i < experiment->cells_count; i++)
        if (strcmp(experiment->cells[i].model, "sequential") != 0 &&
            !isnan(experiment->cells[i].speedup.estimate))
            return true;
    return false;
}

/* Is it its model's first, and does it do what the others do? */
static bool competes(const struct experiment_measures *experiment,
                     const struct cell_measures *cell)
{
    const struct cell_measures *with =
        &experiment
             ->cells[experiment->sequential < 0 ? 0 : experiment->sequential];
    return measures_of(experiment, cell->model) == cell &&
           cell->interval.level > 0 && !cell->cost.unequal &&
           record_same_tasks(cell->record, with->record);
}

/* Alone, nothing is the fastest. */
static void find_fastest(struct experiment_measures *experiment)
{
    const struct cell_measures *best = NULL;
    int compared = 0;
    for (int i = 0; i < experiment->cells_count; i++) {
        const struct cell_measures *cell = &experiment->cells[i];
        compared += competes(experiment, cell);
        if (competes(experiment, cell) &&
            (!best || cell->time_s.median < best->time_s.median))
            best = cell;
    }
    for (int i = 0; compared > 1 && i < experiment->cells_count; i++) {
        struct cell_measures *cell = &experiment->cells[i];
        struct ratio slower =
            series_ratio(&cell->time_s, &best->time_s, MEASURES_ALPHA);
        bool behind =
            slower.interval.level > 0 && slower.interval.low > MEASURES_TIE;
        cell->fastest = competes(experiment, cell) && !behind;
        experiment->fastest_count += cell->fastest;
    }
}

static bool is_faster(const struct cell_measures *a,
                      const struct cell_measures *b)
{
    return isnan(a->speedup.estimate) || isnan(b->speedup.estimate)
               ? a->time_s.median < b->time_s.median
               : a->speedup.estimate > b->speedup.estimate;
}

const struct cell_measures *
measures_fastest(const struct experiment_measures *experiment)
{
    const struct cell_measures *best = NULL;
    for (int i = 0; i < experiment->cells_count; i++) {
        const struct cell_measures *cell = &experiment->cells[i];
        if (cell->fastest && (!best || is_faster(cell, best)))
            best = cell;
    }
    return best;
}

static void compare_cells(struct experiment_measures *measures,
                          const struct results *results, int experiment,
                          const struct machine *machine)
{
    for (int i = 0; i < measures->cells_count; i++) {
        struct cell_measures *cell = &measures->cells[i];
        cell->speedup = (struct ratio){NAN, {NAN, NAN, 0}};
        const struct cell_measures *base = base_of(measures, cell);
        cell->cost = cost_take(results, experiment, i);
        if (base && base != cell && !measures->experiment->fails &&
            (!cell->cost.unequal || measures->experiment->sweep))
            cell->speedup =
                series_ratio(&base->time_s, &cell->time_s, MEASURES_ALPHA);
        predict_cell(cell, measures, machine,
                     results_record(results, experiment, i));
    }
    if (!measures->experiment
             ->fails) /* a program that dies early is not fast */
        find_fastest(measures);
}

static int compute_experiment(struct experiment_measures *measures,
                              const struct results *results, int experiment,
                              const struct machine *machine)
{
    const struct experiment *asked = &results->suite->experiments[experiment];
    measures->experiment = asked;
    measures->sequential = -1;
    measures->cells = calloc(asked->cells_count ? asked->cells_count : 1,
                             sizeof(*measures->cells));
    if (!measures->cells)
        return -ENOMEM;
    measures->cells_count = (int)asked->cells_count;
    for (int i = 0; i < measures->cells_count; i++) {
        read_cell(&measures->cells[i], results, experiment, i);
        if (measures->sequential < 0 && !asked->fails &&
            strcmp(measures->cells[i].model, "sequential") == 0)
            measures->sequential = i;
    }
    compare_cells(measures, results, experiment, machine);
    return 0;
}

static void note_models(struct measures *measures,
                        const struct experiment_measures *experiment)
{
    for (int i = 0; i < experiment->cells_count; i++) {
        const char *model = experiment->cells[i].model;
        int at = 0;
        while (at < measures->models_count &&
               strcmp(measures->models[at], model) != 0)
            at++;
        if (at == measures->models_count && at < MEASURES_MODELS_MAX)
            measures->models[measures->models_count++] = model;
    }
}

/* The blocks that were planned and run, without those of an extension. */
static int count_blocks(const struct measures *measures)
{
    int most = 0;
    int planned = measures->results->schedule->blocks;
    for (int i = 0; i < measures->experiments_count; i++)
        for (int j = 0; j < measures->experiments[i].cells_count; j++)
            if (measures->experiments[i].cells[j].time_s.blocks > most)
                most = measures->experiments[i].cells[j].time_s.blocks;
    return planned > 0 && planned < most ? planned : most;
}

static void name_none(struct measures *measures)
{
    for (int i = 0; i < measures->experiments_count; i++) {
        struct experiment_measures *of = &measures->experiments[i];
        of->fastest_count = 0;
        for (int j = 0; j < of->cells_count; j++)
            of->cells[j].fastest = false;
    }
}

int measures_compute(struct measures **out, const struct results *results,
                     bool noisy)
{
    const struct suite *suite = results->suite;
    struct measures *measures = calloc(1, sizeof(*measures));
    if (!measures)
        return -ENOMEM;
    measures->results = results;
    measures->noisy = noisy;
    measures->cores = results_cores(results);
    struct series ceiling;
    gates_ceiling(&ceiling, results);
    const struct machine machine = {measures->cores, ceiling.median};
    measures->experiments =
        calloc(suite->experiments_count + 1, sizeof(*measures->experiments));
    if (!measures->experiments)
        goto out;
    for (unsigned i = 0; i < suite->experiments_count; i++) {
        struct experiment_measures *experiment = &measures->experiments[i];
        measures->experiments_count++;
        if (compute_experiment(experiment, results, (int)i, &machine))
            goto out;
        if (measures_compares(experiment))
            note_models(measures, experiment);
    }
    measures->blocks = count_blocks(measures);
    if (noisy)
        name_none(measures);
    *out = measures;
    return 0;
out:
    measures_free(measures);
    return -ENOMEM;
}

void measures_free(struct measures *measures)
{
    if (!measures)
        return;
    for (int i = 0; i < measures->experiments_count; i++)
        free(measures->experiments[i].cells);
    free(measures->experiments);
    free(measures);
}
