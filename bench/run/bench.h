/* bench.h -- a bench at work: it runs what its results lack. */
#ifndef OVERLAP_BENCH_RUN_BENCH_H
#define OVERLAP_BENCH_RUN_BENCH_H

#include <stdint.h>
#include <stdio.h>

#include "bench/results/results.h"
#include "bench/run/execute.h"
#include "core/base/why.h"

/* What touches the machine; tests replace it. */
struct bench_hooks {
    int (*execute)(const struct execution *execution, struct outcome *outcome);
    json_t *(*quiet)(int block);
    uint64_t (*now_ms)(void);
};

extern const struct bench_hooks bench_hooks_real;

/* What a bench works with. */
struct bench_means {
    const char *bin_dir; /* where the models are */
    const char *db;      /* URL for experiments that use a database, or NULL;
                            not written down, as it may hold a password */
    const struct bench_hooks *hooks;
    FILE *progress;
};

struct bench;

/* Starts work on results that prepare.h made ready. Until bench_close() it
 * borrows `results`, `means` and `why`, where this and later failures leave one
 * line. 0, or a negative errno value; close it in either case. */
int bench_open(struct bench **bench, struct results *results,
               const struct bench_means *means, char why[WHY_MAX]);

/* Runs what is scheduled and the results lack: first the programs of semantic
 * tests, then the cells. 0, or a negative errno value; -EINTR: a person stopped
 * it, and all that was measured is kept. */
int bench_run(struct bench *bench);

/* Adds the one extension that was announced before anything ran, for the
 * experiments with chosen[index] set, and runs it: as many blocks again, or as
 * there is time for. `claims` names the claims that it may settle, each after a
 * space. Returns as above. */
int bench_extend(struct bench *bench, const bool *chosen, const char *claims);

void bench_close(struct bench *bench);

#endif
