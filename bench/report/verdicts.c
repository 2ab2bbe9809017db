/* verdicts.c -- the claims, their verdicts, and the tests they rest on. */
#include "bench/report/verdicts.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/page.h"
#include "bench/report/sections.h"
#include "bench/report/sentences.h"
#include "bench/results/transcript.h"
#include "core/base/memory.h"

#define VERDICTS_COUNT (VERDICT_NOT_TESTABLE + 1)

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

/* The first judging test that came out as the claim did, else the first of all.
 */
static const struct test_outcome *
leading_test(const struct claim_outcome *claim)
{
    const struct test_outcome *leading = sentence_test(claim, claim->verdict);
    for (unsigned i = 0; !leading && i < claim->claim->tests_count; i++)
        if (claim->tests[i].test->role == TEST_JUDGES)
            leading = &claim->tests[i];
    return leading;
}

/* What a test found: its ratio, or a word for it. */
static void put_found(FILE *md, const struct test_outcome *test)
{
    bool printed = test && test->test->kind == TEST_SEMANTIC;
    if (!test || (printed ? !test->transcript : isnan(test->estimate)))
        fputs("—", md);
    else if (printed)
        fputs("transcript", md);
    else if (test->test->kind == TEST_EXISTS || test->test->kind == TEST_NEVER)
        fprintf(md, "at most %s in %s", words_number(test->estimate).text,
                words_plural(test->n, "run").text);
    else
        put_estimate(md, test);
}

/* The claim's name, linked to its sentence. */
static void put_claim_link(FILE *md, const char *id)
{
    char heading[100];
    snprintf(heading, sizeof(heading), "Claim %.80s", id);
    fputc('[', md);
    words_markdown(md, id);
    fputs("](#", md);
    words_anchor(md, heading);
    fputc(')', md);
}

static void put_claim(FILE *md, const struct claims *claims,
                      const struct claim_outcome *claim)
{
    const struct test_outcome *leading = leading_test(claim);
    fputs("| ", md);
    put_claim_link(md, claim->claim->id);
    fputs(" | ", md);
    sentence_verdict(md, claim->verdict);
    fputs(" | ", md);
    words_markdown(md, claim->claim->claim);
    fputs(" | ", md);
    put_found(md, leading);
    fputs(" | ", md);
    if (leading)
        put_p(md, leading);
    fprintf(md, " | %s | ", outcome_name(claim->claim->expect));
    sentence_documents(md, claims, claim->claim);
    fputs(" |\n", md);
}

/* The columns "supported" and "refuted". */
static void put_thresholds(FILE *md, const struct claim_test *test)
{
    bool above = outcome_supports_above(test);
    if (test->kind == TEST_EQUAL)
        fprintf(md, "%.2f – %.2f | — ", 1 / (1 + test->delta), 1 + test->delta);
    else if (test->kind == TEST_EXISTS)
        fputs("once | — ", md);
    else if (test->kind == TEST_NEVER)
        fputs("never | once ", md);
    else if (test->supported == 0 && test->refuted == 0)
        fputs("— | — ", md);
    else
        fprintf(md, "%s %g | %s %g ", above ? "≥" : "≤", test->supported,
                above ? "≤" : "≥", test->refuted);
}

/* A number that a metric is compared with, in the metric's unit. */
static void put_quantity(FILE *md, const char *metric, double value)
{
    static const char *const seconds[] = {"time", "user", "sys", "cpu"};
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

/* A word of a command line, as a shell takes it. */
static void put_word(FILE *md, const char *word)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_open(&text, &size);
    words_shell(out, word);
    memory_close(out);
    words_markdown(md, text);
    free(text);
}

/* The program's command line, linked to all that it printed. */
static void put_command(FILE *md, const struct claim *claim,
                        const struct claim_test *test)
{
    char name[TRANSCRIPT_NAME_MAX];
    transcript_name(claim, test, name);
    fputs("[what ", md);
    put_word(md, test->program);
    for (unsigned i = 0; i < test->args_count; i++) {
        fputc(' ', md);
        put_word(md, test->args[i]);
    }
    fprintf(md, " prints](%s/%s.json)", TRANSCRIPT_FOLDER, name);
}

