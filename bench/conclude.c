/* conclude.c -- what the measurements say: more blocks, or a report. */
#include "bench/conclude.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/judge.h"
#include "bench/judge/wrong.h"
#include "bench/report/report.h"
#include "bench/report/summary.h"
#include "bench/results/folder.h"
#include "bench/run/bench.h"

void verdicts_close(struct verdicts *verdicts)
{
    if (verdicts->judgement)
        judgement_free(verdicts->judgement);
    if (verdicts->claims)
        claims_free(verdicts->claims);
    results_free(verdicts->results);
}

int verdicts_open(struct verdicts *verdicts, const char *dir, char why[WHY_MAX])
{
    char path[PATH_MAX];
    *verdicts = (struct verdicts){0};
    folder_path(path, dir, "claims");
    int err = results_load(&verdicts->results, dir, why);
    if (err == 0)
        err = claims_load(&verdicts->claims, path, why);
    if (err)
        return err;
    if (wrong_is(verdicts->results->schedule))
        wrong_apply(verdicts->claims);
    err = judge(&verdicts->judgement, verdicts->claims, verdicts->results);
    return err ? bench_fail(why, err, "judging") : 0;
}

/* The experiments that `name`, "experiment/cell", belongs to. */
static bool choose(bool *chosen, const struct results *results,
                   const char *name)
{
    int experiment, cell;
    if (!name || results_find(results, name, &experiment, &cell) < 0)
        return false;
    return chosen[experiment] = true;
}

/* The experiments of the claims that only want more blocks, and with them the
 * control, which tells whether these blocks can be trusted. */
static bool choose_experiments(bool *chosen, const struct verdicts *verdicts)
{
    const struct judgement *judgement = verdicts->judgement;
    const struct suite *suite = verdicts->results->suite;
    bool any = false;
    for (int i = 0; i < judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &judgement->claims[i];
        for (unsigned t = 0;
             outcome->extendable && t < outcome->claim->tests_count; t++) {
            const struct claim_test *test = &outcome->claim->tests[t];
            any |= choose(chosen, verdicts->results, test->of);
            any |= choose(chosen, verdicts->results, test->over);
        }
    }
    for (unsigned e = 0; any && e < suite->experiments_count; e++)
        if (strcmp(suite->experiments[e].name, SCHEDULE_CONTROL) == 0)
            chosen[e] = true;
    return any;
}

int conclude_extension(const char *dir, bool *chosen, char *claims, size_t size,
                       char why[WHY_MAX])
{
    struct verdicts verdicts;
    int err = verdicts_open(&verdicts, dir, why);
    int any = err == 0 && choose_experiments(chosen, &verdicts);
    *claims = '\0';
    for (int i = 0; any && i < verdicts.judgement->claims_count; i++) {
        const struct claim_outcome *outcome = &verdicts.judgement->claims[i];
        size_t used = strlen(claims);
        if (outcome->extendable)
            snprintf(claims + used, size - used, " %s", outcome->claim->id);
    }
    verdicts_close(&verdicts);
    return err ? err : any;
}

/* A cell that refused to run here was never measured: that is no failure. */
static bool run_failed(const struct run *run)
{
    return run->exit_code &&
           !(run->block == 0 && run->exit_code == RUN_REFUSED);
}

int bench_report(const char *dir, FILE *summary, char why[WHY_MAX])
{
    struct verdicts verdicts;
    int err = verdicts_open(&verdicts, dir, why);
    if (err == 0)
        err = report_write(verdicts.results, verdicts.judgement, why);
    if (err == 0) {
        summary_write(summary, verdicts.results, verdicts.judgement);
        for (int i = 0; i < verdicts.results->runs_count; i++)
            if (run_failed(&verdicts.results->runs[i]))
                err = 1;
        if (verdicts.judgement->wrong &&
            wrong_write(summary, verdicts.judgement) > 0)
            err = 1;
    }
    verdicts_close(&verdicts);
    return err;
}
