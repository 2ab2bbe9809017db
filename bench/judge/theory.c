/* theory.c -- how long a cell should take if only its tasks took any time. */
#include "bench/judge/theory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/judge/words.h"
#include "core/base/units.h"

static bool is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

double theory_delay_s(const struct experiment *experiment)
{
    uint64_t ns;
    if (!experiment->server || !experiment->server->delay ||
        units_parse_duration_ns(experiment->server->delay, &ns) < 0)
        return 0;
    return (double)ns / 1e9;
}

enum theory_kind theory_kind(const struct experiment *experiment,
                             const struct cell *cell, const char *record_kind)
{
    const char *workload = cell_workload(experiment, cell);
    if (is(workload, "sleep"))
        return THEORY_WAITS;
    if (is(workload, "stall"))
        return THEORY_BLOCKS;
    if (is(workload, "fetch") && theory_delay_s(experiment) > 0)
        return THEORY_WAITS;
    return is(record_kind, "cpu") ? THEORY_COMPUTES : THEORY_OTHER;
}

/* How long one task waits. */
static double task_s(const struct theory_case *known)
{
    double delay = theory_delay_s(known->experiment);
    return delay > 0 ? delay : known->size_ms / 1e3;
}

/* How many event loops the model has, any of which a task can stall. */
static double loops(const struct theory_case *known)
{
    const char *model = known->cell->model;
    if (is(model, "hybrid"))
        return known->cores;
    return is(model, "async") ? 1 : INFINITY;
}

/* How many tasks really proceed at once. */
static double at_once(const struct theory_case *known, enum theory_kind kind)
{
    const char *model = known->cell->model;
    if (is(model, "sequential"))
        return 1;
    double workers = known->workers;
    if (isnan(workers)) /* fmin() would ignore it */
        return NAN;
    if (kind != THEORY_WAITS)
        workers =
            fmin(workers, loops(known) *
                              (known->cell->offload ? THEORY_POOL_THREADS : 1));
    return kind == THEORY_COMPUTES ? fmin(workers, known->cores) : workers;
}

static struct theory predict_waits(const struct theory_case *known,
                                   double proceed)
{
    double task = task_s(known);
    double waves = ceil(known->tasks / proceed);
    struct theory theory = {waves * task, known->tasks / waves, ""};
    struct words each = words_time(task);
    if (isnan(theory.seconds))
        return theory;
    if (proceed <= 1)
        snprintf(theory.formula, sizeof(theory.formula), "%.0f · %.16s",
                 known->tasks, each.text);
    else
        snprintf(theory.formula, sizeof(theory.formula), "⌈%.0f/%.0f⌉ · %.16s",
                 known->tasks, proceed, each.text);
    return theory;
}

static struct theory predict_computing(const struct theory_case *known,
                                       double proceed)
{
    struct theory theory = {NAN, NAN, ""};
    if (is(known->cell->model, "sequential"))
        return theory;
    theory.possible = proceed;
    theory.seconds = known->sequential_s / proceed;
    if (!isnan(theory.seconds))
        snprintf(theory.formula, sizeof(theory.formula), "%.16s / %g",
                 words_time(known->sequential_s).text, proceed);
    return theory;
}

struct theory theory_predict(const struct theory_case *known)
{
    const char *expect = known->experiment->expect;
    enum theory_kind kind =
        theory_kind(known->experiment, known->cell, known->record_kind);
    double proceed = at_once(known, kind);
    if (is(expect, "none"))
        return (struct theory){NAN, NAN, ""};
    if (is(expect, "sum"))
        return predict_waits(known, 1);
    if (is(expect, "max"))
        return predict_waits(known, proceed > 1 ? known->tasks : 1);
    if (is(expect, "waves"))
        return predict_waits(known, proceed);
    if (is(expect, "cores"))
        return predict_computing(
            known, fmin(at_once(known, THEORY_COMPUTES), known->cores));
    if (kind == THEORY_WAITS || kind == THEORY_BLOCKS)
        return predict_waits(known, proceed);
    if (kind == THEORY_COMPUTES)
        return predict_computing(known, proceed);
    return (struct theory){NAN, NAN, ""};
}
