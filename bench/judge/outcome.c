/* outcome.c -- how a claim and its tests came out. */
#include "bench/judge/outcome.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/text.h"

void outcome_settle(struct test_outcome *outcome, enum verdict verdict,
                    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    outcome->verdict = verdict;
    outcome->extendable = false;
    int length =
        vsnprintf(outcome->reason, sizeof outcome->reason, format, args);
    text_mark_cut(outcome->reason, sizeof outcome->reason, length);
    va_end(args);
}

enum verdict outcome_expected(const struct claim *claim,
                              const struct claim_test *test)
{
    if (test->expect)
        return *test->expect;
    return test->role == TEST_CONTROLS ? VERDICT_SUPPORTED : claim->expect;
}

bool outcome_supports_above(const struct claim_test *test)
{
    return test->per_ceiling || test->supported > test->refuted;
}

const char *outcome_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_SUPPORTED] = "supported",
        [VERDICT_REFUTED] = "refuted",
        [VERDICT_PARTLY] = "partly",
        [VERDICT_INCONCLUSIVE] = "inconclusive",
        [VERDICT_NOT_TESTABLE] = "not testable here",
    };
    return names[verdict];
}
