/* summary.c -- what a bench found, as plain text that scripts can read. */
#include "bench/report/summary.h"

#include <math.h>
#include <string.h>

#include "bench/judge/advice.h"
#include "bench/report/json.h"
#include "bench/results/folder.h"
#include "core/base/text.h"

static void write_advice(FILE *out, const struct measures *measures,
                         const struct judgement *judgement)
{
    struct advice list[ADVICE_CASES];
    if (advice_give(list, measures, judgement) == 0)
        return;
    fputc('\n', out);
    if (judgement->noisy)
        fputs("what to use: " ADVICE_WITHHELD "\n", out);
    for (int i = 0; i < ADVICE_CASES && !judgement->noisy; i++)
        fprintf(out, "%s: %s%s%s\n", list[i].tasks, list[i].use,
                *list[i].found ? "; " : "", list[i].found);
}

/* The models that tie, the fastest of them first; "-": nothing is. */
static void write_fastest(FILE *out, const struct experiment_measures *of)
{
    const struct cell_measures *best = measures_fastest(of);
    if (!best) {
        fprintf(out, "%-16s %8s %15s -\n", of->experiment->name, "-", "-");
        return;
    }
    fprintf(out, "%-16s %8.3f ", of->experiment->name, best->time_s.median);
    if (isnan(best->speedup.estimate))
        fprintf(out, "%15s", "-");
    else
        fprintf(out, "%15.2f", best->speedup.estimate);
    fprintf(out, " %s", best->cell->name);
    for (int i = 0; i < of->cells_count; i++)
        if (of->cells[i].fastest && &of->cells[i] != best)
            fprintf(out, ",%s", of->cells[i].cell->name);
    fputc('\n', out);
}

static void write_experiments(FILE *out, const struct measures *measures)
{
    bool any = false;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        bool compared = measures_compares(of) || measures_fastest(of);
        if (!compared || schedule_is_control(of->experiment) ||
            of->experiment->sweep)
            continue;
        if (!any)
            fprintf(out, "\n%-16s %8s %15s %s\n", "experiment", "seconds",
                    "over-sequential", "fastest");
        any = true;
        write_fastest(out, of);
    }
}

/* How many runs after this one failed in its block for the same reason; -1: one
 * before it did. */
static int count_alike(const struct results *results, int run)
{
    int more = 0;
    for (int i = 0; i < results->runs_count; i++) {
        bool alike = i != run && results_alike(results, i, run);
        if (alike && i < run)
            return -1;
        more += alike;
    }
    return more;
}

static void write_failures(FILE *out, const struct results *results)
{
    char reason[WHY_MAX];
    bool any = false;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        const struct experiment *e =
            &results->suite->experiments[run->experiment];
        int more = run->exit_code ? count_alike(results, i) : -1;
        if (more < 0)
            continue;
        if (!any)
            fprintf(out, "\n%5s %4s %s\n", "block", "exit",
                    "experiment/cell reason");
        any = true;
        fprintf(out, "%5d %4d %s/%s ", run->block, run->exit_code, e->name,
                e->cells[run->cell].name);
        results_reason(results, i, reason);
        text_put(out, reason);
        if (more > 0)
            fprintf(out, "; so in %d more cell%s", more, more == 1 ? "" : "s");
        fputc('\n', out);
    }
}

static const char *const prefixes[] = {[GATE_NOISE] = "noise",
                                       [GATE_ANSWERS] = "not right",
                                       [GATE_CELLS] = "left out"};

static void write_verdicts(FILE *out, const struct judgement *judgement)
{
    for (int i = 0; i < judgement->gates_count; i++)
        if (!judgement->gates[i].passed)
            fprintf(out, "%s: %s: %s. %s.\n",
                    prefixes[judgement->gates[i].about],
                    judgement->gates[i].name, judgement->gates[i].text,
                    judgement->gates[i].remedy);
    if (judgement->demo)
        fputs("\ndemo: too few blocks for verdicts\n", out);
    else if (judgement->claims_count > 0)
        fprintf(out, "\n%-16s %s\n", "claim", "verdict");
    for (int i = 0; !judgement->demo && i < judgement->claims_count; i++)
        fprintf(out, "%-16s %s\n", judgement->claims[i].claim->id,
                outcome_name(judgement->claims[i].verdict));
}

int summary_write(FILE *out, const struct judgement *judgement)
{
    const struct results *results = judgement->results;
    struct measures *measures;
    int err = measures_compute(&measures, results, judgement->noisy);
    if (err)
        return err;
    fputs("report ", out);
    text_put(out, results->dir);
    fputs("/report.html\n", out);
    write_advice(out, measures, judgement);
    write_experiments(out, measures);
    write_failures(out, results);
    write_verdicts(out, judgement);
    measures_free(measures);
    return 0;
}

int summary_write_json(FILE *out, const struct judgement *judgement)
{
    struct measures *measures = NULL;
    char page[PATH_MAX];
    int err = measures_compute(&measures, judgement->results, judgement->noisy);
    json_t *json =
        err ? NULL
            : json_pack("{s:o, s:o, s:o}", "report",
                        text_json(folder_path(page, judgement->results->dir,
                                              "report.html")),
                        "verdicts", verdicts_json(judgement), "figures",
                        figures_json(measures));
    err = json_print(out, json);
    measures_free(measures);
    return err;
}
