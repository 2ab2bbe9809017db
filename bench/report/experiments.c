/* experiments.c -- one experiment of the report: its lesson, its pictures and
 * its figures. */
#include "bench/report/experiments.h"

#include <math.h>
#include <stddef.h>

#include "bench/judge/words.h"
#include "bench/report/curves_section.h"
#include "bench/report/formulas.h"
#include "bench/report/page.h"
#include "bench/report/sections.h"
#include "bench/report/servers_section.h"
#include "bench/report/window_section.h"

/* A cell's name, linked to its runs. */
static void put_name(FILE *md, const struct experiment *experiment,
                     const struct cell_measures *cell)
{
    fputs("| ", md);
    fputc('[', md);
    words_markdown(md, cell->cell->name);
    section_link_runs(md, experiment->name, cell->cell->name);
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

/* "1.00× (0.99× – 1.02×)", with a cross where that is too much or too little. */
static void put_cost(FILE *md, const struct cost *cost)
{
    fprintf(md, " %s%s", cost->unequal ? "✘ " : "",
            words_times(cost->cpu.estimate).text);
    if (cost->cpu.interval.level > 0)
        fprintf(md, " (%s)", words_times_interval(cost->cpu.interval).text);
    fputs(" |", md);
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

static double cost_of(const struct cell_measures *cell)
{
    return cell->cost.cpu.estimate;
}

static double share_of(const struct cell_measures *cell)
{
    return cell->speedup.estimate / cell->possible;
}

static double theory_of(const struct cell_measures *cell)
{
    return cell->theory.seconds;
}

/* Empty columns are left out. */
static void put_times(FILE *md, const struct experiment_measures *measures)
{
    bool compared = any(measures, speedup_of);
    bool predicted = any(measures, theory_of), costed = any(measures, cost_of);
    bool shared = compared && any(measures, share_of);
    static const enum figure heads[] = {
        FIGURE_MEDIAN, FIGURE_INTERVAL, FIGURE_SPEEDUP, FIGURE_INTERVAL,
        FIGURE_SHARE,  FIGURE_COST,     FIGURE_THEORY,  FIGURE_OFF};
    const bool there[] = {true,   true,   compared,  compared,
                          shared, costed, predicted, predicted};
    fputs("| cell |", md);
    for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++)
        if (there[i])
            section_head(md, heads[i]);
    fputs("\n|---|", md);
    for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++)
        fputs(there[i] ? "---:|" : "", md);
    fputc('\n', md);
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        put_name(md, measures->experiment, cell);
        put_figure(md, words_time(cell->time_s.median));
        put_figure(md, words_time_interval(cell->interval));
        if (compared) {
            put_figure(md, words_times(cell->speedup.estimate));
            put_figure(md, words_times_interval(cell->speedup.interval));
        }
        if (shared)
            put_figure(md, words_percent(share_of(cell)));
        if (costed)
            put_cost(md, &cell->cost);
        if (predicted)
            put_theory(md, cell);
        fputc('\n', md);
    }
    fputc('\n', md);
}

/* Which cells are left out of all comparisons, and what that may come from. */
static void put_unequal(FILE *md, const struct experiment_measures *measures)
{
    const char *before = "✘ ";
    bool noisy = true;
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        if (!cell->cost.unequal)
            continue;
        noisy &= cell->cost.open;
        fputs(before, md);
        words_markdown(md, cell->cell->name);
        fprintf(md, " took %s",
                words_estimate(cell->cost.cpu.estimate, cell->cost.cpu.interval)
                    .text);
        before = ", ";
    }
    if (*before != ',')
        return;
    fprintf(md,
            " the CPU time of sequential for the same work; %s to %s is "
            "allowed. %s%s\n\n",
            words_times(COST_LEAST).text, words_times(COST_MOST).text,
            measures->experiment->sweep
                ? ""
                : "So their times compare no models, and are in no speed-up, "
                  "no headline and no verdict. ",
            noisy
                ? "The machine may have been too noisy to tell: more blocks, "
                  "or a quieter one, would."
                : "Either of the two programs may do more than its tasks; its "
                  "loops may be compiled differently, or cross lines of the "
                  "instruction cache; or its workers slow each other down, "
                  "where they share a core's hardware threads, a cache or "
                  "the way to memory.");
}

