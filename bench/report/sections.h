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

/* Ends a link, begun with "[", to the runs of a cell; or is one, from the
 * cell's own name, "experiment/cell". */
void section_link_runs(FILE *md, const char *experiment, const char *cell);
void section_cell(FILE *md, const char *name);

/* The heading under which an experiment stands: "waits: Three waits". */
void section_heading(const struct experiment *experiment, char *text,
                     size_t size);

/* An image alone in its paragraph, or the reason why it is not there. */
void section_chart(FILE *md, const struct chart *chart);

#endif
