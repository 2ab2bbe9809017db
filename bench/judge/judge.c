/* judge.c -- from the blocks of a bench to a verdict on each claim.
 *
 * First, each test's own interval is compared with its thresholds. Then Holm's
 * adjustment, which needs the p-values of all tests, takes back what chance
 * could explain. Last, each claim is concluded from its tests and from what
 * applies to the whole report. */
#include "bench/judge/judge.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare.h"
#include "bench/judge/look.h"
#include "bench/judge/words.h"
#include "bench/suite/find.h"
#include "core/base/text.h"

#define ALPHA      0.05
#define BLOCKS_MIN 10 /* with fewer, no p-value survives forty tests */

static bool is_statistical(const struct claim_test *test)
{
    return test->kind == TEST_RATIO || test->kind == TEST_EQUAL;
}

/* The tests that Holm counts: those that judge or control, and have data. */
static int tests_collect(const struct judgement *judgement,
                         struct test_outcome **tests)
{
    int m = 0;
    for (int i = 0; i < judgement->claims_count; i++) {
        struct claim_outcome *claim = &judgement->claims[i];
        for (unsigned j = 0; j < claim->claim->tests_count; j++)
            if (claim->tests[j].n > 0 && is_statistical(claim->tests[j].test) &&
                claim->tests[j].test->role != TEST_OBSERVES)
                tests[m++] = &claim->tests[j];
    }
    return m;
}

/* An interval at 1 - alpha is right for one test; among m of them, some would
 * lie beyond a threshold by chance. A test of equality rests on its interval
 * alone. */
static void holm_apply(struct test_outcome **tests, double *p, int m,
                       double alpha)
{
    for (int i = 0; i < m; i++)
        p[i] = tests[i]->p;
    stat_holm(p, m);
    for (int i = 0; i < m; i++) {
        tests[i]->p_holm = p[i];
        bool decided = tests[i]->verdict == VERDICT_SUPPORTED ||
                       tests[i]->verdict == VERDICT_REFUTED;
        if (!decided || tests[i]->test->kind == TEST_EQUAL || p[i] <= alpha)
            continue;
        outcome_settle(tests[i], VERDICT_INCONCLUSIVE,
                       "the interval is clear, but p = %.3f after Holm for %s "
                       "in %s",
                       p[i], words_plural(m, "test").text,
                       words_plural(tests[i]->n, "block").text);
        tests[i]->extendable = true;
    }
}

static int tests_adjust(struct judgement *judgement)
{
    size_t most = 1;
    for (int i = 0; i < judgement->claims_count; i++)
        most += judgement->claims[i].claim->tests_count;
    struct test_outcome **tests = calloc(most, sizeof(struct test_outcome *));
    double *p = calloc(most, sizeof *p);
    if (tests && p)
        holm_apply(tests, p, tests_collect(judgement, tests), judgement->alpha);
    int err = tests && p ? 0 : -ENOMEM;
    free(tests);
    free(p);
    return err;
}