/* What cells found out besides their answers. */
static void put_findings(FILE *md, const struct experiment_measures *measures)
{
    bool begun = false;
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        for (int f = 0; f < cell->findings_count; f++) {
            const struct finding_measures *finding = &cell->findings[f];
            if (!begun)
                fputs("| cell | found | median | most |\n"
                      "|---|---|---:|---:|\n",
                      md);
            begun = true;
            put_name(md, measures->experiment, cell);
            fputc(' ', md);
            words_markdown(md, finding->name);
            fprintf(md, " | %s | %s |\n", words_number(finding->median).text,
                    words_number(finding->most).text);
        }
    }
    if (begun)
        fputc('\n', md);
}

/* A column of figures, NAN where a cell has none. */
struct column {
    enum figure head;
    size_t offset; /* of a double in struct cell_measures */
    struct words (*words)(double value);
};

#define COLUMN(head, member, words)                                            \
    {                                                                          \
        head, offsetof(struct cell_measures, member), words                    \
    }

static const struct column work_columns[] = {
    COLUMN(FIGURE_TASKS, tasks, words_count),
    COLUMN(FIGURE_WORKERS, workers, words_count),
    COLUMN(FIGURE_TASK, task_s, words_time),
    COLUMN(FIGURE_CORES, cores_used, words_decimal),
    COLUMN(FIGURE_USER, user_s, words_time),
    COLUMN(FIGURE_SYS, sys_s, words_time),
};

static const struct column memory_columns[] = {
    COLUMN(FIGURE_PSS, pss_bytes, words_bytes),
    COLUMN(FIGURE_TOTAL, total_bytes, words_bytes),
    COLUMN(FIGURE_OWN, voluntary, words_count),
    COLUMN(FIGURE_FORCED, involuntary, words_count),
    COLUMN(FIGURE_LATE_P50, lateness_p50_s, words_time),
    COLUMN(FIGURE_LATE_P99, lateness_p99_s, words_time),
    COLUMN(FIGURE_LATE_MAX, lateness_max_s, words_time),
};

static const struct column open_columns[] = {
    COLUMN(FIGURE_RATE, rate_per_s, words_count),
    COLUMN(FIGURE_LATENCY_P50, latency.p50_s, words_time),
    COLUMN(FIGURE_LATENCY_P99, latency.p99_s, words_time),
    COLUMN(FIGURE_LATENCY_MAX, latency.max_s, words_time),
    COLUMN(FIGURE_SERVICE_P50, service.p50_s, words_time),
    COLUMN(FIGURE_SERVICE_P99, service.p99_s, words_time),
    COLUMN(FIGURE_SERVICE_MAX, service.max_s, words_time),
};

#define COLUMNS_MAX 8

static double figure_of(const struct cell_measures *cell,
                        const struct column *column)
{
    return *(const double *)(const void *)((const char *)cell + column->offset);
}

/* The columns that are not empty. */
static int columns_present(const struct experiment_measures *measures,
                           const struct column *columns, int count,
                           const struct column *present[COLUMNS_MAX])
{
    int found = 0;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < measures->cells_count; j++)
            if (!isnan(figure_of(&measures->cells[j], &columns[i]))) {
                present[found++] = &columns[i];
                break;
            }
    return found;
}

static void put_failed(FILE *md, const struct cell_measures *cell)
{
    if (cell->failed > 0)
        fprintf(md, " %d of %d |", cell->failed, cell->runs);
    else
        fputs(" 0 |", md);
}

static void put_columns(FILE *md, const struct experiment_measures *measures,
                        const struct column *columns, int count, bool failed)
{
    const struct column *present[COLUMNS_MAX];
    count = columns_present(measures, columns, count, present);
    if (count == 0 && !failed)
        return;
    fputs("| cell |", md);
    for (int i = 0; i < count; i++)
        section_head(md, present[i]->head);
    if (failed)
        section_head(md, FIGURE_FAILED);
    fputs("\n|---|", md);
    for (int i = 0; i < count + failed; i++)
        fputs("---:|", md);
    fputc('\n', md);
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        put_name(md, measures->experiment, cell);
        for (int j = 0; j < count; j++)
            put_figure(md, present[j]->words(figure_of(cell, present[j])));
        if (failed)
            put_failed(md, cell);
        fputc('\n', md);
    }
    fputc('\n', md);
}

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

