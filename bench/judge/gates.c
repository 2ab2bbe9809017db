/* gates.c -- what must hold before any verdict on ratios is given. */
#include "bench/judge/gates.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/answers.h"
#include "bench/judge/cost.h"
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
    snprintf(text, size, "the same command twice: %.3f× (%.3f to %.3f)",
             ratio.median, ci.low, ci.high);
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

/* A pause between two blocks was not measured, and a machine that was started
 * again meanwhile counts from 0. */
static double steal_measure(const struct results *results, char *text,
                            size_t size)
{
    const json_t *quiet = results->schedule->quiet;
    double stolen = 0, all = 0;
    for (size_t i = 1; i < json_array_size(quiet); i++) {
        const json_t *from = json_array_get(quiet, i - 1);
        const json_t *to = json_array_get(quiet, i);
        double steal = record_figure(to, "steal_ticks") -
                       record_figure(from, "steal_ticks");
        double total = record_figure(to, "total_ticks") -
                       record_figure(from, "total_ticks");
        if (json_is_true(json_object_get(to, "resumed")) ||
            !(steal >= 0 && steal <= total))
            continue;
        stolen += steal;
        all += total;
    }
    if (all <= 0)
        return NAN;
    double steal = stolen / all;
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
        double share = record_figure(json_array_get(quiet, i), "cpu_some");
        if (share >= 0)
            shares[n++] = fmin(share, 1); /* a pause may last too long */
    }
    if (n == 0)
        return NAN;
    double pressure = stat_median(shares, n);
    snprintf(text, size,
             "before a block, tasks waited for a core %.1f %% of the time",
             100 * pressure);
    return pressure;
}

/* The cells that cannot be compared with sequential, of those that compute. */
struct count {
    int cells, unequal, open;
    char first[140]; /* of the unequal ones */
};

static void count_cost(struct count *count, const struct results *results,
                       int experiment, int cell)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    struct cost cost = cost_take(results, experiment, cell);
    count->cells += !isnan(cost.cpu.estimate);
    count->open += cost.open;
    if (cost.unequal && count->unequal++ == 0)
        snprintf(count->first, sizeof count->first, "%.30s/%.30s took %s",
                 e->name, e->cells[cell].name,
                 words_estimate(cost.cpu.estimate, cost.cpu.interval).text);
}

static double cost_measure(const struct results *results, char *text,
                           size_t size)
{
    const struct suite *suite = results->suite;
    struct count count = {0};
    for (unsigned e = 0; e < suite->experiments_count; e++)
        for (unsigned c = 0; c < suite->experiments[e].cells_count; c++)
            count_cost(&count, results, (int)e, (int)c);
    if (count.cells == 0)
        snprintf(text, size, "no cell computes what sequential does");
    else if (count.unequal == 0)
        snprintf(text, size, "%s took the CPU time of sequential",
                 words_plural(count.cells, "cell").text);
    else
        snprintf(text, size, "not shown for %d of %s%s: %s its CPU time",
                 count.unequal, words_plural(count.cells, "cell").text,
                 count.open == 0               ? ""
                 : count.open == count.unequal ? ", whose times vary too much"
                                               : ", some for times that vary",
                 count.first);
    return count.unequal;
}

static const struct gate_kind {
    const char *name;
    double limit;
    bool required; /* fails when it cannot be measured */
    const char *allowed;
    double (*measure)(const struct results *results, char *text, size_t size);
    enum gate_about about;
    const char *remedy;
} gate_kinds[] = {
    {GATE_AA, 0.05, true, "within 5 % is allowed", aa_measure, GATE_NOISE,
     "Close other programs, and run it again"},
    {"spread", 0.10, true, "10 % is allowed", spread_measure, GATE_NOISE,
     "Close other programs, and run it again"},
    {"steal", 0.02, false, "2 % is allowed", steal_measure, GATE_NOISE,
     "Other virtual machines took the cores: run it at another time, or on a "
     "machine of your own"},
    {"pressure", 0.20, false, "20 % is allowed", pressure_measure, GATE_NOISE,
     "Something else was computing: close it, and run it again"},
    {"answers", 0, true, "nothing else is allowed", answers_measure,
     GATE_ANSWERS, "Run that cell's command by itself, and mend what it tells"},
    {"same work, same cost", 0, false, "within 10 % is allowed", cost_measure,
     GATE_CELLS, "Those cells are left out"},
};

static const char unmeasured[] =
    "It takes the cells control/aa-1 and control/aa-2, and at least six blocks";

static void gate_check(struct gate *gate, const struct gate_kind *kind,
                       const struct results *results)
{
    char found[GATE_FOUND_MAX] = "";
    gate->name = kind->name;
    gate->limit = kind->limit;
    gate->about = kind->about;
    gate->value = kind->measure(results, found, sizeof found);
    bool measured = !isnan(gate->value);
    gate->remedy = measured ? kind->remedy : unmeasured;
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
