/* unmet.c -- which of the verdicts that somebody relies on did not come? */
#include "bench/judge/unmet.h"

#include <string.h>

static const struct claim_outcome *find(const struct judgement *judgement,
                                        const char *id)
{
    for (int i = 0; i < judgement->claims_count; i++)
        if (strcmp(judgement->claims[i].claim->id, id) == 0)
            return &judgement->claims[i];
    return NULL;
}

static void write_expected(FILE *out, const struct expectation *wanted)
{
    const char *between = "";
    fprintf(out, "%s: expected ", wanted->claim);
    for (int v = VERDICT_SUPPORTED; v <= VERDICT_NOT_TESTABLE; v++)
        if (wanted->verdicts & 1u << v) {
            fprintf(out, "%s%s", between, outcome_name((enum verdict)v));
            between = " or ";
        }
}

/* A claim that the bench left out, as one of another suite, was not judged. */
static bool is_unmet(FILE *out, const struct judgement *judgement,
                     const struct expectation *wanted)
{
    const struct claim_outcome *found = find(judgement, wanted->claim);
    if (found && wanted->verdicts & 1u << found->verdict)
        return false;
    write_expected(out, wanted);
    if (found)
        fprintf(out, ", found %s: %s\n", outcome_name(found->verdict),
                found->reason);
    else
        fputs(", found no cell of it in this bench\n", out);
    return true;
}

int unmet_write(FILE *out, const struct judgement *judgement,
                const struct expect *expect)
{
    int unmet = 0;
    for (unsigned i = 0; expect && i < expect->expect_count; i++)
        unmet += is_unmet(out, judgement, &expect->expect[i]);
    return unmet;
}
