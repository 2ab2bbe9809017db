/* curves_section.c -- a sweep in the report: its pictures, each with a table,
 * and what they show. */
#include "bench/report/curves_section.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/judge/theory.h"
#include "bench/judge/words.h"
#include "bench/report/curves_words.h"
#include "bench/report/formulas.h"
#include "bench/report/metg_section.h"
#include "bench/report/sections.h"

static const struct {
    enum figure figure;
    struct words (*words)(double value);
} plots[PLOTS_COUNT] = {
    {FIGURE_MEDIAN, words_time},      {FIGURE_SPEEDUP, words_times},
    {FIGURE_THROUGHPUT, words_count}, {FIGURE_LATENCY_P99, words_time},
    {FIGURE_CPU_TASK, words_time},    {FIGURE_MEMORY_TASK, words_bytes},
    {FIGURE_EFFICIENCY, words_count},
};

static const char *column_of(const struct curves *curves)
{
    static const char *const names[] = {
        [SWEEP_WIDTH] = "width",       [SWEEP_TASKS] = "tasks",
        [SWEEP_CHUNK] = "chunk",       [SWEEP_SIZE] = "size",
        [SWEEP_CPU_SHARE] = "waiting",
    };
    return names[curves->of->experiment->sweep->option];
}

/* A figure, linked to its runs. */
static void put_value(FILE *md, const struct curves *curves,
                      const struct point *point,
                      struct words (*words)(double value))
{
    if (!point) {
        fputs(" — |", md);
        return;
    }
    bool failed = curve_fails(point);
    fprintf(md, " [%s", failed ? "✕" : words(point->value).text);
    section_link_runs(md, curves->of->experiment->name,
                      point->cell->cell->name);
    fputs(" |", md);
}

static void put_table(FILE *md, const struct curves *curves, int plot)
{
    bool share = curves->of->experiment->sweep->option == SWEEP_CPU_SHARE;
    fprintf(md, "| %s |", column_of(curves));
    for (int i = 0; i < curves->count; i++) {
        fputc(' ', md);
        words_markdown(md, curves->list[i].name);
        fputs(" |", md);
    }
    fputs("\n|---:|", md);
    for (int i = 0; i < curves->count; i++)
        fputs("---:|", md);
    fputc('\n', md);
    for (int j = 0; j < curves->xs_count; j++) {
        fprintf(md, "| %s%s |", words_count(curves->xs[j]).text,
                share ? " %" : "");
        for (int i = 0; i < curves->count; i++)
            put_value(md, curves, curve_at(&curves->list[i], curves->xs[j]),
                      plots[plot].words);
        fputc('\n', md);
    }
    fputc('\n', md);
}

static void put_refused(FILE *md, const struct experiment_measures *of)
{
    const char *last = "";
    bool any = false;
    for (int i = 0; i < of->cells_count; i++) {
        const struct cell_measures *cell = &of->cells[i];
        if ((!cell->failed && !cell->refused) || !isnan(cell->time_s.median))
            continue;
        if (!any)
            fputs("✕ stands for a cell without a figure:\n\n", md);
        any = true;
        fputs("- [", md);
        words_markdown(md, cell->cell->name);
        section_link_runs(md, of->experiment->name, cell->cell->name);
        fputs(": ", md);
        curves_put_reason(md, cell);
        fputc('\n', md);
        last = "\n";
    }
    fputs(last, md);
}

/* Are all swept cells started by a launcher? */
static bool is_launched(const struct curves *curves)
{
    for (int i = 0; i < curves->of->cells_count; i++) {
        const struct cell *cell = curves->of->cells[i].cell;
        if (cell->swept && !cell->launch_count)
            return false;
    }
    return true;
}

static int put_plot(FILE *md, const struct measures *measures, int index,
                    int plot, const struct chart *chart)
{
    struct curves curves;
    const struct experiment *asked = measures->experiments[index].experiment;
    int err = curves_make(&curves, measures, index, 1u << plot);
    if (err)
        return err;
    fputs("**", md);
    section_figure(md, plots[plot].figure);
    fputs("**\n\n", md);
    section_chart(md, chart);
    if (1 << plot == PLOT_EFFICIENCY)
        section_metg(md, measures, index, &curves);
    else
        put_table(md, &curves, plot);
    if (1 << plot == PLOT_SPEEDUP && asked->sweep->option == SWEEP_WIDTH)
        curves_put_laws(md, &curves, measures->cores);
    if (1 << plot == PLOT_SPEEDUP && asked->sweep->option == SWEEP_CPU_SHARE &&
        !measures->noisy)
        curves_put_leaders(md, &curves);
    if (1 << plot == PLOT_TIME && is_launched(&curves) && !measures->noisy)
        curves_put_launched(md, &curves, column_of(&curves));
    if (1 << plot == PLOT_THROUGHPUT && theory_delay_s(asked) > 0)
        fputs("The dotted line is Little's law: with W tasks in flight, each "
              "of which takes the server's delay L, W / L are done a "
              "second.\n\n",
              md);
    if (1 << plot == PLOT_MEMORY)
        err = curves_put_memory(md, measures, index, &curves);
    curves_free(&curves);
    return err;
}

void section_curves(FILE *md, const struct measures *measures, int index,
                    const struct chart charts[PLOTS_COUNT])
{
    const struct experiment_measures *of = &measures->experiments[index];
    int err = 0;
    for (int plot = 0; plot < PLOTS_COUNT && err == 0; plot++)
        if (curves_has(of, 1u << plot))
            err = put_plot(md, measures, index, plot, &charts[plot]);
    if (err == 0 && curves_has(of, PLOT_CPU) && curves_has(of, PLOT_MEMORY) &&
        of->experiment->sweep->option == SWEEP_WIDTH)
        err = curves_put_simpler(md, measures, index);
    if (err)
        fputs("There was not enough memory for these curves.\n\n", md);
    put_refused(md, of);
}
