/* experiments.c -- one experiment of the report: what it shows, its picture
 * and its figures. */
#include <math.h>

#include "sections.h"
#include "words.h"

void section_heading(const struct experiment *experiment, char *text,
                     size_t size)
{
    snprintf(text, size, "%s%s%s", experiment->name,
             experiment->title ? ": " : "",
             experiment->title ? experiment->title : "");
}

void section_chart(FILE *md, const struct chart *chart)
{
    if (!chart->file[0])
        return;
    if (chart->svg) {
        fputs("![", md);
        words_markdown(md, chart->alt);
        fprintf(md, "](%s)\n\n", chart->file);
        return;
    }
    fputs("Chart not drawn: ", md);
    words_markdown(md, chart->why);
    fputs(".\n\n", md);
}

static void put_name(FILE *md, const struct cell_measures *cell)
{
    fputs("| ", md);
    words_markdown(md, cell->cell->name);
    fputs(" |", md);
}

static void put_figure(FILE *md, struct words words)
{
    fprintf(md, " %s |", words.text);
}

static void put_theory(FILE *md, const struct cell_measures *cell)
{
    const struct theory *theory = &cell->theory;
    fprintf(md, " %s%s%s |", words_time(theory->seconds).text,
            theory->formula[0] ? " = " : "", theory->formula);
    put_figure(md, words_off(cell->time_s.median / theory->seconds));
}

static bool any(const struct experiment_measures *measures,
                double (*figure)(const struct cell_measures *cell))
{
    for (int i = 0; i < measures->cells_count; i++)
        if (!isnan(figure(&measures->cells[i])))
            return true;
    return false;
}

static double time_of(const struct cell_measures *cell)
{
    return cell->time_s.median;
}

static double speedup_of(const struct cell_measures *cell)
{
    return cell->speedup.estimate;
}

static double theory_of(const struct cell_measures *cell)
{
    return cell->theory.seconds;
}

static double total_memory_of(const struct cell_measures *cell)
{
    return cell->total_bytes;
}

static double lateness_of(const struct cell_measures *cell)
{
    return cell->lateness_p99_s;
}

static double failed_of(const struct cell_measures *cell)
{
    return cell->failed > 0 ? (double)cell->failed : (double)NAN;
}

/* A column that holds nothing is left out. */
static void put_times(FILE *md, const struct experiment_measures *measures)
{
    bool compared = any(measures, speedup_of);
    bool predicted = any(measures, theory_of);
    fprintf(
        md,
        "| cell | median time | 95 %% interval |%s%s\n|---|---:|---:|%s%s\n",
        compared ? " speed-up | 95 % interval |" : "",
        predicted ? " theory | off |" : "", compared ? "---:|---:|" : "",
        predicted ? "---:|---:|" : "");
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        put_name(md, cell);
        put_figure(md, words_time(cell->time_s.median));
        put_figure(md, words_time_interval(cell->interval));
        if (compared) {
            put_figure(md, words_times(cell->speedup.estimate));
            put_figure(md, words_times_interval(cell->speedup.interval));
        }
        if (predicted)
            put_theory(md, cell);
        fputc('\n', md);
    }
    fputc('\n', md);
}

static void put_workers(FILE *md, const struct cell_measures *cell)
{
    put_figure(md, words_count(cell->workers));
}

static void put_failed(FILE *md, const struct cell_measures *cell)
{
    if (cell->failed > 0)
        fprintf(md, " %d of %d |", cell->failed, cell->runs);
    else
        fputs(" 0 |", md);
}

static void put_costs(FILE *md, const struct experiment_measures *measures)
{
    bool total = any(measures, total_memory_of);
    bool late = any(measures, lateness_of);
    bool failed = any(measures, failed_of);
    fprintf(md,
            "| cell | tasks | workers | cores used | CPU user | CPU system | "
            "peak memory |%s context switches, own | forced |%s%s\n"
            "|---|---:|---:|---:|---:|---:|---:|%s---:|---:|%s%s\n",
            total ? " with the kernel's |" : "",
            late ? " tick late by (median) | p99 | most |" : "",
            failed ? " failed |" : "", total ? "---:|" : "",
            late ? "---:|---:|---:|" : "", failed ? "---:|" : "");
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        put_name(md, cell);
        put_figure(md, words_count(cell->tasks));
        put_workers(md, cell);
        put_figure(md, words_decimal(cell->cores_used));
        put_figure(md, words_time(cell->user_s));
        put_figure(md, words_time(cell->sys_s));
        put_figure(md, words_bytes(cell->pss_bytes));
        if (total)
            put_figure(md, words_bytes(cell->total_bytes));
        put_figure(md, words_count(cell->voluntary));
        put_figure(md, words_count(cell->involuntary));
        if (late) {
            put_figure(md, words_time(cell->lateness_p50_s));
            put_figure(md, words_time(cell->lateness_p99_s));
            put_figure(md, words_time(cell->lateness_max_s));
        }
        if (failed)
            put_failed(md, cell);
        fputc('\n', md);
    }
    fputc('\n', md);
}

void section_experiments(FILE *md)
{
    fputs(
        "## The experiments\n\n"
        "In the pictures a dot is one run, the first block on top; the "
        "stroke is the median, ◇ what theory predicts. *Off* is how far the "
        "median lies from it: what starting workers and sharing the machine "
        "cost. Peak memory is the sum of Pss over all processes; the kernel's "
        "part is the rise of its stacks, page tables and slabs.\n\n",
        md);
}

void section_experiment(FILE *md, const struct experiment_measures *measures,
                        const struct chart charts[CHARTS_EACH])
{
    char heading[200];
    section_heading(measures->experiment, heading, sizeof(heading));
    fputs("### ", md);
    words_markdown(md, heading);
    fputs("\n\n", md);
    if (measures->experiment->lesson) {
        words_markdown(md, measures->experiment->lesson);
        fputs("\n\n", md);
    }
    if (!any(measures, time_of)) {
        fputs("No run of it succeeded.\n\n", md);
        return;
    }
    section_chart(md, &charts[CHART_TIMES]);
    section_chart(md, &charts[CHART_LATENESS]);
    put_times(md, measures);
    section_chart(md, &charts[CHART_MEMORY]);
    put_costs(md, measures);
}
