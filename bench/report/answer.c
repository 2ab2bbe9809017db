/* answer.c -- how the report opens: which model wins where. */
#include "bench/report/answer.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/sections.h"

/* A model helps where the whole interval of its speed-up lies beyond this. */
#define HELPS MEASURES_TIE

/* ---- the result in words ---- */

enum effect { EFFECT_ALWAYS, EFFECT_NEVER, EFFECT_SOMETIMES, EFFECT_UNKNOWN };

/* What a model does for one kind of task, over all its experiments. */
struct summary {
    double least, most; /* of its speed-ups */
    int experiments, helped;
};

static bool is_of_kind(const struct experiment_measures *of,
                       enum theory_kind kind)
{
    return measures_compares(of) && of->cells[of->sequential].kind == kind;
}

static struct summary summarize(const struct measures *measures,
                                const char *model, enum theory_kind kind)
{
    struct summary summary = {INFINITY, 0, 0, 0};
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        const struct cell_measures *cell = measures_of(of, model);
        if (!is_of_kind(of, kind) || !cell || isnan(cell->speedup.estimate))
            continue;
        const struct ratio *speedup = &cell->speedup;
        double sure = speedup->interval.level > 0 ? speedup->interval.low
                                                  : speedup->estimate;
        summary.experiments++;
        summary.helped += sure > HELPS;
        summary.least = fmin(summary.least, speedup->estimate);
        summary.most = fmax(summary.most, speedup->estimate);
    }
    return summary;
}

static enum effect effect_of(const struct summary *summary)
{
    if (summary->experiments == 0)
        return EFFECT_UNKNOWN;
    if (summary->helped == summary->experiments)
        return EFFECT_ALWAYS;
    return summary->helped == 0 ? EFFECT_NEVER : EFFECT_SOMETIMES;
}

static void put_model(FILE *md, const char *model,
                      const struct summary *summary)
{
    struct words least = words_times(summary->least);
    struct words most = words_times(summary->most);
    words_markdown(md, model);
    if (strcmp(least.text, most.text) == 0)
        fprintf(md, " (%s)", most.text);
    else
        fprintf(md, " (%s to %s)", least.text, most.text);
}

/* "with a, b and c"; returns how many there were. */
static int put_models(FILE *md, const struct measures *measures,
                      enum theory_kind kind, enum effect effect,
                      const char *before)
{
    const char *found[MEASURES_MODELS_MAX];
    struct summary summaries[MEASURES_MODELS_MAX];
    int count = 0;
    for (int i = 0; i < measures->models_count; i++) {
        summaries[count] = summarize(measures, measures->models[i], kind);
        if (effect_of(&summaries[count]) == effect)
            found[count++] = measures->models[i];
    }
    for (int i = 0; i < count; i++) {
        fputs(i == 0 ? before : i == count - 1 ? " and " : ", ", md);
        put_model(md, found[i], &summaries[i]);
    }
    return count;
}

static bool has_kind(const struct measures *measures, enum theory_kind kind)
{
    for (int i = 0; i < measures->experiments_count; i++)
        if (is_of_kind(&measures->experiments[i], kind))
            return true;
    return false;
}

static void put_finding(FILE *md, const struct measures *measures,
                        enum theory_kind kind, const char *subject,
                        double ceiling)
{
    if (!has_kind(measures, kind))
        return;
    fprintf(md, "- **%s** ", subject);
    int helped =
        put_models(md, measures, kind, EFFECT_ALWAYS, "is faster with ");
    if (helped > 0 && !isnan(ceiling))
        fprintf(md, ", where this machine can give %s",
                words_times(ceiling).text);
    helped += put_models(md, measures, kind, EFFECT_SOMETIMES,
                         helped ? "; only sometimes with "
                                : "is only sometimes faster with ");
    put_models(md, measures, kind, EFFECT_NEVER,
               helped ? "; not with " : "is not faster with ");
    fputs(".\n", md);
}

static bool has_curves(const struct measures *measures)
{
    for (int i = 0; i < measures->experiments_count; i++)
        if (measures->experiments[i].experiment->sweep)
            return true;
    return false;
}

