/* test_mutants.c -- which mutants count as having changed their claims. */
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/mutants.h"

static struct claim_mutant mutant;
static char says[] = "it is so", because[] = "so it came out";
static char *const refuting = says;

/* A judging test that has a mutant, and how it comes out with it. */
static struct claim_test judging(enum test_kind kind)
{
    return (struct claim_test){.says = says,
                               .role = TEST_JUDGES,
                               .kind = kind,
                               .supported = 2,
                               .refuted = 1.1,
                               .wrong = &mutant};
}

/* What is written of a claim with `count` tests that came out with these
 * verdicts, and at these intervals; how many faults, in *faults. */
static char *written(enum verdict expect, struct claim_test *tests,
                     unsigned count, const enum verdict *verdicts,
                     const struct interval *intervals, int *faults)
{
    static char text[2000];
    struct test_outcome outcomes[3] = {0};
    struct claim claim = {.id = (char *)"C1",
                          .expect = expect,
                          .wrong = (char *)"it is not so",
                          .tests = tests,
                          .tests_count = count};
    struct claim_outcome outcome = {
        .claim = &claim, .tests = outcomes, .reason = "there is none"};
    for (unsigned i = 0; i < count; i++) {
        outcomes[i].test = &tests[i];
        outcomes[i].verdict = verdicts[i];
        snprintf(outcomes[i].reason, sizeof outcomes[i].reason, "%s", because);
        if (intervals)
            outcomes[i].interval = intervals[i];
    }
    struct suite suite = {0};
    const struct results results = {.suite = &suite};
    const struct judgement judgement = {
        .results = &results, .claims = &outcome, .claims_count = 1};
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    *faults = mutants_write(out, &judgement);
    fclose(out);
    return text;
}

static void assert_fault(const char *said, enum verdict expect,
                         struct claim_test *tests, unsigned count,
                         const enum verdict *verdicts,
                         const struct interval *intervals)
{
    int faults;
    const char *text =
        written(expect, tests, count, verdicts, intervals, &faults);
    assert_int_equal(faults, 1);
    if (!strstr(text, said))
        fail_msg("expected \"%s\", found \"%s\"", said, text);
    assert_non_null(strstr(text, "\n0 of 1 claims come out differently"));
}

static void assert_changed(const char *verdict, enum verdict expect,
                           struct claim_test *tests, unsigned count,
                           const enum verdict *verdicts,
                           const struct interval *intervals)
{
    int faults;
    char line[100];
    const char *text =
        written(expect, tests, count, verdicts, intervals, &faults);
    snprintf(line, sizeof line, " %-20s it is not so\n", verdict);
    if (!strstr(text, line))
        fail_msg("expected \"%s\", found \"%s\"", line, text);
    assert_int_equal(faults, 0);
    assert_non_null(strstr(text, "\n1 of 1 claims come out differently"));
}

static const char no_mutant[] =
    "FAILED: claim C1: no judging test names a mutant";
static const char unmoved[] = "FAILED: claim C1: the test \"it is so\" does "
                              "not come out differently: so it came out";
static const char left_open[] =
    "FAILED: claim C1: the test \"it is so\" is left open, as noise would "
    "leave it without the mutant, too: so it came out; run it again";

static void a_claim_needs_a_judging_test_with_a_mutant(void **state)
{
    (void)state;
    const enum verdict verdicts[] = {VERDICT_SUPPORTED, VERDICT_SUPPORTED};
    struct claim_test tests[] = {judging(TEST_RATIO), judging(TEST_RATIO)};
    tests[0].wrong = NULL;
    tests[1].role = TEST_CONTROLS;
    assert_fault(no_mutant, VERDICT_SUPPORTED, tests, 2, verdicts, NULL);
}

static void a_test_must_come_out_otherwise(void **state)
{
    (void)state;
    struct claim_test test = judging(TEST_RATIO);
    enum verdict verdict = VERDICT_SUPPORTED;
    assert_fault(unmoved, VERDICT_SUPPORTED, &test, 1, &verdict, NULL);
    verdict = VERDICT_REFUTED;
    assert_changed("refuted", VERDICT_SUPPORTED, &test, 1, &verdict, NULL);
    verdict = VERDICT_SUPPORTED;
    assert_changed("supported", VERDICT_REFUTED, &test, 1, &verdict, NULL);
}

