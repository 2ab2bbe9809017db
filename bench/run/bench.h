/* bench.h -- a bench at work: it runs what its results lack. */
#ifndef OVERLAP_BENCH_RUN_BENCH_H
#define OVERLAP_BENCH_RUN_BENCH_H

#include <stdint.h>
#include <stdio.h>

#include "bench/results/results.h"
#include "bench/run/execute.h"
#include "core/base/why.h"

/* What touches the machine; tests put others in their place. */
struct bench_hooks {
    int (*execute)(const struct execution *execution, struct outcome *outcome);
    json_t *(*quiet)(int block);
    uint64_t (*now_ms)(void);
};

extern const struct bench_hooks bench_hooks_real;

/* By what a bench works. */
struct bench_means {
    const char *bin_dir; /* where the models are */
    const char *db;      /* handed to the experiments that ask a database, or
                            NULL; not written down, since there may be a
                            password in it */
    const struct bench_hooks *hooks;
    FILE *progress;
};

struct bench;

/* Begins to work at results that prepare.h made ready, and borrows both until
 * bench_close(). 0, or a negative errno value; that and all that goes wrong
 * later is one line in `why`. Close it in either case. */
int bench_open(struct bench **bench, struct results *results,
               const struct bench_means *means, char why[WHY_MAX]);

/* Runs what the schedule says and the results lack: first the programs that
 * claims have print, then the cells. 0, or a negative errno value; -EINTR: a
 * person stopped it, and all that was measured is kept. */
int bench_run(struct bench *bench);

/* Adds the one extension that was announced before anything ran, of the
 * experiments with chosen[index] set, and runs it. `claims` says which claims
 * asked for it. As above. */
int bench_extend(struct bench *bench, const bool *chosen, const char *claims);

void bench_close(struct bench *bench);

#endif