static void claim_settle(struct claim_outcome *outcome, enum verdict verdict,
                         const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void claim_settle(struct claim_outcome *outcome, enum verdict verdict,
                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    outcome->verdict = verdict;
    int length =
        vsnprintf(outcome->reason, sizeof outcome->reason, format, args);
    text_mark_cut(outcome->reason, sizeof outcome->reason, length);
    va_end(args);
}

/* A claim's tests of one role, by verdict. */
struct poll {
    int tests, supported, refuted;
    const struct test_outcome *not_testable, *inconclusive; /* the first */
    const struct test_outcome *unsupported;                 /* likewise */
};

static struct poll poll_take(const struct claim_outcome *outcome,
                             enum test_role role)
{
    struct poll poll = {0};
    for (unsigned i = outcome->claim->tests_count; i-- > 0;) {
        const struct test_outcome *test = &outcome->tests[i];
        if (test->test->role != role)
            continue;
        poll.tests++;
        poll.supported += test->verdict == VERDICT_SUPPORTED;
        poll.refuted += test->verdict == VERDICT_REFUTED;
        if (test->verdict == VERDICT_NOT_TESTABLE)
            poll.not_testable = test;
        if (test->verdict == VERDICT_INCONCLUSIVE)
            poll.inconclusive = test;
        if (test->verdict != VERDICT_SUPPORTED)
            poll.unsupported = test;
    }
    return poll;
}

/* What all tests together say, when nothing rules out a verdict. */
static void claim_weigh(struct claim_outcome *outcome,
                        const struct poll *judges)
{
    if (judges->supported == judges->tests)
        claim_settle(outcome, VERDICT_SUPPORTED, "all of its tests support it");
    else if (judges->refuted == judges->tests)
        claim_settle(outcome, VERDICT_REFUTED, "all of its tests refute it");
    else
        claim_settle(outcome, VERDICT_PARTLY,
                     "its %s: %d supporting, %d refuting, %d between the "
                     "thresholds",
                     words_plural(judges->tests, "test").text,
                     judges->supported, judges->refuted,
                     judges->tests - judges->supported - judges->refuted);
}

static const char *gate_failed(const struct judgement *judgement)
{
    int i = 0;
    while (judgement->gates[i].passed ||
           judgement->gates[i].about == GATE_CELLS)
        i++;
    return judgement->gates[i].name;
}

/* Does the claim rest on transcripts alone, or, with `or_counts`, on these and
 * counts of runs? Transcripts need no blocks, and noise affects neither:
 * what happened in a run did happen, however noisy the machine. */
static bool claim_rests_on_transcripts(const struct claim *claim,
                                       bool or_counts)
{
    for (unsigned i = 0; i < claim->tests_count; i++) {
        const struct claim_test *test = &claim->tests[i];
        bool counted = or_counts &&
                       (test->kind == TEST_EXISTS || test->kind == TEST_NEVER);
        if (test->role != TEST_OBSERVES && test->kind != TEST_SEMANTIC &&
            !counted)
            return false;
    }
    return true;
}

static void claim_conclude(struct claim_outcome *outcome,
                           const struct judgement *judgement)
{
    struct poll judges = poll_take(outcome, TEST_JUDGES);
    struct poll controls = poll_take(outcome, TEST_CONTROLS);
    const struct test_outcome *first =
        judges.not_testable ? judges.not_testable : controls.not_testable;
    if (first)
        claim_settle(outcome, VERDICT_NOT_TESTABLE, "%s", first->reason);
    else if (judgement->demo &&
             !claim_rests_on_transcripts(outcome->claim, false))
        claim_settle(
            outcome, VERDICT_INCONCLUSIVE, "a demo of %s gives no verdict",
            words_plural(judgement->results->schedule->blocks, "block").text);
    else if (judgement->noisy &&
             !claim_rests_on_transcripts(outcome->claim, true))
        claim_settle(outcome, VERDICT_INCONCLUSIVE,
                     "the whole report failed the gate \"%s\"",
                     gate_failed(judgement));
    else if (controls.unsupported)
        claim_settle(outcome, VERDICT_INCONCLUSIVE,
                     "the control did not show that this test can fail: %s",
                     controls.unsupported->reason);
    else if (judges.inconclusive)
        claim_settle(outcome, VERDICT_INCONCLUSIVE, "%s: %s",
                     judges.inconclusive->test->says,
                     judges.inconclusive->reason);
    else
        claim_weigh(outcome, &judges);
}

/* Are more blocks all that the claim lacks? */
static bool claim_extendable(const struct claim_outcome *outcome,
                             const struct judgement *judgement)
{
    if (outcome->verdict != VERDICT_INCONCLUSIVE || judgement->demo ||
        judgement->noisy)
        return false;
    for (unsigned i = 0; i < outcome->claim->tests_count; i++) {
        const struct test_outcome *test = &outcome->tests[i];
        bool settled = test->test->role == TEST_CONTROLS
                           ? test->verdict == VERDICT_SUPPORTED
                           : test->verdict != VERDICT_INCONCLUSIVE;
        if (test->test->role != TEST_OBSERVES && !settled && !test->extendable)
            return false;
    }
    return true;
}

static void look_take(struct look *look, const struct judgement *judgement)
{
    look->results = judgement->results;
    look->alpha = judgement->alpha;
    look->mutants = judgement->mutants;
    gates_ceiling(&look->ceiling, judgement->results);
}

/* In a bench of mutants, a test without one is taken to come out as expected.
 */
static bool test_is_left_out(struct test_outcome *outcome,
                             const struct claim *claim)
{
    *outcome = (struct test_outcome){
        .test = outcome->test, .estimate = NAN, .p = 1, .p_holm = 1};
    if (outcome->test->wrong)
        return false;
    outcome_settle(outcome, outcome_expected(claim, outcome->test),
                   "has no mutant; taken to be as expected");
    return true;
}

static int tests_judge(struct judgement *judgement, const struct look *look)
{
    for (int i = 0; i < judgement->claims_count; i++) {
        struct claim_outcome *outcome = &judgement->claims[i];
        unsigned count = outcome->claim->tests_count;
        outcome->tests = calloc(count, sizeof(struct test_outcome));
        if (!outcome->tests)
            return -ENOMEM;
        for (unsigned j = 0; j < count; j++) {
            outcome->tests[j].test = &outcome->claim->tests[j];
            if (!judgement->mutants ||
                !test_is_left_out(&outcome->tests[j], outcome->claim))
                compare_test(&outcome->tests[j], outcome->claim, look);
        }
    }
    return judgement->mutants ? 0 : tests_adjust(judgement);
}

/* Takes what the schedule fixed before anything was run. Two looks at the same
 * data share alpha, so that the second look is no second chance. */
static void schedule_take(struct judgement *judgement)
{
    const struct schedule *schedule = judgement->results->schedule;
    bool mutants = schedule->profile == PROFILE_WRONG;
    judgement->mutants = mutants;
    judgement->alpha =
        ALPHA / (schedule->looks > 1 && !mutants ? schedule->looks : 1);
    judgement->demo = !mutants && (schedule->profile == PROFILE_QUICK ||
                                   schedule->blocks < BLOCKS_MIN);
}

/* Is there such a cell, and was it asked for? What only --full runs is not let
 * off: its reason is worth telling. */
static bool cell_is_here(const char *name, const struct results *results)
{
    int experiment, cell;
    return find_named(results->suite, name, &experiment, &cell) == 0 &&
           (results->suite->experiments[experiment].full ||
            schedule_has(results->schedule, experiment, cell));
}

/* Does the claim belong to another suite, or to what this bench leaves out: does
 * it rest on cells, none of which is here? In a bench of mutants no claim is let
 * off. */
static bool claim_is_elsewhere(const struct claim *claim,
                               const struct results *results)
{
    bool rests = false;
    for (unsigned i = 0; i < claim->tests_count; i++) {
        const struct claim_test *test = &claim->tests[i];
        if (test->role != TEST_JUDGES || test->kind == TEST_SEMANTIC)
            continue;
        if (cell_is_here(test->of, results))
            return false;
        rests = true;
    }
    return rests && results->schedule->profile != PROFILE_WRONG;
}

static int claims_prepare(struct judgement *judgement)
{
    const struct results *results = judgement->results;
    const struct claims *claims = results->claims;
    judgement->claims =
        calloc(claims->claims_count + 1, sizeof(struct claim_outcome));
    if (!judgement->claims)
        return -ENOMEM;
    for (unsigned i = 0; i < claims->claims_count; i++)
        if (!claim_is_elsewhere(&claims->claims[i], results))
            judgement->claims[judgement->claims_count++].claim =
                &claims->claims[i];
    return 0;
}

static int gates_take(struct judgement *judgement)
{
    int count = gates_check(&judgement->gates, judgement->results);
    judgement->gates_count = count < 0 ? 0 : count;
    for (int i = 0; i < count; i++)
        judgement->noisy |= !judgement->gates[i].passed &&
                            judgement->gates[i].about != GATE_CELLS &&
                            !judgement->mutants;
    return count < 0 ? count : 0;
}

int judge(struct judgement **judgement, const struct results *results)
{
    struct look look;
    struct judgement *made = calloc(1, sizeof *made);
    *judgement = NULL;
    if (!made)
        return -ENOMEM;
    made->results = results;
    schedule_take(made);
    look_take(&look, made);
    made->ceiling = look.ceiling.median;
    int err = claims_prepare(made);
    if (err == 0)
        err = gates_take(made);
    if (err == 0)
        err = tests_judge(made, &look);
    for (int i = 0; i < made->claims_count && err == 0; i++) {
        claim_conclude(&made->claims[i], made);
        made->claims[i].extendable = claim_extendable(&made->claims[i], made);
    }
    if (err)
        judgement_free(made);
    else
        *judgement = made;
    return err;
}

void judgement_free(struct judgement *judgement)
{
    if (!judgement)
        return;
    for (int i = 0; i < judgement->claims_count; i++)
        free(judgement->claims[i].tests);
    free(judgement->claims);
    free(judgement->gates);
    free(judgement);
}
