/* compare_runs.c -- a test of existence: was a metric ever above 0?
 *
 * One run in which it was shows that it happens. Runs in which it was not show
 * only that it is rare: with a chance of 3/n per run, n runs without it would
 * occur one time in twenty (the rule of three). */
#include "bench/judge/compare_runs.h"

#include <math.h>

#include "bench/judge/words.h"
#include "bench/suite/find.h"

struct count {
    int runs; /* that report the metric */
    int with; /* of these, those in which it is above 0 */
    double most;
};

static struct count count_runs(const struct claim_test *test,
                               const struct results *results)
{
    struct count count = {0};
    int experiment, cell;
    if (find_named(results->suite, test->of, &experiment, &cell) < 0)
        return count;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        double value = run_metric(run, test->metric);
        if (run->experiment != experiment || run->cell != cell ||
            run->exit_code || isnan(value))
            continue;
        count.runs++;
        count.with += value > 0;
        count.most = fmax(count.most, value);
    }
    return count;
}

void compare_runs(struct test_outcome *outcome, const struct look *look)
{
    const struct claim_test *test = outcome->test;
    struct count count = count_runs(test, look->results);
    bool exists = test->kind == TEST_EXISTS;
    outcome->n = count.runs;
    outcome->estimate = count.most;
    if (count.runs == 0)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE, "no run of %s reports %s",
                       test->of, test->metric);
    else if (count.with > 0)
        outcome_settle(outcome, exists ? VERDICT_SUPPORTED : VERDICT_REFUTED,
                       "in %d of %s, at most %s", count.with,
                       words_plural(count.runs, "run").text,
                       words_number(count.most).text);
    else
        outcome_settle(outcome,
                       exists ? VERDICT_INCONCLUSIVE : VERDICT_SUPPORTED,
                       "in none of %s: if it happens, then in fewer than "
                       "%.0f %% of them",
                       words_plural(count.runs, "run").text,
                       fmin(300.0 / count.runs, 100));
}
