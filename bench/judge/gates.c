/* gates.c -- what must hold before any verdict on ratios is given. */
#include "bench/judge/gates.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/suite/find.h"

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* How many processes burn in control/burn-n. */
static double burners(const struct results *results)
{
    int experiment, cell;
    if (find_named(results->suite, "control/burn-n", &experiment, &cell) < 0)
        return NAN;
    const int *tasks =
        results->suite->experiments[experiment].cells[cell].tasks;
    return tasks ? *tasks : results_cores(results);
}

void gates_ceiling(struct series *ceiling, const struct results *results)
{
    struct series one, many;
    series_take_named(&one, results, "control/burn-1", "time");
    series_take_named(&many, results, "control/burn-n", "time");
    series_divide(ceiling, &one, &many);
    for (int i = 0; i < ceiling->blocks; i++)
        ceiling->values[i] *= burners(results);
    series_update(ceiling);
}

/* Each of the following measures one gate's value, or returns NAN if it cannot,
 * and says in `text` what it found. */

static double aa_measure(const struct results *results, char *text, size_t size)
{
    struct series ratio, other;
    series_take_named(&ratio, results, "control/aa-1", "time");
    series_take_named(&other, results, "control/aa-2", "time");
    series_divide(&ratio, &ratio, &other);
    struct interval ci = series_interval(&ratio, 0.05);
    if (ci.level <= 0)
        return NAN;
    snprintf(text, size, "the same command twice: %s (%s to %s)",
             words_times(ratio.median).text, words_times(ci.low).text,
             words_times(ci.high).text);
    return fmax(fabs(ci.low - 1), fabs(ci.high - 1));
}

static double spread_measure(const struct results *results, char *text,
                             size_t size)
{
    static const char *const cells[] = {"control/aa-1", "control/aa-2"};
    struct series times;
    double spread = NAN;
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        series_take_named(&times, results, cells[i], "time");
        spread = fmax(spread, series_spread(&times));
    }
    snprintf(text, size, "the middle half of its times spreads over %.1f %%",
             100 * spread);
    return spread;
}

static double steal_measure(const struct results *results, char *text,
                            size_t size)
{
    const json_t *quiet = results->schedule->quiet;
    size_t n = json_array_size(quiet);
    double first[2], last[2];
    if (n < 2 ||
        json_unpack(json_array_get(quiet, 0), "{s:F, s:F}", "steal_ticks",
                    &first[0], "total_ticks", &first[1]) ||
        json_unpack(json_array_get(quiet, n - 1), "{s:F, s:F}", "steal_ticks",
                    &last[0], "total_ticks", &last[1]) ||
        last[1] <= first[1])
        return NAN;
    double steal = (last[0] - first[0]) / (last[1] - first[1]);
    snprintf(text, size, "the hypervisor took %.1f %% of the cores' time",
             100 * steal);
    return steal;
}

static double pressure_measure(const struct results *results, char *text,
                               size_t size)
{
    const json_t *quiet = results->schedule->quiet;
    double shares[SERIES_BLOCKS_MAX];
    int n = 0;
    for (size_t i = 0; i < json_array_size(quiet) && n < SERIES_BLOCKS_MAX;
         i++) {
        const json_t *share =
            json_object_get(json_array_get(quiet, i), "cpu_some");
        if (json_is_number(share))
            shares[n++] = json_number_value(share);
    }
    if (n == 0)
        return NAN;
    double pressure = stat_median(shares, n);
    snprintf(text, size,
             "before a block, tasks waited for a core %.1f %% of the time",
             100 * pressure);
    return pressure;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Did both runs have the same tasks, so that their answers must agree? */
static bool same_tasks(const struct results *results, const struct run *a,
                       const struct run *b)
{
    if (a->experiment != b->experiment)
        return false;
    const struct experiment *e = &results->suite->experiments[a->experiment];
    const struct cell *x = &e->cells[a->cell], *y = &e->cells[b->cell];
    if (x->swept && y->swept && x->x != y->x && e->sweep->option != SWEEP_WIDTH)
        return false;
    int tasks_x = x->tasks ? *x->tasks : e->tasks;
    int tasks_y = y->tasks ? *y->tasks : e->tasks;
    return tasks_x == tasks_y &&
           same_text(cell_workload(e, x), cell_workload(e, y)) &&
           same_text(x->size ? x->size : e->size, y->size ? y->size : e->size);
}

static const char *run_answer(const struct run *run)
{
    return json_string_value(json_object_get(run->record, "answer"));
}

/* The answer of the first run that had the same tasks. */
static const char *answer_expected(const struct results *results,
                                   const struct run *run)
{
    for (int i = 0; i < results->runs_count; i++) {
        const char *answer = run_answer(&results->runs[i]);
        if (answer && same_tasks(results, &results->runs[i], run))
            return answer;
    }
    return NULL;
}

/* What is wrong with a run's answers, or NULL. A run that the program refused
 * (exit status 2) gave none; scope.c deals with those. */
static const char *run_fault(const struct results *results,
                             const struct run *run)
{
    if (run->exit_code == RUN_REFUSED)
        return NULL;
    if (json_is_false(json_object_get(run->record, "right")))
        return "wrong answers";
    if (run->exit_code != 0)
        return "a failed run";
    if (results->suite->experiments[run->experiment].fails)
        return NULL; /* some of its cells are meant to fail */
    const char *answer = run_answer(run);
    if (answer && !same_text(answer, answer_expected(results, run)))
        return "a different answer from the rest";
    return NULL;
}

static double answers_measure(const struct results *results, char *text,
                              size_t size)
{
    int faults = 0;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        const char *fault = run_fault(results, run);
        if (!fault || faults++ > 0)
            continue;
        const struct experiment *e =
            &results->suite->experiments[run->experiment];
        snprintf(text, size, "%.30s/%.30s, block %d: %s", e->name,
                 e->cells[run->cell].name, run->block, fault);
    }
    if (faults == 0)
        snprintf(text, size, "all answers are right and agree");
    return faults;
}

static const struct gate_kind {
    const char *name;
    double limit;
    bool required; /* fails when it cannot be measured */
    const char *allowed;
    double (*measure)(const struct results *results, char *text, size_t size);
} gate_kinds[] = {
    {"A/A control", 0.05, true, "within 5 % is allowed", aa_measure},
    {"spread", 0.10, true, "10 % is allowed", spread_measure},
    {"steal", 0.02, false, "2 % is allowed", steal_measure},
    {"pressure", 0.20, false, "20 % is allowed", pressure_measure},
    {"answers", 0, true, "nothing else is allowed", answers_measure},
};

static void gate_check(struct gate *gate, const struct gate_kind *kind,
                       const struct results *results)
{
    char found[112] = "";
    gate->name = kind->name;
    gate->limit = kind->limit;
    gate->value = kind->measure(results, found, sizeof found);
    bool measured = !isnan(gate->value);
    gate->passed = measured ? gate->value <= gate->limit : !kind->required;
    snprintf(gate->text, sizeof gate->text, "%s; %s",
             measured ? found : "could not be measured", kind->allowed);
}

int gates_check(struct gate **gates, const struct results *results)
{
    *gates = calloc(ARRAY_LEN(gate_kinds), sizeof **gates);
    if (!*gates)
        return -ENOMEM;
    for (size_t i = 0; i < ARRAY_LEN(gate_kinds); i++)
        gate_check(&(*gates)[i], &gate_kinds[i], results);
    return (int)ARRAY_LEN(gate_kinds);
}
