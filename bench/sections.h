/* sections.h -- the parts of report.md, in the order in which they come. */
#ifndef OVERLAP_SECTIONS_H
#define OVERLAP_SECTIONS_H

#include <stdio.h>

#include "chart.h"
#include "judge.h"
#include "measures.h"

/* The title, the result in words, the picture, the summary (answer.c). */
void section_answer(FILE *md, const struct measures *measures,
                    const struct judgement *judgement,
                    const struct chart *answer, const struct chart *timeline);

/* The claims with their verdicts, and the tests they rest on (verdicts.c). */
void section_verdicts(FILE *md, const struct judgement *judgement);
void section_tests(FILE *md, const struct judgement *judgement);

/* The pictures that an experiment may have. */
enum { CHART_TIMES, CHART_LATENESS, CHART_MEMORY, CHARTS_EACH };

/* One experiment (experiments.c). A chart without a file is not part of it. */
void section_experiments(FILE *md);
void section_experiment(FILE *md, const struct experiment_measures *measures,
                        const struct chart charts[CHARTS_EACH]);

/* How it was measured, how quiet the machine was, which machine it was, and
 * how to run any cell by hand (method.c). */
void section_method(FILE *md, const struct measures *measures,
                    const struct judgement *judgement);
void section_failures(FILE *md, const struct measures *measures);
void section_machine(FILE *md, const struct results *results);
void section_reproduce(FILE *md, const struct measures *measures);

/* The heading under which an experiment stands: "waits: Three waits". */
void section_heading(const struct experiment *experiment, char *text,
                     size_t size);

/* An image alone in its paragraph, or the reason why it is not there. */
void section_chart(FILE *md, const struct chart *chart);

#endif
