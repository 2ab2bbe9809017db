/* window_section.h -- how many ranks could take tasks from one window. */
#ifndef OVERLAP_BENCH_REPORT_WINDOW_SECTION_H
#define OVERLAP_BENCH_REPORT_WINDOW_SECTION_H

#include <stdio.h>

#include "bench/judge/measures.h"

/* Of cells whose tasks do nothing and are taken in chunks of a given size, if
 * one of them is of MPI's ranks: how many chunks a second, and what that means
 * for 10,000 ranks, unless the machine was too noisy to say. Else nothing. */
void section_window(FILE *md, const struct experiment_measures *measures,
                    bool noisy);

#endif
