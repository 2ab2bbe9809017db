/* extension.h -- what the one extension of a bench would run. */
#ifndef OVERLAP_BENCH_JUDGE_EXTENSION_H
#define OVERLAP_BENCH_JUDGE_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/judge/judge.h"

/* Sets chosen[experiment] for what the claims that only want more blocks rest
 * on, and for the control, which tells whether these blocks can be trusted;
 * lists these claims in `claims`, each after a blank. False: there are none, or
 * no extension was announced, or it has been made. */
bool extension_choose(const struct judgement *judgement, bool *chosen,
                      char *claims, size_t size);

#endif