static void put_costs(FILE *md, const struct experiment_measures *measures)
{
    int failed = 0;
    for (int i = 0; i < measures->cells_count; i++)
        failed += measures->cells[i].failed;
    put_columns(md, measures, work_columns, COUNT(work_columns), failed > 0);
    put_columns(md, measures, memory_columns, COUNT(memory_columns), false);
}

static double rate_of(const struct cell_measures *cell)
{
    return cell->rate_per_s;
}

/* The latencies, if some cell's tasks are due at a rate. */
static void put_latencies(FILE *md, const struct experiment_measures *measures)
{
    if (!any(measures, rate_of))
        return;
    fputs("Latency counts from when a task was due, service from when a worker "
          "began it; in between it queued. In a closed loop, which has no "
          "rate, they are the same: a client that asks only once it has the "
          "last answer sees no queue.\n\n",
          md);
    put_columns(md, measures, open_columns, COUNT(open_columns), false);
}

/* Offloading helps no further than the pool. */
static void put_pool(FILE *md, const struct experiment_measures *measures)
{
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        if (!cell->cell->offload || !(cell->workers > THEORY_POOL_THREADS))
            continue;
        words_markdown(md, cell->cell->swept ? cell->cell->series
                                             : cell->cell->name);
        fprintf(md,
                " hands its work to libuv's pool, %d threads a loop: no more "
                "tasks than that compute or block at once, however many are "
                "in flight.\n\n",
                THEORY_POOL_THREADS);
        return;
    }
}

static void put_refused(FILE *md, const struct experiment_measures *measures)
{
    const char *before = "Not testable here: ";
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        if (!cell->refused)
            continue;
        fputs(before, md);
        words_markdown(md, cell->cell->name);
        fputs(" (", md);
        words_markdown(md, cell->reason);
        fputc(')', md);
        before = "; ";
    }
    fputs(*before == ';' ? ".\n\n" : "", md);
}

void section_experiments(FILE *md)
{
    fputs("## " PAGE_EXPERIMENTS "\n\n"
          "In the pictures each dot is a run, the first block on top; the "
          "stroke is the median, and ◇ is what theory predicts. *Off* is how "
          "far the median lies from that: the cost of starting workers and "
          "sharing the machine. A column's heading links to how its figures "
          "are computed, a cell's name to its [runs](#the-runs). A curve's "
          "points are medians, with their 95 % intervals as bars.\n\n",
          md);
}

void section_experiment(FILE *md, const struct measures *all, int index,
                        const struct chart charts[CHARTS_EACH])
{
    const struct experiment_measures *measures = &all->experiments[index];
    char heading[200];
    section_heading(measures->experiment, heading, sizeof(heading));
    fputs("### ", md);
    words_markdown(md, heading);
    fputs("\n\n", md);
    if (measures->experiment->lesson) {
        words_markdown(md, measures->experiment->lesson);
        fputs("\n\n", md);
    }
    if (measures->experiment->untimed_setup)
        fputs("Times are those that the programs report, from the first "
              "worker's start to the last one's end, because setting up takes "
              "long.\n\n",
              md);
    if (!any(measures, time_of)) {
        fputs("No run of it succeeded.\n\n", md);
        put_refused(md, measures);
        return;
    }
    if (measures->experiment->sweep) {
        section_curves(md, all, index, &charts[CHART_CURVES]);
        section_servers(md, all, index);
        put_unequal(md, measures);
        put_pool(md, measures);
        return;
    }
    section_chart(md, &charts[CHART_TIMES]);
    section_chart(md, &charts[CHART_LATENESS]);
    put_times(md, measures);
    put_unequal(md, measures);
    put_pool(md, measures);
    put_findings(md, measures);
    section_servers(md, all, index);
    section_chart(md, &charts[CHART_MEMORY]);
    put_costs(md, measures);
    put_latencies(md, measures);
    section_window(md, measures, all->noisy);
    put_refused(md, measures);
}
