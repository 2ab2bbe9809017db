/* compare.c -- one test of a claim, judged by itself. */
#include "bench/judge/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/judge/compare_runs.h"
#include "bench/judge/compare_transcript.h"
#include "bench/judge/cost.h"
#include "bench/judge/scope.h"
#include "bench/judge/words.h"
#include "bench/results/series.h"

#define SPREAD_MAX 0.25 /* of a time that judges a claim */

/* What a test looks at: the logarithm of a ratio for each block. */
struct sample {
    double held[SERIES_BLOCKS_MAX];  /* for `supported`: over the ceiling */
    double plain[SERIES_BLOCKS_MAX]; /* for `refuted` */
    int n;
};

/* Takes the blocks in which no figure is missing. */
static void sample_take(struct sample *sample, const struct claim_test *test,
                        const struct look *look)
{
    struct series of, over = {.blocks = SERIES_BLOCKS_MAX};
    series_take_named(&of, look->results, test->of, test->metric);
    if (test->over)
        series_take_named(&over, look->results, test->over, test->metric);
    sample->n = 0;
    for (int i = 0; i < of.blocks && i < over.blocks; i++) {
        double ceiling =
            i < look->ceiling.blocks ? look->ceiling.values[i] : (double)NAN;
        double plain = log(of.values[i] /
                           (test->over ? over.values[i] : test->over_value));
        double held = plain - (test->per_ceiling ? log(ceiling) : 0);
        if (isnan(held))
            continue;
        sample->plain[sample->n] = plain;
        sample->held[sample->n++] = held;
    }
}

static struct interval ratio_interval(const double *logs, int n, double alpha)
{
    struct interval ci = stat_median_interval(logs, n, alpha);
    return (struct interval){exp(ci.low), exp(ci.high), ci.level};
}

/* Does the whole interval lie at or beyond the threshold? */
static bool interval_beyond(struct interval ci, double threshold, bool above)
{
    return above ? ci.low >= threshold : ci.high <= threshold;
}

/* The smaller of two p-values: for a median beyond `supported`, and for one
 * beyond `refuted`. */
static double ratio_p(const struct sample *sample,
                      const struct claim_test *test)
{
    bool above = outcome_supports_above(test);
    return fmin(
        stat_sign_p(sample->held, sample->n, log(test->supported), !above),
        stat_sign_p(sample->plain, sample->n, log(test->refuted), above));
}

static enum verdict ratio_verdict(const struct claim_test *test,
                                  struct interval held, struct interval plain)
{
    bool above = outcome_supports_above(test);
    bool supported = interval_beyond(held, test->supported, above);
    bool refuted = interval_beyond(plain, test->refuted, !above);
    bool short_of =
        above ? held.high < test->supported : held.low > test->supported;
    bool clear_of =
        above ? plain.low > test->refuted : plain.high < test->refuted;
    if (supported != refuted)
        return supported ? VERDICT_SUPPORTED : VERDICT_REFUTED;
    return short_of && clear_of ? VERDICT_PARTLY : VERDICT_INCONCLUSIVE;
}

/* Says why a test is inconclusive: there is no room between the thresholds, or
 * the interval is too wide. */
static void ratio_leave_open(struct test_outcome *outcome,
                             struct interval plain, const char *found)
{
    const struct claim_test *test = outcome->test;
    bool above = outcome_supports_above(test);
    if (interval_beyond(outcome->interval, test->supported, above) &&
        interval_beyond(plain, test->refuted, !above)) {
        outcome_settle(
            outcome, VERDICT_INCONCLUSIVE,
            "so low a ceiling leaves no room between the thresholds");
        return;
    }
    bool across = outcome->interval.low < test->supported &&
                  outcome->interval.high > test->supported;
    outcome_settle(outcome, VERDICT_INCONCLUSIVE, "%s reaches across %s", found,
                   words_times(across ? test->supported : test->refuted).text);
    outcome->extendable = true;
}

static void ratio_judge(struct test_outcome *outcome,
                        const struct sample *sample, double alpha)
{
    const struct claim_test *test = outcome->test;
    struct interval plain = ratio_interval(sample->plain, sample->n, alpha);
    double plain_estimate = exp(stat_median(sample->plain, sample->n));
    enum verdict verdict = ratio_verdict(test, outcome->interval, plain);
    struct words supported = words_times(test->supported);
    struct words refuted = words_times(test->refuted);
    bool above = outcome_supports_above(test);
    const char *beyond = above ? "least" : "most";
    const char *opposite = above ? "most" : "least";
    char found[sizeof(struct words) + 16];
    snprintf(found, sizeof found, "%s%s",
             words_estimate(outcome->estimate, outcome->interval).text,
             test->per_ceiling ? " of the ceiling" : "");

    outcome->p = ratio_p(sample, test);
    if (verdict == VERDICT_SUPPORTED)
        outcome_settle(outcome, verdict, "%s is at %s %s", found, beyond,
                       supported.text);
    else if (verdict == VERDICT_REFUTED)
        outcome_settle(outcome, verdict, "%s is at %s %s",
                       words_estimate(plain_estimate, plain).text, opposite,
                       refuted.text);
    else if (verdict == VERDICT_PARTLY)
        outcome_settle(outcome, verdict, "%s is neither at %s %s nor at %s %s",
                       found, beyond, supported.text, opposite, refuted.text);
    else
        ratio_leave_open(outcome, plain, found);
}

