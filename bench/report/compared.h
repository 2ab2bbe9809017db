/* compared.h -- two benches side by side, for people and for programs. */
#ifndef OVERLAP_BENCH_REPORT_COMPARED_H
#define OVERLAP_BENCH_REPORT_COMPARED_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/judge/changes.h"
#include "bench/judge/judge.h"

/* Two judged benches, and how their cells compare. */
struct compared {
    const struct judgement *before, *after;
    const struct changes *changes;
};

/* Writes one line that sums up; then, as columns separated by spaces, every
 * cell, the verdicts and the facts of the environment that differ. */
void compared_write(FILE *out, const struct compared *compared, bool colour);

/* The same as a JSON object (docs/results.md), or NULL: no memory. */
json_t *compared_json(const struct compared *compared);

/* How many cells changed, and verdicts between supported, partly and
 * refuted. */
int compared_changed(const struct compared *compared);

#endif
