/* theory.h -- how long a cell should take if only its tasks took any time.
 *
 * One rule: N tasks are done in waves of as many as really proceed at once.
 *
 *     tasks      sequential   async   hybrid          threads, processes
 *     wait       1            W       W               W
 *     block      1            1       min(W, cores)   W
 *     compute    1            1       min(W, cores)   min(W, cores)
 *
 * W is the number of the cell's workers. With `offload`, each loop has a pool
 * of 4 threads for tasks that block or compute. Waits and blocking calls of d
 * each take ⌈N/at once⌉·d; computing takes the sequential median divided by
 * those at once, and for the sequential cell itself nothing is predicted. So
 * N/⌈N/at once⌉, or those at once, is the greatest speed-up possible.
 * sleep and stall wait for their size, fetch for its server's delay; for
 * everything else (files, queries, a mixture) theory says nothing.
 *
 * An experiment's `expect` overrides this: "max" (d, unless tasks proceed one
 * at a time), "sum" (N·d), "waves" and "cores" (the two rules above) or
 * "none". */
#ifndef OVERLAP_BENCH_JUDGE_THEORY_H
#define OVERLAP_BENCH_JUDGE_THEORY_H

#include "bench/suite/suite.h"

/* How long the experiment's server delays each answer, in seconds; 0 if it does
 * not, or there is no server. */
double theory_delay_s(const struct experiment *experiment);

#define THEORY_POOL_THREADS 4 /* of a loop: libuv's default */

enum theory_kind {
    THEORY_WAITS,
    THEORY_BLOCKS,
    THEORY_COMPUTES,
    THEORY_OTHER,
};

/* What a cell's tasks do; `record_kind` is its record's "kind", or NULL. */
enum theory_kind theory_kind(const struct experiment *experiment,
                             const struct cell *cell, const char *record_kind);

/* What is known of a cell; NAN where unknown. */
struct theory_case {
    const struct experiment *experiment;
    const struct cell *cell;
    const char *record_kind;
    double tasks, workers;
    double size_ms;      /* of each task, where it is a time */
    double sequential_s; /* median of the experiment's sequential cell */
    double cores;
};

struct theory {
    double seconds;   /* NAN: theory says nothing */
    double possible;  /* times as fast as one after another; NAN likewise */
    char formula[48]; /* "⌈100/10⌉ · 20 ms"; "" when it says nothing */
};

struct theory theory_predict(const struct theory_case *known);

#endif