static void put_findings(FILE *md, const struct measures *measures,
                         const struct judgement *judgement)
{
    if (measures->models_count == 0) {
        fputs(has_curves(measures)
                  ? "What this run found is under its curves.\n\n"
                  : "No experiment in this run compares models.\n\n",
              md);
        return;
    }
    if (!has_kind(measures, THEORY_WAITS) &&
        !has_kind(measures, THEORY_BLOCKS) &&
        !has_kind(measures, THEORY_COMPUTES))
        return;
    fputs("On this ", md);
    if (!isnan(measures->cores))
        fprintf(md, "%.0f-core ", measures->cores);
    fputs("machine, compared with running one task after another "
          "(sequential):\n\n",
          md);
    put_finding(md, measures, THEORY_WAITS, "Waiting", NAN);
    put_finding(md, measures, THEORY_BLOCKS, "Blocking the thread", NAN);
    put_finding(md, measures, THEORY_COMPUTES, "Computing", judgement->ceiling);
    fputc('\n', md);
}

/* ---- the summary ---- */

/* A figure, linked to its runs. */
static void put_speedup(FILE *md, const struct experiment *experiment,
                        const struct cell_measures *cell)
{
    if (!cell || isnan(cell->time_s.median)) {
        fputs(" — |", md);
        return;
    }
    bool compared = strcmp(cell->model, "sequential") == 0;
    struct words words = compared ? words_time(cell->time_s.median)
                                  : words_times(cell->speedup.estimate);
    const char *mark = cell->fastest ? "**" : "";
    fprintf(md, " %s", mark);
    fputc('[', md);
    fputs(words.text, md);
    section_link_runs(md, experiment->name, cell->cell->name);
    fprintf(md, "%s |", mark);
}

static void put_fastest(FILE *md, const struct experiment_measures *of)
{
    const char *comma = "";
    for (int i = 0; i < of->cells_count; i++) {
        if (!of->cells[i].fastest)
            continue;
        fputs(comma, md);
        words_markdown(md, of->cells[i].model);
        comma = ", ";
    }
    if (of->fastest_count > 1)
        fputs(" (tie)", md);
}

static void put_link(FILE *md, const struct experiment *experiment)
{
    char heading[200];
    section_heading(experiment, heading, sizeof(heading));
    fputc('[', md);
    words_markdown(md, experiment->name);
    fputs("](#", md);
    words_anchor(md, heading);
    fputc(')', md);
}

static void put_summary_row(FILE *md, const struct measures *measures,
                            const struct experiment_measures *of)
{
    fputs("| ", md);
    put_link(md, of->experiment);
    fputs(" |", md);
    for (int i = 0; i < measures->models_count; i++)
        put_speedup(md, of->experiment, measures_of(of, measures->models[i]));
    fputc(' ', md);
    put_fastest(md, of);
    fputs(" |\n", md);
}

/* Experiments that compare no models are not in the summary. */
static void put_others(FILE *md, const struct measures *measures)
{
    const char *before = " Not in the table, with no times to compare: ";
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        if (measures_compares(of) || schedule_is_control(of->experiment) ||
            of->experiment->sweep || !measures_was_run(of))
            continue;
        fputs(before, md);
        put_link(md, of->experiment);
        before = ", ";
    }
    fputs(before[0] == ',' ? ".\n\n" : "\n\n", md);
}

static void put_summary(FILE *md, const struct measures *measures)
{
    fputs("| experiment |", md);
    for (int i = 0; i < measures->models_count; i++) {
        fputc(' ', md);
        words_markdown(md, measures->models[i]);
        fputs(" |", md);
    }
    fputs(" fastest |\n|---|", md);
    for (int i = 0; i < measures->models_count; i++)
        fputs("---:|", md);
    fputs(":---|\n", md);
    for (int i = 0; i < measures->experiments_count; i++)
        if (measures_compares(&measures->experiments[i]))
            put_summary_row(md, measures, &measures->experiments[i]);
    fprintf(md,
            "\nSequential's median time, and how many times as fast the "
            "others are. A model ties with the fastest unless the interval of "
            "their paired ratio shows it to be more than %.0f %% slower.",
            (MEASURES_TIE - 1) * 100);
    put_others(md, measures);
}

