/* test_transcripts.c -- each semantic claim's program prints what theory
 * expects, and its mutant prints the opposite. */
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_transcript.h"
#include "bench/run/programs.h"
#include "bench/suite/mutants.h"
#include "core/base/process.h"
#include "tests/tree.h"

#define TEMPLATE "/tmp/overlap-transcripts-XXXXXX"

static char dir[sizeof TEMPLATE];
static struct results *results;

/* Runs every program: those of the claims, or their mutants. */
static void print_all(bool mutants)
{
    char why[WHY_MAX] = "";
    snprintf(dir, sizeof dir, "%s", TEMPLATE);
    assert_non_null(mkdtemp(dir));
    results = results_new();
    results->dir = strdup(dir);
    results->transcripts = json_object();
    if (claims_load(&results->claims, TEST_CLAIMS, why) < 0)
        fail_msg("%s", why);
    if (mutants)
        mutants_apply(results->claims);
    if (programs_run(results, TEST_BIN, why) < 0)
        fail_msg("%s", why);
}

static int forget_all(void **state)
{
    (void)state;
    results_free(results);
    return tree_remove(dir);
}

static struct test_outcome judge_transcript(const struct claim *claim,
                                            const struct claim_test *test)
{
    const struct look look = {.results = results};
    struct test_outcome outcome = {.test = test};
    compare_transcript(&outcome, claim, &look);
    return outcome;
}

/* Calls `check` for each test that judges by a transcript, and returns how many
 * there are. Those that only observe may depend on the machine. */
static int each_transcript(void (*check)(const struct claim *claim,
                                         const struct test_outcome *outcome))
{
    const struct claims *claims = results->claims;
    int count = 0;
    for (unsigned i = 0; i < claims->claims_count; i++) {
        const struct claim *claim = &claims->claims[i];
        for (unsigned j = 0; j < claim->tests_count; j++) {
            const struct claim_test *test = &claim->tests[j];
            if (test->kind != TEST_SEMANTIC || test->role == TEST_OBSERVES)
                continue;
            struct test_outcome outcome = judge_transcript(claim, test);
            check(claim, &outcome);
            count++;
        }
    }
    return count;
}

static void check_right(const struct claim *claim,
                        const struct test_outcome *outcome)
{
    if (outcome->verdict != outcome_expected(claim, outcome->test))
        fail_msg("%s, %s: %s, since %s", claim->id, outcome->test->says,
                 outcome_name(outcome->verdict), outcome->reason);
}

static void each_transcript_is_as_expected(void **state)
{
    (void)state;
    print_all(false);
    assert_int_in_range(each_transcript(check_right), 40, 1000);
}

/* An inconclusive verdict will not do: the mutant's transcript is known. */
static void check_wrong(const struct claim *claim,
                        const struct test_outcome *outcome)
{
    enum verdict other =
        outcome_expected(claim, outcome->test) == VERDICT_REFUTED
            ? VERDICT_SUPPORTED
            : VERDICT_REFUTED;
    if (!outcome->test->wrong || outcome->verdict != other)
        fail_msg("%s, %s, wrong on purpose: %s, since %s", claim->id,
                 outcome->test->says, outcome_name(outcome->verdict),
                 outcome->reason);
}

static void each_mutants_transcript_turns_the_verdict(void **state)
{
    (void)state;
    print_all(true);
    assert_int_in_range(each_transcript(check_wrong), 40, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_transcript_is_as_expected, forget_all),
        cmocka_unit_test_teardown(each_mutants_transcript_turns_the_verdict,
                                  forget_all),
    };
    process_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
