/* extension.h -- what the one extension of a bench runs. */
#ifndef OVERLAP_BENCH_JUDGE_EXTENSION_H
#define OVERLAP_BENCH_JUDGE_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/judge/judge.h"

/* Sets chosen[experiment] for the experiments behind the claims that only lack
 * blocks, and for the control, which shows whether the new blocks can be
 * trusted. Lists those claims in `claims`, each after a space. False if there
 * are none, or the schedule has no extension, or it has been made. */
bool extension_choose(const struct judgement *judgement, bool *chosen,
                      char *claims, size_t size);

#endif
