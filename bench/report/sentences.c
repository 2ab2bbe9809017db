/* sentences.c -- each claim's verdict in a sentence. */
#include "bench/report/sentences.h"

#include "bench/judge/words.h"

static const char *const symbols[] = {
    [VERDICT_SUPPORTED] = "✔",    [VERDICT_REFUTED] = "✘",
    [VERDICT_PARTLY] = "◐",       [VERDICT_INCONCLUSIVE] = "?",
    [VERDICT_NOT_TESTABLE] = "–",
};

void sentence_verdict(FILE *md, enum verdict verdict)
{
    fprintf(md, "%s %s", symbols[verdict], outcome_name(verdict));
}

void sentence_documents(FILE *md, const struct claim *claim)
{
    for (unsigned i = 0; i < claim->documents_count; i++)
        fprintf(md, "%s%d", i ? ", " : "", claim->documents[i]);
}

const struct test_outcome *sentence_test(const struct claim_outcome *claim,
                                         enum verdict verdict)
{
    for (unsigned i = 0; i < claim->claim->tests_count; i++)
        if (claim->tests[i].test->role == TEST_JUDGES &&
            claim->tests[i].verdict == verdict)
            return &claim->tests[i];
    return NULL;
}

static int count_tests(const struct claim_outcome *claim, enum verdict verdict)
{
    int count = 0;
    for (unsigned i = 0; i < claim->claim->tests_count; i++)
        count += claim->tests[i].test->role == TEST_JUDGES &&
                 claim->tests[i].verdict == verdict;
    return count;
}

/* "“computing threads do”: 1.96× (1.95× to 1.97×) is at least 1.50×, which
 * supports it" */
static void put_evidence(FILE *md, const struct claim_outcome *claim,
                         enum verdict verdict, const char *which)
{
    const struct test_outcome *test = sentence_test(claim, verdict);
    int more = count_tests(claim, verdict) - 1;
    if (!test)
        return;
    fputs("“", md);
    words_markdown(md, test->test->says);
    fputs("”: ", md);
    words_markdown(md, test->reason);
    if (more > 0)
        fprintf(md, " (and %d more test%s)", more, more > 1 ? "s" : "");
    fprintf(md, ", which %s it; ", which);
}

static void put_findings(FILE *md, const struct claim_outcome *claim)
{
    if (claim->verdict == VERDICT_INCONCLUSIVE ||
        claim->verdict == VERDICT_NOT_TESTABLE) {
        fputs("no verdict here: ", md);
        words_markdown(md, claim->reason);
        fputs("; ", md);
        return;
    }
    fputs("found here: ", md);
    put_evidence(md, claim, VERDICT_SUPPORTED, "supports");
    put_evidence(md, claim, VERDICT_PARTLY, "partly supports");
    put_evidence(md, claim, VERDICT_REFUTED, "refutes");
}

/* "Documents 0, 1 and 4 say that " */
static void put_speakers(FILE *md, const struct claim *claim)
{
    unsigned count = claim->documents_count;
    if (count == 0) {
        fputs("Some say that ", md);
        return;
    }
    fputs(count == 1 ? "Document" : "Documents", md);
    for (unsigned i = 0; i < count; i++)
        fprintf(md, "%s %d",
                i == 0           ? ""
                : i == count - 1 ? " and"
                                 : ",",
                claim->documents[i]);
    fputs(count == 1 ? " says that " : " say that ", md);
}

void sentence_write(FILE *md, const struct claim_outcome *outcome)
{
    const struct claim *claim = outcome->claim;
    fputs("#### Claim ", md);
    words_markdown(md, claim->id);
    fputs("\n\n", md);
    sentence_verdict(md, outcome->verdict);
    fputs(": **", md);
    words_markdown(md, claim->claim);
    fputs("**\n\n", md);
    if (claim->documents_say) {
        put_speakers(md, claim);
        words_markdown(md, claim->documents_say);
        fputs("; ", md);
    }
    put_findings(md, outcome);
    fprintf(md, "theory expects *%s*, because ", outcome_name(claim->expect));
    words_markdown(md, claim->because ? claim->because : "theory says so");
    fputs(".\n\n", md);
    if (claim->teaches) {
        fputs("**What to teach.** ", md);
        words_markdown(md, claim->teaches);
        fputs("\n\n", md);
    }
}