/* ---- what the reader must know first ---- */

static void put_gates_failed(FILE *md, const struct judgement *judgement)
{
    const char *told = NULL;
    for (int i = 0; i < judgement->gates_count; i++) {
        enum gate_about about = judgement->gates[i].about;
        const char *what = about == GATE_ANSWERS
                               ? "Not every run gave the right answer"
                               : "The machine was too noisy";
        if (judgement->gates[i].passed || about == GATE_CELLS)
            continue;
        if (!told || strcmp(told, what) != 0)
            fprintf(md, "%s> **%s: no verdict on times and ratios.**\n>\n",
                    told ? "\n" : "", what);
        told = what;
        fputs("> - ", md);
        words_markdown(md, judgement->gates[i].name);
        fputs(": ", md);
        words_markdown(md, judgement->gates[i].text);
        fputs(".\n", md);
    }
    fputc('\n', md);
}

static void put_warnings(FILE *md, const struct measures *measures,
                         const struct judgement *judgement)
{
    int failed = 0;
    for (int i = 0; i < measures->experiments_count; i++)
        for (int j = 0; j < measures->experiments[i].cells_count; j++)
            failed += measures->experiments[i].cells[j].failed;
    if (judgement->noisy)
        put_gates_failed(md, judgement);
    if (judgement->demo)
        fprintf(md,
                "> **Demo: %d blocks give no verdicts.** The times are "
                "measured, but too few to judge a claim; `make bench` takes "
                "enough of them.\n\n",
                measures->blocks);
    if (failed > 0)
        fprintf(md,
                "> **%d run%s failed:** see [Failed runs](#failed-runs)."
                "\n\n",
                failed, failed == 1 ? "" : "s");
}

static void put_about(FILE *md, const struct measures *measures)
{
    static const char *const keys[] = {"hostname", "cpu", "os", "time"};
    const json_t *environment = measures->results->environment;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        const char *text =
            json_string_value(json_object_get(environment, keys[i]));
        if (!text || strcmp(text, "unknown") == 0)
            continue;
        words_markdown(md, text);
        fputs(" · ", md);
    }
    fprintf(md, "%d blocks\n\n", measures->blocks);
}

static void put_timeline(FILE *md, const struct chart *chart)
{
    if (*chart->left_out) {
        fputs("Left out of the timeline: ", md);
        words_markdown(md, chart->left_out);
        fputs(".\n\n", md);
    }
    if (!chart->file[0])
        return;
    section_chart(md, chart);
    fputs("The same tasks under each model, one row per task. Hollow bars that "
          "overlap are *concurrency*, solid ones that overlap are "
          "*parallelism*; a solid bar is as high as its task's share of a "
          "core, so its area is CPU time. A task is ready, but without its "
          "turn, when it has arrived and not begun, when its wait lasts longer "
          "than the same wait of a task that is alone (sequential's), and when "
          "it works without a core.",
          md);
    if (chart->note[0]) {
        fputs(" On average a task was ready without its turn for: ", md);
        words_markdown(md, chart->note);
        fputc('.', md);
    }
    fputs("\n\n", md);
}

void section_answer(FILE *md, const struct measures *measures,
                    const struct judgement *judgement,
                    const struct chart *answer, const struct chart *timeline)
{
    const char *title = measures->results->suite->title;
    fputs("# overlap: ", md);
    words_markdown(md, title ? title : "which model wins where");
    fputs("\n\n", md);
    put_about(md, measures);
    put_warnings(md, measures, judgement);
    put_findings(md, measures, judgement);
    put_timeline(md, timeline);
    if (measures->models_count == 0)
        return;
    section_chart(md, answer);
    fputs("Each mark is a model's speed-up over sequential, with its 95 % "
          "interval as a bar. On the 1× line a model is as fast as "
          "sequential.\n\n",
          md);
    put_summary(md, measures);
}
