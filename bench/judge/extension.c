/* extension.c -- what the one extension of a bench runs. */
#include "bench/judge/extension.h"

#include "bench/suite/find.h"
#include "core/base/text.h"

/* Chooses the experiment of `name`, "experiment/cell", if the suite has it. */
static bool choose(bool *chosen, const struct suite *suite, const char *name)
{
    int experiment, cell;
    if (!name || find_named(suite, name, &experiment, &cell) < 0)
        return false;
    return chosen[experiment] = true;
}

bool extension_choose(const struct judgement *judgement, bool *chosen,
                      char *claims, size_t size)
{
    const struct suite *suite = judgement->results->suite;
    const struct schedule *schedule = judgement->results->schedule;
    bool any = false;
    *claims = '\0';
    if (schedule->looks < 2 || schedule->extended_to)
        return false;
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &judgement->claims[i];
        if (!outcome->extendable)
            continue;
        text_append(claims, size, " %s", outcome->claim->id);
        for (unsigned t = 0; t < outcome->claim->tests_count; t++) {
            any |= choose(chosen, suite, outcome->claim->tests[t].of);
            any |= choose(chosen, suite, outcome->claim->tests[t].over);
        }
    }
    for (unsigned e = 0; any && e < suite->experiments_count; e++)
        chosen[e] |= schedule_is_control(&suite->experiments[e]);
    return any;
}
