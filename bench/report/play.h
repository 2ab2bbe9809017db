/* play.h -- what the page's timeline to play with knows of this run. */
#ifndef OVERLAP_BENCH_REPORT_PLAY_H
#define OVERLAP_BENCH_REPORT_PLAY_H

#include <jansson.h>

#include "bench/judge/measures.h"

/* The presets: each experiment that theory predicts, as
 *
 *     {name, title, tasks, wait_ms, work_ms, blocks, cores, width,
 *      points: [{model, offload, seconds, low, high}]}
 *
 * with the measured medians of the cells that have that width. NULL: no
 * memory. */
json_t *play_presets(const struct measures *measures);

#endif