static void what_is_not_testable_here_is_no_fault(void **state)
{
    (void)state;
    int faults;
    struct claim_test test = judging(TEST_RATIO);
    const enum verdict verdict = VERDICT_NOT_TESTABLE;
    const char *text =
        written(VERDICT_SUPPORTED, &test, 1, &verdict, NULL, &faults);
    assert_int_equal(faults, 0);
    assert_non_null(strstr(text, "\n       there is none\n"));
}

/* What never happens may still happen; and a program may print neither. */
static void what_stays_open_by_its_nature_has_changed(void **state)
{
    (void)state;
    const enum verdict open = VERDICT_INCONCLUSIVE;
    struct claim_test test = judging(TEST_EXISTS);
    assert_changed("inconclusive", VERDICT_SUPPORTED, &test, 1, &open, NULL);
    test = judging(TEST_SEMANTIC);
    assert_fault(left_open, VERDICT_SUPPORTED, &test, 1, &open, NULL);
    test.refuting = refuting;
    assert_changed("inconclusive", VERDICT_SUPPORTED, &test, 1, &open, NULL);
}

/* Supported from 2 up, refuted from 1.1 down. */
static void an_open_ratio_has_changed_if_it_falls_short(void **state)
{
    (void)state;
    const enum verdict open = VERDICT_INCONCLUSIVE;
    static const struct {
        enum verdict expect;
        double low, high;
        bool changed;
    } cases[] = {
        {VERDICT_SUPPORTED, 1, 1.9, true},
        {VERDICT_SUPPORTED, 1, 2.1, false},
        {VERDICT_REFUTED, 1.2, 3, true},
        {VERDICT_REFUTED, 1, 3, false},
    };
    for (int i = 0; i < 4; i++) {
        struct claim_test test = judging(TEST_RATIO);
        const struct interval found = {cases[i].low, cases[i].high, 0.95},
                              none = {cases[i].low, cases[i].high, 0};
        if (cases[i].changed)
            assert_changed("inconclusive", cases[i].expect, &test, 1, &open,
                           &found);
        else
            assert_fault(left_open, cases[i].expect, &test, 1, &open, &found);
        assert_fault(left_open, cases[i].expect, &test, 1, &open, &none);
    }
    struct claim_test test = judging(TEST_RATIO);
    const struct interval low = {0.1, 0.2, 0.95}, high = {3, 4, 0.95};
    test.refuted = 2.5; /* now it is the small ones that support it */
    assert_changed("inconclusive", VERDICT_SUPPORTED, &test, 1, &open, &high);
    assert_changed("inconclusive", VERDICT_REFUTED, &test, 1, &open, &low);
    test = judging(TEST_EQUAL);
    assert_fault(left_open, VERDICT_SUPPORTED, &test, 1, &open, &low);
}

/* Of a claim that holds partly, only the supporting test takes its mutant. */
static void a_claim_that_holds_partly_must_hold_less(void **state)
{
    (void)state;
    enum verdict supported = VERDICT_SUPPORTED, refuted = VERDICT_REFUTED;
    struct claim_test tests[] = {judging(TEST_RATIO), judging(TEST_RATIO),
                                 judging(TEST_RATIO)};
    tests[0].expect = tests[2].expect = &supported;
    tests[1].expect = &refuted;
    const enum verdict moved[] = {VERDICT_REFUTED, VERDICT_SUPPORTED,
                                  VERDICT_SUPPORTED};
    assert_changed("refuted", VERDICT_PARTLY, tests, 2, moved, NULL);
    tests[2].wrong = NULL; /* which goes on supporting the claim */
    assert_fault("FAILED: claim C1: comes out as expected all the same",
                 VERDICT_PARTLY, tests, 3, moved, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_needs_a_judging_test_with_a_mutant),
        cmocka_unit_test(a_test_must_come_out_otherwise),
        cmocka_unit_test(what_is_not_testable_here_is_no_fault),
        cmocka_unit_test(what_stays_open_by_its_nature_has_changed),
        cmocka_unit_test(an_open_ratio_has_changed_if_it_falls_short),
        cmocka_unit_test(a_claim_that_holds_partly_must_hold_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
