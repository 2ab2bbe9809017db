/* mutants.c -- did each mutant change how its claim comes out? */
#include "bench/judge/mutants.h"

#include <string.h>

#include "bench/judge/cost.h"
#include "bench/judge/words.h"
#include "core/base/text.h"

static bool has_mutant(const struct claim *claim)
{
    for (unsigned i = 0; i < claim->tests_count; i++)
        if (claim->tests[i].wrong && claim->tests[i].role == TEST_JUDGES)
            return true;
    return false;
}

/* A test is left open by its nature if something never happened in a few runs,
 * or if a program printed neither of two transcripts. */
static bool open_by_nature(const struct test_outcome *test)
{
    return test->test->kind == TEST_EXISTS ||
           (test->test->kind == TEST_SEMANTIC && test->test->refuting);
}

/* Is the whole interval of a ratio short of the threshold that the expected
 * verdict needs? Then the test cannot come out as expected, even if what it
 * shows instead is open. */
static bool short_of(const struct test_outcome *test, enum verdict expected)
{
    const struct claim_test *of = test->test;
    bool above = outcome_supports_above(of) == (expected == VERDICT_SUPPORTED);
    double threshold =
        expected == VERDICT_SUPPORTED ? of->supported : of->refuted;
    if (of->kind != TEST_RATIO || test->interval.level <= 0)
        return false;
    return above ? test->interval.high < threshold
                 : test->interval.low > threshold;
}

/* The first test whose mutant did not change how it comes out, or NULL. */
static const struct test_outcome *
test_unmoved(const struct claim_outcome *outcome)
{
    for (unsigned i = 0; i < outcome->claim->tests_count; i++) {
        const struct test_outcome *test = &outcome->tests[i];
        enum verdict expected = outcome_expected(outcome->claim, test->test);
        bool moved = test->verdict == VERDICT_INCONCLUSIVE
                         ? open_by_nature(test) || short_of(test, expected)
                         : test->verdict != expected;
        if (test->test->wrong && !moved)
            return test;
    }
    return NULL;
}

/* Of a claim that holds partly, only the supporting tests take their mutants:
 * if the others did too, it would hold partly again. */
static bool counts(const struct claim *claim, const struct claim_test *test)
{
    return test->wrong && (claim->expect != VERDICT_PARTLY ||
                           outcome_expected(claim, test) == VERDICT_SUPPORTED);
}

/* The claim's verdict with its mutants in place. */
static enum verdict verdict_with_mutants(const struct claim_outcome *outcome)
{
    int counted[VERDICT_NOT_TESTABLE + 1] = {0}, tests = 0;
    for (unsigned i = 0; i < outcome->claim->tests_count; i++) {
        const struct test_outcome *test = &outcome->tests[i];
        if (test->test->role != TEST_JUDGES)
            continue;
        tests++;
        counted[counts(outcome->claim, test->test)
                    ? test->verdict
                    : outcome_expected(outcome->claim, test->test)]++;
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
    if (!has_mutant(outcome->claim))
        snprintf(text, size,
                 "no judging test names a mutant: nothing shows that it can "
                 "fail");
    else if (verdict == VERDICT_NOT_TESTABLE)
        return;
    else if (unmoved && unmoved->verdict == VERDICT_INCONCLUSIVE)
        snprintf(text, size,
                 "the test \"%.80s\" is left open, as noise would leave it "
                 "without the mutant, too: %.160s; run it again when less else "
                 "runs",
                 unmoved->test->says, unmoved->reason);
    else if (unmoved)
        snprintf(text, size,
                 "the test \"%.80s\" does not come out differently: %.160s",
                 unmoved->test->says, unmoved->reason);
    else if (verdict == outcome->claim->expect)
        snprintf(text, size, "comes out as expected all the same");
}

static void claim_write(FILE *out, const struct claim_outcome *outcome,
                        enum verdict verdict, const char *fault)
{
    const struct claim *claim = outcome->claim;
    const char *more = *fault ? fault : outcome->reason;
    fprintf(out, "%-6s %-10s %-20s ", claim->id, outcome_name(claim->expect),
            outcome_name(verdict));
    text_put(out, claim->wrong ? claim->wrong : "");
    fputc('\n', out);
    if (!*fault && verdict != VERDICT_NOT_TESTABLE)
        return;
    if (*fault)
        fprintf(out, "       FAILED: claim %s: ", claim->id);
    else
        fputs("       ", out);
    text_put(out, more);
    fputc('\n', out);
}

/* The gate must leave out each cell that takes more than its tasks do. */
static int uneven_write(FILE *out, const struct results *results)
{
    int passed = 0;
    for (unsigned e = 0; e < results->suite->experiments_count; e++) {
        const struct experiment *of = &results->suite->experiments[e];
        for (unsigned c = 0; c < of->cells_count; c++) {
            const char *model = of->cells[c].model;
            if (!model || strcmp(model, SUITE_UNEVEN) != 0 ||
                !results_record(results, (int)e, (int)c))
                continue;
            struct cost cost = cost_take(results, (int)e, (int)c);
            bool caught = cost.unequal && !cost.open;
            fprintf(out, "%s: %s/%s took %s the CPU time of sequential: %s\n",
                    caught ? "gate" : "FAILED: gate", of->name,
                    of->cells[c].name, words_times(cost.cpu.estimate).text,
                    caught ? "left out" : "not left out");
            passed += !caught;
        }
    }
    return passed;
}

int mutants_write(FILE *out, const struct judgement *judgement)
{
    char fault[400];
    int faults = 0;
    fprintf(out, "\n%-6s %-10s %-20s %s\n", "claim", "expected", "with mutant",
            "the mutant");
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &judgement->claims[i];
        enum verdict verdict = verdict_with_mutants(outcome);
        claim_fault(outcome, verdict, fault, sizeof fault);
        claim_write(out, outcome, verdict, fault);
        faults += *fault != '\0';
    }
    fprintf(
        out,
        "\n%d of %d claims come out differently, or are not testable here\n",
        judgement->claims_count - faults, judgement->claims_count);
    return faults + uneven_write(out, judgement->results);
}
