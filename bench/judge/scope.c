/* scope.c -- can a test be made on this machine, with this suite? */
#include "bench/judge/scope.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/suite/find.h"

#define CEILING_MIN 1.3 /* below it, parallelism cannot be measured */

/* Is there a run of the cell that this machine did not refuse? If not, settles
 * the outcome. */
static bool cell_was_run(struct test_outcome *outcome, const char *name,
                         const struct results *results)
{
    int experiment, cell, runs = 0, refused = 0;
    if (find_named(results->suite, name, &experiment, &cell) < 0) {
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "this suite does not run %s", name);
        return false;
    }
    const char *why = NULL;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment != experiment || run->cell != cell)
            continue;
        runs++;
        if (run->exit_code != RUN_REFUSED)
            continue;
        refused++;
        why = results_error(results, i);
    }
    if (runs == 0)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE, "%s was not run%s", name,
                       results->suite->experiments[experiment].full
                           ? ": only --full runs it"
                           : "");
    else if (refused == runs)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "this machine cannot run %s%s%s", name,
                       why && *why ? ": " : "", why ? why : "");
    return refused < runs;
}

/* A speed-up relative to the ceiling needs cores, and so does a control that
 * counts busy ones. */
static bool test_needs_cores(const struct claim_test *test)
{
    return test->per_ceiling || (test->role == TEST_CONTROLS &&
                                 strcmp(test->metric, "cores_used") == 0);
}

static bool machine_has_cores(struct test_outcome *outcome,
                              const struct look *look)
{
    if (results_cores(look->results) < 2)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "there is only one core: nothing runs in parallel here");
    else if (isnan(look->ceiling.median))
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "the parallel ceiling was not measured");
    else if (look->ceiling.median < CEILING_MIN)
        outcome_settle(outcome, VERDICT_NOT_TESTABLE,
                       "independent burns gain only %s here; %s is needed",
                       words_times(look->ceiling.median).text,
                       words_times(CEILING_MIN).text);
    else
        return true;
    return false;
}

static bool needs_cores(const struct claim *claim,
                        const struct claim_test *test)
{
    for (unsigned i = 0; i < claim->needs_count; i++)
        if (claim->needs[i] == NEED_CORES)
            return true;
    return test_needs_cores(test);
}

/* Whatever else a claim needs, its cells and programs find out themselves, and
 * refuse with exit status 2 where it is missing. */
bool scope_has(struct test_outcome *outcome, const struct claim *claim,
               const struct look *look)
{
    const struct claim_test *test = outcome->test;
    return (!test->of || cell_was_run(outcome, test->of, look->results)) &&
           (!test->over || cell_was_run(outcome, test->over, look->results)) &&
           (!needs_cores(claim, test) || machine_has_cores(outcome, look));
}
