/* conclude.c -- a bench to its end: run, judged and reported. */
#include "bench/conclude.h"

#include <errno.h>
#include <stdlib.h>

#include "bench/judge/extension.h"
#include "bench/judge/judge.h"
#include "bench/judge/mutants.h"
#include "bench/judge/unmet.h"
#include "bench/report/questions.h"
#include "bench/report/report.h"
#include "bench/report/summary.h"

/* A cell that is refused here was never measured: that is no failure. */
static bool run_failed(const struct run *run)
{
    return run->exit_code &&
           !(run->block == 0 && run->exit_code == RUN_REFUSED);
}

static int summarise(const struct judgement *judgement,
                     const struct ending *ending)
{
    return ending->json ? summary_write_json(ending->out, judgement)
                        : summary_write(ending->out, judgement);
}

static int report(const struct judgement *judgement,
                  const struct ending *ending, char why[WHY_MAX])
{
    const struct results *results = judgement->results;
    int err = report_write(judgement, why);
    if (!err && ending->questions)
        err = questions_write(judgement, why);
    if (err)
        return err;
    err = summarise(judgement, ending);
    if (err)
        return why_errno(why, err, "summary");
    for (int i = 0; i < results->runs_count; i++)
        err |= run_failed(&results->runs[i]);
    if (judgement->mutants)
        err |=
            mutants_write(ending->json ? stderr : ending->out, judgement) > 0;
    return err | (unmet_write(stderr, judgement, ending->expect) > 0);
}

static int judge_all(struct judgement **judgement,
                     const struct results *results, char why[WHY_MAX])
{
    int err = judge(judgement, results);
    return err ? why_errno(why, err, "judging") : 0;
}

/* Extends the bench if claims may gain by it, and then judges again. */
static int extend(struct bench *bench, struct judgement **judgement,
                  const struct results *results, char why[WHY_MAX])
{
    char claims[200];
    int err = 0;
    bool *chosen = calloc(results->suite->experiments_count, sizeof *chosen);
    if (!chosen)
        return why_errno(why, -ENOMEM, "extension");
    if (extension_choose(*judgement, chosen, claims, sizeof claims)) {
        judgement_free(*judgement);
        *judgement = NULL;
        err = bench_extend(bench, chosen, claims);
        if (err == 0)
            err = judge_all(judgement, results, why);
    }
    free(chosen);
    return err;
}

int conclude_bench(struct results *results, const struct bench_means *means,
                   const struct ending *ending, char why[WHY_MAX])
{
    struct bench *bench;
    struct judgement *judgement = NULL;
    int err = bench_open(&bench, results, means, why);
    if (err == 0)
        err = bench_run(bench);
    if (err == 0)
        err = judge_all(&judgement, results, why);
    if (err == 0)
        err = extend(bench, &judgement, results, why);
    bench_close(bench);
    if (err == 0)
        err = report(judgement, ending, why);
    judgement_free(judgement);
    return err;
}

int conclude_report(const struct results *results, const struct ending *ending,
                    char why[WHY_MAX])
{
    struct judgement *judgement;
    int err = judge_all(&judgement, results, why);
    if (err == 0)
        err = report(judgement, ending, why);
    judgement_free(judgement);
    return err;
}