/* Two one-sided tests (Schuirmann 1987), in the form of an interval at
 * 1 - 2 alpha. The p-value is the larger of the two. */
static void equal_judge(struct test_outcome *outcome,
                        const struct sample *sample)
{
    double high = 1 + outcome->test->delta, low = 1 / high;
    struct interval ci = outcome->interval;
    struct words found = words_estimate(outcome->estimate, ci);
    enum verdict verdict = VERDICT_INCONCLUSIVE;
    const char *how = "reaches across an end of";

    outcome->p = fmax(stat_sign_p(sample->held, sample->n, log(low), false),
                      stat_sign_p(sample->held, sample->n, log(high), true));
    if (ci.low >= low && ci.high <= high) {
        verdict = VERDICT_SUPPORTED;
        how = "lies within";
    } else if (ci.low > high || ci.high < low) {
        verdict = VERDICT_REFUTED;
        how = "lies outside";
    }
    outcome_settle(outcome, verdict, "%s %s %s to %s", found.text, how,
                   words_times(low).text, words_times(high).text);
    outcome->extendable = verdict == VERDICT_INCONCLUSIVE;
}

/* No single figure, the median included, can stand for a cell whose times vary
 * this much. */
static bool cell_is_steady(struct test_outcome *outcome, const char *cell,
                           const struct results *results)
{
    struct series times;
    series_take_named(&times, results, cell, "time");
    double spread = series_spread(&times);
    if (spread > SPREAD_MAX)
        outcome_settle(outcome, VERDICT_INCONCLUSIVE,
                       "the middle half of the times of %s spreads over "
                       "%.0f %%; %.0f %% is allowed",
                       cell, 100 * spread, 100 * SPREAD_MAX);
    return !(spread > SPREAD_MAX);
}

static bool test_is_steady(struct test_outcome *outcome,
                           const struct look *look)
{
    const struct claim_test *test = outcome->test;
    if (look->mutants || test->role != TEST_JUDGES ||
        strcmp(test->metric, "time") != 0)
        return true;
    return cell_is_steady(outcome, test->of, look->results) &&
           (!test->over || cell_is_steady(outcome, test->over, look->results));
}

static bool cell_costs_the_same(struct test_outcome *outcome, const char *cell,
                                const struct results *results)
{
    struct cost cost = cost_take_named(results, cell);
    if (!cost.unequal)
        return true;
    outcome_settle(outcome, VERDICT_INCONCLUSIVE,
                   "%.60s took %s the CPU time of sequential for the same "
                   "work; %s to %s is allowed",
                   cell,
                   words_estimate(cost.cpu.estimate, cost.cpu.interval).text,
                   words_times(COST_LEAST).text, words_times(COST_MOST).text);
    outcome->extendable = cost.open;
    return false;
}

/* What takes more CPU time for the same work is no other model, but another
 * program. */
static bool test_is_of_equal_work(struct test_outcome *outcome,
                                  const struct look *look)
{
    const struct claim_test *test = outcome->test;
    if (look->mutants || test->role == TEST_OBSERVES)
        return true;
    return cell_costs_the_same(outcome, test->of, look->results) &&
           cell_costs_the_same(outcome, test->over, look->results);
}

/* Two cells, or a cell and a number. */
static void compare_cells(struct test_outcome *outcome, const struct look *look)
{
    const struct claim_test *test = outcome->test;
    struct sample sample;
    sample_take(&sample, test, look);
    outcome->n = sample.n;
    if (sample.n == 0) {
        outcome_settle(outcome, VERDICT_INCONCLUSIVE, "no block has %s above 0",
                       test->metric);
        return;
    }
    double alpha = test->kind == TEST_EQUAL ? 2 * look->alpha : look->alpha;
    outcome->estimate = exp(stat_median(sample.held, sample.n));
    outcome->interval = ratio_interval(sample.held, sample.n, alpha);
    if (test->role == TEST_OBSERVES && !(test->supported > 0) &&
        !(test->delta > 0))
        outcome_settle(outcome, VERDICT_INCONCLUSIVE, "observed, not judged");
    else if (outcome->interval.level <= 0) {
        outcome_settle(outcome, VERDICT_INCONCLUSIVE,
                       "%s: too few for an interval",
                       words_plural(sample.n, "block").text);
        outcome->extendable = true;
    } else if (test->kind == TEST_EQUAL)
        equal_judge(outcome, &sample);
    else
        ratio_judge(outcome, &sample, alpha);
    if (test_is_steady(outcome, look))
        test_is_of_equal_work(outcome, look);
}

void compare_test(struct test_outcome *outcome, const struct claim *claim,
                  const struct look *look)
{
    outcome->estimate = NAN;
    outcome->interval = (struct interval){NAN, NAN, 0};
    outcome->p = outcome->p_holm = 1;
    if (!scope_has(outcome, claim, look))
        return;
    if (outcome->test->kind == TEST_SEMANTIC)
        compare_transcript(outcome, claim, look);
    else if (outcome->test->kind == TEST_RATIO ||
             outcome->test->kind == TEST_EQUAL)
        compare_cells(outcome, look);
    else
        compare_runs(outcome, look);
}
