/* curves_words.h -- what a sweep's curves show, in figures and sentences.
 *
 * Each writes Markdown. Those that return anything return 0 or -ENOMEM. */
#ifndef OVERLAP_BENCH_REPORT_CURVES_WORDS_H
#define OVERLAP_BENCH_REPORT_CURVES_WORDS_H

#include <stdio.h>

#include "bench/judge/curves.h"

/* The laws fitted to speed-ups against width. */
void curves_put_laws(FILE *md, const struct curves *curves, double cores);

/* Which series is the fastest at which share of waiting. */
void curves_put_leaders(FILE *md, const struct curves *curves);

/* Of programs that a launcher starts: at which value each series is fastest,
 * and how much longer the others take than the first at the ends. `value` is
 * what the sweep's values are called. */
void curves_put_launched(FILE *md, const struct curves *curves,
                         const char *value);

/* What one more task costs in memory. */
int curves_put_memory(FILE *md, const struct measures *measures, int index,
                      const struct curves *curves);

/* At which width each model stops being the simpler answer. */
int curves_put_simpler(FILE *md, const struct measures *measures, int index);

/* Why a cell has no figure. */
void curves_put_reason(FILE *md, const struct cell_measures *cell);

#endif
