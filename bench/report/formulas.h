/* formulas.h -- how the figures in the tables are computed. */
#ifndef OVERLAP_BENCH_REPORT_FORMULAS_H
#define OVERLAP_BENCH_REPORT_FORMULAS_H

#include <stdio.h>

/* The figures in the experiments' tables. */
enum figure {
    FIGURE_MEDIAN,
    FIGURE_INTERVAL,
    FIGURE_SPEEDUP,
    FIGURE_SHARE,
    FIGURE_COST,
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
    FIGURE_EFFICIENCY,
    FIGURES_COUNT
};

/* Writes a figure's name, linked to how it is computed; section_head()
 * writes it as the heading of a column. */
void section_figure(FILE *md, enum figure figure);
void section_head(FILE *md, enum figure figure);

/* How each of them is computed. */
void section_formulas(FILE *md);

#endif
