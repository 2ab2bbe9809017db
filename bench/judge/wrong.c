/* wrong.c -- claims put to the test by variants that are wrong on purpose. */
#include "bench/judge/wrong.h"

#include <string.h>

#include "bench/judge/compare.h"
#include "bench/suite/schedule.h"

bool wrong_is(const json_t *schedule)
{
    const char *profile =
        json_string_value(json_object_get(schedule, "profile"));
    return profile && strcmp(profile, profile_name(PROFILE_WRONG)) == 0;
}

static void test_apply(struct claim_test *test)
{
    const struct claim_wrong *wrong = test->wrong;
    if (wrong->of)
        test->of = wrong->of;
    if (wrong->over)
        test->over = wrong->over;
    if (wrong->args_count) {
        test->args = wrong->args;
        test->args_count = wrong->args_count;
    }
}

void wrong_apply(struct claims *claims)
{
    for (unsigned i = 0; i < claims->claims_count; i++)
        for (unsigned j = 0; j < claims->claims[i].tests_count; j++)
            if (claims->claims[i].tests[j].wrong)
                test_apply(&claims->claims[i].tests[j]);
}

enum verdict wrong_expect(const struct claim *claim,
                          const struct claim_test *test)
{
    if (test->expect)
        return *test->expect;
    return test->role == TEST_CONTROLS ? VERDICT_SUPPORTED : claim->expect;
}

static bool has_variant(const struct claim *claim)
{
    for (unsigned i = 0; i < claim->tests_count; i++)
        if (claim->tests[i].wrong && claim->tests[i].role == TEST_JUDGES)
            return true;
    return false;
}

/* That something never happened in a few runs, or that a program printed
 * neither of two traces, leaves a test open by its nature. */
static bool open_by_nature(const struct test_outcome *test)
{
    return test->test->kind == TEST_EXISTS ||
           (test->test->kind == TEST_SEMANTIC && test->test->refuting);
}

/* Is the whole interval of a ratio short of the threshold that the expected
 * verdict needs? Then it is not to be had, be it open what comes instead. */
static bool short_of(const struct test_outcome *test, enum verdict expected)
{
    const struct claim_test *of = test->test;
    bool above = test_supports_above(of) == (expected == VERDICT_SUPPORTED);
    double threshold =
        expected == VERDICT_SUPPORTED ? of->supported : of->refuted;
    if (of->kind != TEST_RATIO || test->interval.level <= 0)
        return false;
    return above ? test->interval.high < threshold
                 : test->interval.low > threshold;
}

/* The first test whose variant did not change how it comes out, or NULL. */
static const struct test_outcome *
test_unmoved(const struct claim_outcome *outcome)
{
    for (unsigned i = 0; i < outcome->claim->tests_count; i++) {
        const struct test_outcome *test = &outcome->tests[i];
        enum verdict expected = wrong_expect(outcome->claim, test->test);
        bool moved = test->verdict == VERDICT_INCONCLUSIVE
                         ? open_by_nature(test) || short_of(test, expected)
                         : test->verdict != expected;
        if (test->test->wrong && !moved)
            return test;
    }
    return NULL;
}

/* A claim that is partly so loses the part that supports it, not the other,
 * too: that would be partly so again. */
static bool counts(const struct claim *claim, const struct claim_test *test)
{
    return test->wrong && (claim->expect != VERDICT_PARTLY ||
                           wrong_expect(claim, test) == VERDICT_SUPPORTED);
}

/* With the variants in place of what they stand for. */
static enum verdict verdict_with_variants(const struct claim_outcome *outcome)
{
    int counted[VERDICT_NOT_TESTABLE + 1] = {0}, tests = 0;
    for (unsigned i = 0; i < outcome->claim->tests_count; i++) {
        const struct test_outcome *test = &outcome->tests[i];
        if (test->test->role != TEST_JUDGES)
            continue;
        tests++;
        counted[counts(outcome->claim, test->test)
                    ? test->verdict
                    : wrong_expect(outcome->claim, test->test)]++;
    }
    if (counted[VERDICT_NOT_TESTABLE])
        return VERDICT_NOT_TESTABLE;
    if (counted[VERDICT_INCONCLUSIVE])
        return VERDICT_INCONCLUSIVE;
    return counted[VERDICT_SUPPORTED] == tests ? VERDICT_SUPPORTED
           : counted[VERDICT_REFUTED] == tests ? VERDICT_REFUTED
                                               : VERDICT_PARTLY;
}

/* What is wrong with how the claim came out, in `text`, or "". */
static void claim_fault(const struct claim_outcome *outcome,
                        enum verdict verdict, char *text, size_t size)
{
    const struct test_outcome *unmoved = test_unmoved(outcome);
    text[0] = '\0';
    if (!has_variant(outcome->claim))
        snprintf(text, size,
                 "no judging test names a variant: nothing shows that it can "
                 "fail");
    else if (verdict == VERDICT_NOT_TESTABLE)
        return;
    else if (unmoved)
        snprintf(text, size,
                 "the test \"%.80s\" does not come out otherwise: "
                 "%.160s",
                 unmoved->test->says, unmoved->reason);
    else if (verdict == outcome->claim->expect)
        snprintf(text, size, "comes out as expected all the same");
}

static void claim_write(FILE *out, const struct claim_outcome *outcome,
                        enum verdict verdict, const char *fault)
{
    const struct claim *claim = outcome->claim;
    fprintf(out, "%-6s %-10s %-20s %s\n", claim->id,
            verdict_name(claim->expect), verdict_name(verdict),
            claim->wrong ? claim->wrong : "");
    if (*fault)
        fprintf(out, "       FAILED: claim %s: %s\n", claim->id, fault);
    else if (verdict == VERDICT_NOT_TESTABLE)
        fprintf(out, "       %s\n", outcome->reason);
}

int wrong_write(FILE *out, const struct judgement *judgement)
{
    char fault[400];
    int faults = 0;
    fprintf(out, "\n%-6s %-10s %-20s %s\n", "claim", "expected", "with variant",
            "the variant");
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &judgement->claims[i];
        enum verdict verdict = verdict_with_variants(outcome);
        claim_fault(outcome, verdict, fault, sizeof fault);
        claim_write(out, outcome, verdict, fault);
        faults += *fault != '\0';
    }
    fprintf(out,
            "\n%d of %d claims come out otherwise, or are not testable here\n",
            judgement->claims_count - faults, judgement->claims_count);
    return faults;
}
