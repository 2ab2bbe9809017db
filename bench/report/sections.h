/* sections.h -- the parts of report.md, in the order in which they come. */
#ifndef OVERLAP_BENCH_REPORT_SECTIONS_H
#define OVERLAP_BENCH_REPORT_SECTIONS_H

#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/judge.h"
#include "bench/judge/measures.h"

/* The title, the result in words, the picture, the summary (answer.c). */
void section_answer(FILE *md, const struct measures *measures,
                    const struct judgement *judgement,
                    const struct chart *answer, const struct chart *timeline);

/* The claims with their verdicts, and the tests they rest on (verdicts.c). */
void section_verdicts(FILE *md, const struct judgement *judgement);
void section_tests(FILE *md, const struct judgement *judgement);

/* The pictures that an experiment may have. */
enum {
    CHART_TIMES,
    CHART_LATENESS,
    CHART_MEMORY,
    CHART_CURVES, /* of a sweep, one a plot */
    CHARTS_EACH = CHART_CURVES + PLOTS_COUNT,
};

/* One experiment (experiments.c). A chart without a file is not part of it. */
void section_experiments(FILE *md);
void section_experiment(FILE *md, const struct measures *all, int index,
                        const struct chart charts[CHARTS_EACH]);

/* The curves of a sweep, and what they come to (curves_section.c). */
void section_curves(FILE *md, const struct measures *measures, int index,
                    const struct chart charts[PLOTS_COUNT]);

/* How it was measured, how quiet the machine was, and which machine it was
 * (method.c). */
void section_method(FILE *md, const struct measures *measures,
                    const struct judgement *judgement);
void section_failures(FILE *md, const struct measures *measures);
void section_machine(FILE *md, const struct results *results);

/* Every run of every cell, and its command line (runs.c). */
void section_runs(FILE *md, const struct results *results);

/* Ends a link, begun with "[", to the runs of a cell; or is one, from the
 * cell's own name, "experiment/cell". */
void section_link_runs(FILE *md, const char *experiment, const char *cell);
void section_cell(FILE *md, const char *name);

/* The figures of the experiments' tables: the head of a column of one, which
 * links to what it is computed from (formulas.c). */
enum figure {
    FIGURE_MEDIAN,
    FIGURE_INTERVAL,
    FIGURE_SPEEDUP,
    FIGURE_THEORY,
    FIGURE_OFF,
    FIGURE_TASKS,
    FIGURE_WORKERS,
    FIGURE_TASK,
    FIGURE_CORES,
    FIGURE_USER,
    FIGURE_SYS,
    FIGURE_FAILED,
    FIGURE_PSS,
    FIGURE_TOTAL,
    FIGURE_OWN,
    FIGURE_FORCED,
    FIGURE_LATE_P50,
    FIGURE_LATE_P99,
    FIGURE_LATE_MAX,
    FIGURE_RATE,
    FIGURE_LATENCY_P50,
    FIGURE_LATENCY_P99,
    FIGURE_LATENCY_MAX,
    FIGURE_SERVICE_P50,
    FIGURE_SERVICE_P99,
    FIGURE_SERVICE_MAX,
    FIGURE_THROUGHPUT,
    FIGURE_CPU_TASK,
    FIGURE_MEMORY_TASK,
    FIGURES_COUNT
};
void section_figure(FILE *md, enum figure figure); /* the link alone */
void section_head(FILE *md, enum figure figure);
void section_formulas(FILE *md);

/* The heading under which an experiment stands: "waits: Three waits". */
void section_heading(const struct experiment *experiment, char *text,
                     size_t size);

/* An image alone in its paragraph, or the reason why it is not there. */
void section_chart(FILE *md, const struct chart *chart);

#endif
