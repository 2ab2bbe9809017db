/* curves_section.c -- a sweep in the report: its pictures, a table each, and
 * what they come to. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curves.h"
#include "sections.h"
#include "words.h"

static const struct {
    enum figure figure;
    struct words (*words)(double value);
} plots[PLOTS_COUNT] = {
    {FIGURE_MEDIAN, words_time},      {FIGURE_SPEEDUP, words_times},
    {FIGURE_THROUGHPUT, words_count}, {FIGURE_LATENCY_P99, words_time},
    {FIGURE_CPU_TASK, words_time},    {FIGURE_MEMORY_TASK, words_bytes},
};

static const char *column_of(const struct curves *curves)
{
    static const char *const names[] = {
        [SWEEP_WIDTH] = "width",
        [SWEEP_TASKS] = "tasks",
        [SWEEP_SIZE] = "size",
        [SWEEP_CPU_SHARE] = "waiting",
    };
    return names[curves->of->experiment->sweep->option];
}

/* A figure leads to its runs. */
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

/* ---- what the curves come to ---- */

static void put_figure(FILE *md, const struct fit_figure *figure)
{
    fprintf(md, " %.3g | %.3g to %.3g |", figure->value, figure->low,
            figure->high);
}

static void put_law(FILE *md, const struct curve *curve, enum fit_law law,
                    double cores)
{
    struct fit fit;
    curves_fit(&fit, law, curve, cores);
    fputs("| ", md);
    words_markdown(md, curve->name);
    fprintf(md, " | %s |", law == FIT_USL ? "Gunther" : "Amdahl");
    if (!fit.done) {
        fprintf(md, " — | %s | — | — |\n", fit.refused);
        return;
    }
    put_figure(md, &fit.alpha);
    if (law == FIT_USL)
        put_figure(md, &fit.beta);
    else
        fputs(" — | — |", md);
    fputc('\n', md);
}

static void put_laws(FILE *md, const struct curves *curves, double cores)
{
    fputs("The dashed line is the ceiling: what independent burns gain on all "
          "cores. The dotted one is Amdahl's law, were 5 % of the work serial, "
          "to compare with. Laws speak of workers with a core each, and are "
          "fitted to the widths where they have: α is the share of the work "
          "that does not spread, β what workers cost each other.\n\n"
          "| series | law | α | 95 % interval | β | 95 % interval |\n"
          "|---|---|---:|---:|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count; i++) {
        put_law(md, &curves->list[i], FIT_AMDAHL, cores);
        put_law(md, &curves->list[i], FIT_USL, cores);
    }
    fputc('\n', md);
}

static int put_memory_fits(FILE *md, const struct measures *measures, int index,
                           const struct curves *curves)
{
    int err = 0;
    fputs("A straight line through all metered runs, memory against tasks in "
          "progress, has the cost of one more task as its slope:\n\n"
          "| series | one more task | 95 % interval |\n|---|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count && err == 0; i++) {
        struct fit_line line;
        err = curves_fit_memory(&line, measures, index, &curves->list[i]);
        if (err)
            break;
        fputs("| ", md);
        words_markdown(md, curves->list[i].name);
        if (line.done)
            fprintf(md, " | %s | %s to %s |\n",
                    words_bytes(line.slope.value).text,
                    words_bytes(line.slope.low).text,
                    words_bytes(line.slope.high).text);
        else
            fprintf(md, " | — | %s |\n", line.refused);
    }
    fputc('\n', md);
    return err;
}

/* "By the medians threads lead at 0 %, async from 20 % to 100 %." */
static void put_leaders(FILE *md, const struct curves *curves)
{
    const char *comma = "By the medians the fastest is ";
    for (int j = 0; j < curves->xs_count;) {
        const struct curve *leader = NULL;
        int from = j;
        for (; j < curves->xs_count; j++) {
            const struct curve *best = NULL;
            double most = -INFINITY;
            for (int i = 0; i < curves->count; i++) {
                const struct point *point =
                    curve_at(&curves->list[i], curves->xs[j]);
                if (point && point->value > most) {
                    most = point->value;
                    best = &curves->list[i];
                }
            }
            if (j > from && best != leader)
                break;
            leader = best;
        }
        if (!leader)
            continue;
        fputs(comma, md);
        words_markdown(md, leader->name);
        fprintf(md, " at %.0f %%", curves->xs[from]);
        if (j - 1 > from)
            fprintf(md, " to %.0f %%", curves->xs[j - 1]);
        comma = ", ";
    }
    fputs(" of waiting.\n\n", md);
}

static void put_reason(FILE *md, const struct cell_measures *cell)
{
    fputs(cell->refused ? "not testable here: " : "", md);
    words_markdown(md, cell->reason);
}

