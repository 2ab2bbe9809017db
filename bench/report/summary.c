/* summary.c -- what a bench found, as plain text that scripts can read. */
#include "bench/report/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/cost.h"
#include "bench/report/json.h"
#include "bench/results/folder.h"
#include "bench/results/series.h"
#include "core/base/text.h"

static void write_fastest(FILE *out, const struct results *results,
                          int experiment)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    double best = NAN, sequential = NAN;
    const char *name = NULL;
    for (unsigned c = 0; c < e->cells_count; c++) {
        double median = series_median(results, experiment, (int)c, "time");
        if (!isnan(median) && !(median >= best) &&
            !cost_take(results, experiment, (int)c).unequal) {
            best = median;
            name = e->cells[c].name;
        }
        if (strcmp(e->cells[c].name, "sequential") == 0)
            sequential = median;
    }
    if (!name)
        return;
    fprintf(out, "%-16s %-16s %8.3f ", e->name, name, best);
    if (isnan(sequential))
        fprintf(out, "%15s\n", "-");
    else
        fprintf(out, "%15.2f\n", sequential / best);
}

static void write_experiments(FILE *out, const struct results *results)
{
    fprintf(out, "\n%-16s %-16s %8s %15s\n", "experiment", "fastest", "seconds",
            "over-sequential");
    for (unsigned e = 0; e < results->suite->experiments_count; e++)
        if (!schedule_is_control(&results->suite->experiments[e]) &&
            !results->suite->experiments[e].sweep)
            write_fastest(out, results, (int)e);
}

static void write_failures(FILE *out, const struct results *results)
{
    bool any = false;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        const struct experiment *e =
            &results->suite->experiments[run->experiment];
        if (run->exit_code == 0)
            continue;
        if (!any)
            fprintf(out, "\n%5s %4s %s\n", "block", "exit",
                    "experiment/cell reason");
        any = true;
        fprintf(out, "%5d %4d %s/%s ", run->block, run->exit_code, e->name,
                e->cells[run->cell].name);
        text_put(out, results_error(results, i));
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
            fprintf(out, "%s: %s: %s\n", prefixes[judgement->gates[i].about],
                    judgement->gates[i].name, judgement->gates[i].text);
    if (judgement->demo)
        fputs("\ndemo: too few blocks for verdicts\n", out);
    else if (judgement->claims_count > 0)
        fprintf(out, "\n%-16s %s\n", "claim", "verdict");
    for (int i = 0; !judgement->demo && i < judgement->claims_count; i++)
        fprintf(out, "%-16s %s\n", judgement->claims[i].claim->id,
                outcome_name(judgement->claims[i].verdict));
}

void summary_write(FILE *out, const struct judgement *judgement)
{
    const struct results *results = judgement->results;
    fputs("report ", out);
    text_put(out, results->dir);
    fputs("/report.html\n", out);
    write_experiments(out, results);
    write_failures(out, results);
    write_verdicts(out, judgement);
}

int summary_write_json(FILE *out, const struct judgement *judgement)
{
    struct measures *measures = NULL;
    char page[PATH_MAX];
    int err = measures_compute(&measures, judgement->results);
    json_t *json = err ? NULL
                       : json_pack("{s:s, s:o, s:o}", "report",
                                   folder_path(page, judgement->results->dir,
                                               "report.html"),
                                   "verdicts", verdicts_json(judgement),
                                   "figures", figures_json(measures));
    err = json_print(out, json);
    measures_free(measures);
    return err;
}
