/* launch.h -- a launcher's words, made for each cell. */
#ifndef OVERLAP_BENCH_SUITE_LAUNCH_H
#define OVERLAP_BENCH_SUITE_LAUNCH_H

#include "bench/suite/experiment.h"

/* Gives each cell launch words of its own, in which {width} is replaced: by its
 * width or, where that is not set or 0, by `cores`. 0 or -ENOMEM. */
int launch_fill(struct suite *suite, int cores);

#endif