/* ---- where a model stops being the simpler answer ---- */

struct costs {
    struct curves cpu, memory;
};

static const struct curve *find_curve(const struct curves *curves,
                                      const char *name)
{
    for (int i = 0; i < curves->count; i++)
        if (strcmp(curves->list[i].name, name) == 0)
            return &curves->list[i];
    return NULL;
}

static double dearness(const struct curves *curves, const char *name, double x)
{
    const struct curve *one = find_curve(curves, name);
    const struct curve *loop = find_curve(curves, "async");
    const struct point *mine = one ? curve_at(one, x) : NULL;
    const struct point *theirs = loop ? curve_at(loop, x) : NULL;
    return mine && theirs ? mine->value / theirs->value : NAN;
}

/* Why the series stops at `x`, or that it does not. */
static bool put_stop(FILE *md, const struct costs *costs,
                     const struct curve *curve, double x)
{
    const struct point *point = curve_at(curve, x);
    double cpu = dearness(&costs->cpu, curve->name, x);
    double memory = dearness(&costs->memory, curve->name, x);
    bool failed = point && curve_fails(point);
    if (!failed && !(cpu > CURVES_DEARER) && !(memory > CURVES_DEARER))
        return false;
    words_markdown(md, curve->name);
    fprintf(md, " at width %s (", words_count(x).text);
    if (failed)
        put_reason(md, point->cell);
    if (!failed && cpu > CURVES_DEARER)
        fprintf(md, "%s the CPU time", words_times(cpu).text);
    if (!failed && memory > CURVES_DEARER)
        fprintf(md, "%s%s the memory", cpu > CURVES_DEARER ? ", " : "",
                words_times(memory).text);
    fputc(')', md);
    return true;
}

static void put_stops(FILE *md, const struct costs *costs)
{
    const struct curves *all = &costs->cpu;
    const char *comma = "";
    fprintf(md,
            "By this report's rule, fixed before anything ran, a model stops "
            "being the simpler answer at the first width at which it fails, or "
            "takes more than %d times the CPU time or the memory a request "
            "that async takes. So do ",
            CURVES_DEARER);
    for (int i = 0; i < all->count; i++) {
        bool stopped = false;
        if (strcmp(all->list[i].name, "async") == 0)
            continue;
        fputs(comma, md);
        for (int j = 0; j < all->xs_count && !stopped; j++)
            stopped = put_stop(md, costs, &all->list[i], all->xs[j]);
        if (!stopped) {
            words_markdown(md, all->list[i].name);
            fputs(" nowhere here", md);
        }
        comma = "; ";
    }
    fputs(".\n\n", md);
}

static int put_simpler(FILE *md, const struct measures *measures, int index)
{
    struct costs costs = {0};
    int err = curves_make(&costs.cpu, measures, index, PLOT_CPU);
    if (err == 0)
        err = curves_make(&costs.memory, measures, index, PLOT_MEMORY);
    if (err == 0 && find_curve(&costs.cpu, "async") && costs.cpu.count > 1)
        put_stops(md, &costs);
    curves_free(&costs.cpu);
    curves_free(&costs.memory);
    return err;
}

/* ---- all of it ---- */

static void put_refused(FILE *md, const struct experiment_measures *of)
{
    const char *last = "";
    bool any = false;
    for (int i = 0; i < of->cells_count; i++) {
        const struct cell_measures *cell = &of->cells[i];
        if ((!cell->failed && !cell->refused) || !isnan(cell->time_s.median))
            continue;
        if (!any)
            fputs("✕ has no figure here:\n\n", md);
        any = true;
        fputs("- [", md);
        words_markdown(md, cell->cell->name);
        section_link_runs(md, of->experiment->name, cell->cell->name);
        fputs(": ", md);
        put_reason(md, cell);
        fputc('\n', md);
        last = "\n";
    }
    fputs(last, md);
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
    put_table(md, &curves, plot);
    if (1 << plot == PLOT_SPEEDUP && asked->sweep->option == SWEEP_WIDTH)
        put_laws(md, &curves, measures->cores);
    if (1 << plot == PLOT_SPEEDUP && asked->sweep->option == SWEEP_CPU_SHARE)
        put_leaders(md, &curves);
    if (1 << plot == PLOT_THROUGHPUT && asked->server && asked->server->delay)
        fputs("The dotted line is Little's law: with W tasks in flight, each "
              "of which takes the server's L, W / L are done a second.\n\n",
              md);
    if (1 << plot == PLOT_MEMORY)
        err = put_memory_fits(md, measures, index, &curves);
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
        err = put_simpler(md, measures, index);
    if (err)
        fputs("There was not enough memory for these curves.\n\n", md);
    put_refused(md, of);
}
