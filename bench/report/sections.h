/* sections.h -- what several sections of the report share. */
#ifndef OVERLAP_BENCH_REPORT_SECTIONS_H
#define OVERLAP_BENCH_REPORT_SECTIONS_H

#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/suite/suite.h"

#define SECTION_NAME_MAX 220

/* The heading of a cell's runs: "waits / async". */
void section_name_runs(char text[SECTION_NAME_MAX], const char *experiment,
                       const char *cell);

/* Ends a link to the runs of a cell, after the caller's "[" and text. */
void section_link_runs(FILE *md, const char *experiment, const char *cell);

/* Writes a cell's name, "experiment/cell", as a link to its runs. */
void section_cell(FILE *md, const char *name);

/* The heading of an experiment: "waits: Three waits". */
void section_heading(const struct experiment *experiment, char *text,
                     size_t size);

/* Writes an image as a paragraph of its own, or why there is none; nothing for
 * a chart without a file. */
void section_chart(FILE *md, const struct chart *chart);

#endif
