/* changes.c -- two benches side by side: what is slower now, or faster? */
#include "bench/judge/changes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/environment.h"
#include "bench/results/series.h"
#include "bench/suite/command.h"
#include "bench/suite/find.h"

/* A cell of a bench. */
struct place {
    const struct results *results;
    int experiment, cell;
};

/* One figure of it. */
struct measured {
    double median; /* NAN if it was not measured */
    struct interval interval;
};

static const struct experiment *experiment_of(const struct place *place)
{
    return &place->results->suite->experiments[place->experiment];
}

static const struct cell *cell_of(const struct place *place)
{
    return &experiment_of(place)->cells[place->cell];
}

static struct measured measured_of(const struct place *place, bool speedup)
{
    struct series series, base;
    int e = place->experiment, c;
    series_take(&series, place->results, e, place->cell, "time");
    if (speedup) {
        bool found =
            find_cell(place->results->suite, experiment_of(place)->name,
                      "sequential", &e, &c) == 0;
        series_take(&base, place->results, e, found ? c : place->cell, "time");
        series_divide(&series, &base, &series);
        if (!found)
            series.median = NAN;
    }
    return (struct measured){series.median,
                             series_interval(&series, CHANGES_ALPHA / 2)};
}

/* ---- the machine's part ---- */

/* How the control's cells changed. */
static struct range control_of(const struct results *before,
                               const struct results *after)
{
    struct range range = {NAN, NAN};
    struct place now = {after, 0, 0}, then = {before, 0, 0};
    for (unsigned e = 0; e < after->suite->experiments_count; e++) {
        const struct experiment *control = &after->suite->experiments[e];
        now.experiment = (int)e;
        for (unsigned c = 0;
             schedule_is_control(control) && c < control->cells_count; c++) {
            now.cell = (int)c;
            if (find_cell(before->suite, control->name, control->cells[c].name,
                          &then.experiment, &then.cell) < 0)
                continue;
            double ratio = measured_of(&now, false).median /
                           measured_of(&then, false).median;
            range.low = fmin(range.low, ratio);
            range.high = fmax(range.high, ratio);
        }
    }
    return range;
}

/* The share of its time for which the cell computes. Of two workers that each
 * compute half the time, either both compute at once or one always does. */
static struct range share_of(const struct place *place)
{
    const struct results *results = place->results;
    int e = place->experiment, c = place->cell;
    double cpu = series_median(results, e, c, "cpu") /
                 series_median(results, e, c, "time");
    double most =
        fmin(record_figure(results_record(results, e, c), "plan.workers"),
             results_cores(results));
    if (isnan(cpu))
        return (struct range){0, 1};
    return (struct range){fmin(cpu / fmax(most, 1), 1), fmin(cpu, 1)};
}

static struct range machine_of(const struct place *before,
                               const struct changes *changes)
{
    if (changes->speedups || isnan(changes->control.low))
        return (struct range){1, 1};
    struct range share = share_of(before);
    double low = changes->control.low - 1, high = changes->control.high - 1;
    return (struct range){1 + low * (low < 0 ? share.high : share.low),
                          1 + high * (high < 0 ? share.low : share.high)};
}

/* ---- a cell ---- */

static enum change_kind kind_of(const struct change *change)
{
    const double low = 1 / (1 + CHANGES_TOLERANCE),
                 high = 1 + CHANGES_TOLERANCE;
    const struct interval *interval = &change->interval;
    if (interval->level <= 0)
        return CHANGE_UNKNOWN;
    if (interval->low > high || interval->high < low)
        return CHANGE_CHANGED;
    if (interval->low >= low && interval->high <= high)
        return CHANGE_UNCHANGED;
    return CHANGE_UNKNOWN;
}

/* Compares the commands, whatever the paths of the programs and the URL. */
static bool same_command(const struct place *a, const struct place *b)
{
    struct command one, other;
    command_of_cell(&one, experiment_of(a), cell_of(a), "",
                    command_url(experiment_of(a)), false);
    command_of_cell(&other, experiment_of(b), cell_of(b), "",
                    command_url(experiment_of(b)), false);
    bool same = one.count == other.count;
    for (int i = 0; same && i < one.count && i < COMMAND_WORDS_MAX; i++)
        same = strcmp(one.word[i], other.word[i]) == 0;
    command_free(&one);
    command_free(&other);
    return same;
}

