/* answer.c -- how the report opens: which model wins where. */
#include "bench/report/answer.h"

#include <math.h>
#include <string.h>

#include "bench/judge/advice.h"
#include "bench/judge/words.h"
#include "bench/report/sections.h"
#include "bench/report/verdicts.h"

/* ---- what to use ---- */

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

static void put_advice(FILE *md, const struct advice *advice)
{
    fprintf(md, "| %s | ", advice->tasks);
    fputs(advice->known ? "**" : "", md);
    words_markdown(md, advice->use);
    fputs(advice->known ? "** | " : " | ", md);
    words_markdown(md, *advice->found ? advice->found : NULL);
    for (int i = 0; i < ADVICE_EVIDENCE_MAX && advice->evidence[i]; i++) {
        fputs(i ? ", " : " · ", md);
        put_link(md, advice->evidence[i]);
    }
    fputs(" |\n", md);
}

static void put_advices(FILE *md, const struct measures *measures,
                        const struct judgement *judgement)
{
    struct advice list[ADVICE_CASES];
    if (advice_give(list, measures, judgement) == 0) {
        fputs(measures->models_count == 0
                  ? "No experiment in this run compares models.\n\n"
                  : "No experiment in this run says what to use.\n\n",
              md);
        return;
    }
    fputs("| tasks | what to use | found on this machine |\n"
          "|:---|:---|:---|\n",
          md);
    for (int i = 0; i < ADVICE_CASES; i++)
        put_advice(md, &list[i]);
    fputc('\n', md);
}

/* "Can I trust it? 6 of 6 gates passed; …" */
static void put_trust(FILE *md, const struct measures *measures,
                      const struct judgement *judgement)
{
    int passed = 0;
    if (judgement->gates_count == 0)
        return;
    for (int i = 0; i < judgement->gates_count; i++)
        passed += judgement->gates[i].passed;
    fprintf(md, "**Can I trust it?** %s %d of %d [gates](#noise-gates) passed",
            judgement->noisy                  ? "✘"
            : passed < judgement->gates_count ? "◐"
                                              : "✔",
            passed, judgement->gates_count);
    for (int i = 0; i < judgement->gates_count; i++) {
        const struct gate *gate = &judgement->gates[i];
        bool left_out = gate->about == GATE_CELLS && !gate->passed;
        if (strcmp(gate->name, GATE_AA) != 0 && !left_out)
            continue;
        fprintf(md, "; %s%s", left_out ? gate->name : "", left_out ? ": " : "");
        words_markdown(md, gate->text);
    }
    fprintf(md, "; %s.\n\n", words_plural(measures->blocks, "block").text);
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
    fputs(mark, md);
    double share = cell->speedup.estimate / cell->possible;
    if (!compared && cell->possible > 1 && !isnan(share))
        fprintf(md, " (%s)", words_percent(share).text);
    fputs(" |", md);
}

static void put_fastest(FILE *md, const struct experiment_measures *of)
{
    const char *comma = "";
    for (int i = 0; i < of->cells_count; i++) {
        if (!of->cells[i].fastest)
            continue;
        fputs(comma, md);
        words_markdown(md, of->cells[i].cell->name);
        comma = ", ";
    }
    fputs(of->fastest_count == 0  ? "—"
          : of->fastest_count > 1 ? " (tie)"
                                  : "",
          md);
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
    const char *before =
        " Not in the table, since nothing there is compared with sequential: ";
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
            "others are; in brackets, the share of what is possible for as "
            "many workers on these cores. A model ties with the fastest unless "
            "the interval of "
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
                           : isnan(judgement->gates[i].value)
                               ? "How noisy the machine was is not known"
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
        fprintf(md, ". %s.\n", judgement->gates[i].remedy);
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
                "> **Demo: no verdicts from %s.** The times are measured, but "
                "too few to judge a claim; `make bench` takes enough of "
                "them.\n\n",
                words_plural(measures->blocks, "block").text);
    if (failed > 0)
        fprintf(md, "> **%s failed:** see [Failed runs](#failed-runs).\n\n",
                words_plural(failed, "run").text);
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
    if (!isnan(measures->cores))
        fprintf(md, "%s · ", words_plural(measures->cores, "core").text);
    fprintf(md, "%s\n\n", words_plural(measures->blocks, "block").text);
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
    put_advices(md, measures, judgement);
    put_trust(md, measures, judgement);
    put_timeline(md, timeline);
    section_marks(md, judgement);
    if (measures->models_count == 0)
        return;
    section_chart(md, answer);
    fputs("Each mark is a model's speed-up over sequential, with its 95 % "
          "interval as a bar. On the 1× line a model is as fast as "
          "sequential.\n\n",
          md);
    put_summary(md, measures);
}
