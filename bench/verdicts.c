/* verdicts.c -- the claims, their verdicts, and the tests they rest on. */
#include <math.h>
#include <string.h>

#include "compare.h"
#include "sections.h"
#include "words.h"

static const char *const symbols[] = {
    [VERDICT_SUPPORTED] = "✔",    [VERDICT_REFUTED] = "✘",
    [VERDICT_PARTLY] = "◐",       [VERDICT_INCONCLUSIVE] = "?",
    [VERDICT_NOT_TESTABLE] = "–",
};

#define VERDICTS_COUNT ((int)(sizeof(symbols) / sizeof(*symbols)))

static void put_verdict(FILE *md, enum verdict verdict)
{
    fprintf(md, "%s %s", symbols[verdict], verdict_name(verdict));
}

static void put_estimate(FILE *md, const struct test_outcome *test)
{
    fputs(words_decimal(test->estimate).text, md);
    if (test->interval.level > 0)
        fprintf(md, " (%s – %s)", words_decimal(test->interval.low).text,
                words_decimal(test->interval.high).text);
}

static void put_p(FILE *md, const struct test_outcome *test)
{
    bool due = test->test->role == TEST_JUDGES && test->interval.level > 0;
    fputs(words_p(due ? test->p_holm : NAN).text, md);
}

/* Of the tests that the verdict rests on, the first that came out like it, or
 * else the first. */
static const struct test_outcome *
leading_test(const struct claim_outcome *claim)
{
    const struct test_outcome *leading = NULL;
    for (unsigned i = 0; i < claim->claim->tests_count; i++) {
        const struct test_outcome *test = &claim->tests[i];
        if (test->test->role != TEST_JUDGES)
            continue;
        if (test->verdict == claim->verdict)
            return test;
        leading = leading ? leading : test;
    }
    return leading;
}

/* What was found, where all tests agree; else what stood in the way. */
static void put_reason(FILE *md, const struct claim_outcome *claim,
                       const struct test_outcome *leading)
{
    int others = -1;
    for (unsigned i = 0; i < claim->claim->tests_count; i++)
        others += claim->claim->tests[i].role == TEST_JUDGES;
    bool agree = claim->verdict == VERDICT_SUPPORTED ||
                 claim->verdict == VERDICT_REFUTED;
    if (!agree || !leading) {
        words_markdown(md, claim->reason);
        return;
    }
    if (claim->verdict == VERDICT_REFUTED)
        fputs("not so: ", md);
    words_markdown(md, leading->test->says);
    if (others > 0)
        fprintf(md, "; %d more agree%s", others, others == 1 ? "s" : "");
}

static void put_documents(FILE *md, const struct claim *claim)
{
    for (unsigned i = 0; i < claim->documents_count; i++)
        fprintf(md, "%s%d", i ? ", " : "", claim->documents[i]);
}

static void put_claim(FILE *md, const struct claim_outcome *claim)
{
    const struct test_outcome *leading = leading_test(claim);
    fputs("| ", md);
    words_markdown(md, claim->claim->id);
    fputs(" | ", md);
    put_verdict(md, claim->verdict);
    fputs(" | ", md);
    words_markdown(md, claim->claim->claim);
    fputs(" | ", md);
    if (leading && !isnan(leading->estimate))
        put_estimate(md, leading);
    else
        fputs("—", md);
    fputs(" | ", md);
    if (leading)
        put_p(md, leading);
    fputs(" | ", md);
    put_reason(md, claim, leading);
    fputs(" | ", md);
    put_documents(md, claim->claim);
    fputs(" |\n", md);
}

static void put_theory(FILE *md, const struct claim *claim)
{
    fputs("- **", md);
    words_markdown(md, claim->id);
    fputs("** ", md);
    words_markdown(md, claim->expect ? claim->expect : "open");
    fputs(": ", md);
    words_markdown(md, claim->because ? claim->because : "");
    fputc('\n', md);
}

/* What the interval must lie beyond. */
static void put_thresholds(FILE *md, const struct claim_test *test)
{
    bool above = test_supports_above(test);
    if (test->kind == TEST_EQUAL)
        fprintf(md, "%.2f – %.2f | — ", 1 / (1 + test->delta), 1 + test->delta);
    else if (test->supported == 0 && test->refuted == 0)
        fputs("— | — ", md);
    else
        fprintf(md, "%s %g | %s %g ", above ? "≥" : "≤", test->supported,
                above ? "≤" : "≥", test->refuted);
}