static void compare(struct change *change, const struct measured *before,
                    const struct measured *after)
{
    struct range machine = change->machine;
    change->ratio =
        after->median / before->median / ((machine.low + machine.high) / 2);
    if (before->interval.level > 0 && after->interval.level > 0)
        change->interval = (struct interval){
            after->interval.low / before->interval.high / machine.high,
            after->interval.high / before->interval.low / machine.low,
            1 - CHANGES_ALPHA};
    change->kind = kind_of(change);
}

/* Fills in a cell that both benches have. */
static void fill_both(struct change *change, const struct place *before,
                      const struct place *after, const struct changes *changes)
{
    struct measured then = measured_of(before, changes->speedups);
    struct measured now = measured_of(after, changes->speedups);
    change->before = then.median;
    change->after = now.median;
    bool base =
        changes->speedups && strcmp(cell_of(after)->name, "sequential") == 0;
    if (base || isnan(then.median) || isnan(now.median) ||
        !same_command(before, after))
        return;
    change->machine = machine_of(before, changes);
    compare(change, &then, &now);
    if (schedule_is_control(experiment_of(after)))
        change->kind = CHANGE_CONTROL;
}

/* Fills in one that only one has. */
static void fill_one(struct change *change, enum change_kind kind,
                     double *median, const struct place *place,
                     const struct changes *changes)
{
    change->kind = kind;
    *median = measured_of(place, changes->speedups).median;
}

/* Lists the cell, unless it was not measured, or is listed already. */
static void add(struct changes *changes, const struct place *here,
                const struct results *other, bool is_after)
{
    struct place there = {other, 0, 0};
    double time_s = measured_of(here, false).median, other_s = NAN;
    if (find_cell(other->suite, experiment_of(here)->name, cell_of(here)->name,
                  &there.experiment, &there.cell) == 0)
        other_s = measured_of(&there, false).median;
    if (isnan(time_s) || (!is_after && !isnan(other_s)))
        return;
    struct change *change = &changes->cells[changes->cells_count++];
    *change = (struct change){.experiment = experiment_of(here)->name,
                              .cell = cell_of(here)->name,
                              .before = NAN,
                              .after = NAN,
                              .machine = {1, 1},
                              .ratio = NAN,
                              .kind = CHANGE_OTHER};
    if (!isnan(other_s))
        fill_both(change, &there, here, changes);
    else if (is_after)
        fill_one(change, CHANGE_NEW, &change->after, here, changes);
    else
        fill_one(change, CHANGE_GONE, &change->before, here, changes);
    changes->counts[change->kind]++;
}

/* ---- all of them ---- */

static int cells_of(const struct results *results)
{
    unsigned cells = 0;
    for (unsigned e = 0; e < results->suite->experiments_count; e++)
        cells += results->suite->experiments[e].cells_count;
    return (int)cells;
}

static void add_all(struct changes *changes, const struct results *of,
                    const struct results *other, bool is_after)
{
    struct place here = {of, 0, 0};
    for (unsigned e = 0; e < of->suite->experiments_count; e++)
        for (unsigned c = 0; c < of->suite->experiments[e].cells_count; c++) {
            here.experiment = (int)e;
            here.cell = (int)c;
            add(changes, &here, other, is_after);
        }
}

int changes_find(struct changes **changes, const struct results *before,
                 const struct results *after, bool speedups)
{
    size_t room = (size_t)(cells_of(before) + cells_of(after)) + 1;
    struct changes *made = calloc(1, sizeof *made);
    *changes = made;
    if (!made || !(made->cells = calloc(room, sizeof *made->cells))) {
        changes_free(made);
        *changes = NULL;
        return -ENOMEM;
    }
    made->other_machine =
        environment_differs(before->environment, after->environment, false);
    made->speedups = speedups || made->other_machine;
    made->control = control_of(before, after);
    add_all(made, after, before, true);
    add_all(made, before, after, false);
    return 0;
}

int changes_compared(const struct changes *changes)
{
    const int *counts = changes->counts;
    return counts[CHANGE_CHANGED] + counts[CHANGE_UNCHANGED] +
           counts[CHANGE_UNKNOWN];
}

void changes_free(struct changes *changes)
{
    if (changes)
        free(changes->cells);
    free(changes);
}