static void put_compared(FILE *md, const struct claim *claim,
                         const struct claim_test *test)
{
    const char *metric = test->metric ? test->metric : "time";
    if (test->kind == TEST_SEMANTIC) {
        put_command(md, claim, test);
        return;
    }
    words_markdown(md, metric);
    fputs(" of ", md);
    section_cell(md, test->of);
    if (test->over) {
        fputs(" over ", md);
        section_cell(md, test->over);
    } else if (test->over_value > 0 && test->over_value != 1) {
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
    sentence_verdict(md, test->verdict);
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
    put_claim_link(md, claim->id);
    fputs(" | ", md);
    words_markdown(md, test->test->says);
    fprintf(md, "%s | ", roles[test->test->role]);
    put_compared(md, claim, test->test);
    fputs(" | ", md);
    put_found(md, test);
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
    fprintf(md, "Of %s: ", words_plural(judgement->claims_count, "claim").text);
    for (int i = 0; i < VERDICTS_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        fprintf(md, "%s%d %s", comma, counts[i], outcome_name((enum verdict)i));
        comma = ", ";
    }
    fputs(".\n\n", md);
}

/* "✔ W1", linked to the claim's card. */
static void put_mark(FILE *md, const struct claim_outcome *claim)
{
    fprintf(md, "%s ", sentence_mark(claim->verdict));
    put_claim_link(md, claim->claim->id);
}

void section_marks(FILE *md, const struct judgement *judgement)
{
    if (judgement->claims_count == 0)
        return;
    put_counts(md, judgement);
    for (int i = 0; i < judgement->claims_count; i++) {
        fputs(i ? " · " : "", md);
        put_mark(md, &judgement->claims[i]);
    }
    fputs("\n\n", md);
}

void section_verdicts(FILE *md, const struct judgement *judgement)
{
    if (judgement->claims_count == 0)
        return;
    fputs("## " PAGE_CLAIMS "\n\n", md);
    fputs("What the tutorials claim, and what was found here. The tests were "
          "fixed before anything ran; each claim leads to what it rests "
          "on.\n\n",
          md);
    for (int i = 0; i < judgement->claims_count; i++)
        sentence_write(md, judgement->results->claims, &judgement->claims[i]);
}

static bool says(const struct claim *claim, int document)
{
    for (unsigned i = 0; i < claim->documents_count; i++)
        if (claim->documents[i] == document)
            return true;
    return false;
}

void section_documents(FILE *md, const struct judgement *judgement)
{
    const struct claims *claims = judgement->results->claims;
    char heading[200];
    if (!claims || claims->documents_count == 0 || judgement->claims_count == 0)
        return;
    fputs("## The documents\n\n", md);
    for (unsigned i = 0; i < claims->documents_count; i++) {
        const char *before = "Its claims: ";
        sentence_heading(heading, sizeof heading, claims, i);
        fputs("### ", md);
        words_markdown(md, heading);
        fputs("\n\n", md);
        for (int j = 0; j < judgement->claims_count; j++) {
            if (!says(judgement->claims[j].claim, claims->documents[i].number))
                continue;
            fputs(before, md);
            put_mark(md, &judgement->claims[j]);
            before = " · ";
        }
        fputs(*before == 'I' ? "None that this suite tests.\n\n" : "\n\n", md);
    }
}

static void put_claims_table(FILE *md, const struct judgement *judgement)
{
    fputs("| id | verdict | claim | estimate (interval) | p (Holm) | expected "
          "| documents |\n|---|---|:---|---|---|---|---|\n",
          md);
    for (int i = 0; i < judgement->claims_count; i++)
        put_claim(md, judgement->results->claims, &judgement->claims[i]);
    fputs("\nThe estimate is from the first test that came out as the claim "
          "did. All tests:\n\n",
          md);
}

void section_tests(FILE *md, const struct judgement *judgement)
{
    if (judgement->claims_count == 0)
        return;
    fputs("## The tests behind the verdicts\n\n"
          "The ratio of two cells, or of a cell and a number, is taken block "
          "by block and compared with thresholds fixed beforehand: its whole "
          "interval must lie beyond one of them. Between the two, a claim is "
          "partly true. A control shows that a test can fail.\n\n",
          md);
    put_claims_table(md, judgement);
    fputs("| claim | test | ratio | estimate | supported | refuted | "
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