/* A number that a metric is held against, in the metric's unit. */
static void put_quantity(FILE *md, const char *metric, double value)
{
    static const char *const seconds[] = {"time", "user", "sys"};
    for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++)
        if (strcmp(metric, seconds[i]) == 0) {
            fputs(words_time(value).text, md);
            return;
        }
    if (strstr(metric, "_ns"))
        fputs(words_time(value / 1e9).text, md);
    else if (strstr(metric, "_bytes"))
        fputs(words_bytes(value).text, md);
    else
        fprintf(md, "%g", value);
}

static void put_compared(FILE *md, const struct claim_test *test)
{
    const char *metric = test->metric ? test->metric : "time";
    words_markdown(md, metric);
    fputs(" of ", md);
    section_cell(md, test->of);
    if (test->over) {
        fputs(" over ", md);
        section_cell(md, test->over);
    } else if (test->over_value != 1) {
        fputs(" over ", md);
        put_quantity(md, metric, test->over_value);
    }
    if (test->per_ceiling)
        fputs(" over the ceiling", md);
}

static void put_result(FILE *md, const struct test_outcome *test)
{
    if (test->test->role == TEST_OBSERVES &&
        test->verdict == VERDICT_INCONCLUSIVE) {
        fputs("– observed, not judged", md);
        return;
    }
    put_verdict(md, test->verdict);
    if (test->reason[0]) {
        fputs(": ", md);
        words_markdown(md, test->reason);
    }
}

static void put_test(FILE *md, const struct claim *claim,
                     const struct test_outcome *test)
{
    static const char *const roles[] = {[TEST_JUDGES] = "",
                                        [TEST_CONTROLS] = " (control)",
                                        [TEST_OBSERVES] = ""};
    fputs("| ", md);
    words_markdown(md, claim->id);
    fputs(" | ", md);
    words_markdown(md, test->test->says);
    fprintf(md, "%s | ", roles[test->test->role]);
    put_compared(md, test->test);
    fputs(" | ", md);
    put_estimate(md, test);
    fputs(" | ", md);
    put_thresholds(md, test->test);
    fputs("| ", md);
    put_p(md, test);
    fputs(" | ", md);
    put_result(md, test);
    fputs(" |\n", md);
}

static void put_counts(FILE *md, const struct judgement *judgement)
{
    int counts[VERDICTS_COUNT] = {0};
    const char *comma = "";
    for (int i = 0; i < judgement->claims_count; i++)
        counts[judgement->claims[i].verdict]++;
    fprintf(md, "Of %d claims: ", judgement->claims_count);
    for (int i = 0; i < VERDICTS_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        fprintf(md, "%s%d %s", comma, counts[i], verdict_name((enum verdict)i));
        comma = ", ";
    }
    fputs(".\n\n", md);
}

void section_verdicts(FILE *md, const struct judgement *judgement)
{
    if (judgement->claims_count == 0)
        return;
    fputs("## The claims\n\n", md);
    put_counts(md, judgement);
    fputs("| id | verdict | claim | estimate (interval) | p (Holm) | what was "
          "found | documents |\n|---|---|:---|---|---|:---|---|\n",
          md);
    for (int i = 0; i < judgement->claims_count; i++)
        put_claim(md, &judgement->claims[i]);
    fputs("\nDocuments are the five tutorials, by the numbers that "
          "`claims.yaml` gives them. The [tests behind the verdicts]"
          "(#the-tests-behind-the-verdicts) stand below the experiments. What "
          "theory expected, and why:\n\n",
          md);
    for (int i = 0; i < judgement->claims_count; i++)
        put_theory(md, judgement->claims[i].claim);
    fputc('\n', md);
}

void section_tests(FILE *md, const struct judgement *judgement)
{
    if (judgement->claims_count == 0)
        return;
    fputs("## The tests behind the verdicts\n\n"
          "The ratio of two cells, or of a cell and a number, is taken block "
          "by block and held against thresholds fixed beforehand: the whole "
          "interval must lie beyond one. Between the two a claim is partly "
          "true. A control shows that the test can fail.\n\n"
          "| claim | test | ratio | estimate | supported | refuted | "
          "p (Holm) | result |\n"
          "|---|:---|:---|---|---|---|---|:---|\n",
          md);
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *claim = &judgement->claims[i];
        for (unsigned j = 0; j < claim->claim->tests_count; j++)
            put_test(md, claim->claim, &claim->tests[j]);
    }
    fputc('\n', md);
}
