/* suite.h -- what a bench is asked to run: a YAML file under bench/suites/.
 *
 * A suite is a list of experiments; an experiment is one workload and plan,
 * run by several cells; a cell is a model and what differs in its plan. */
#ifndef OVERLAP_SUITE_H
#define OVERLAP_SUITE_H

#include <stdbool.h>

#include "why.h"

struct cell {
    char *model; /* an executable overlap-<model> beside overlap itself, … */
    char *
        executable; /* … or a program anywhere that keeps the protocol; or NULL */
    char *name;     /* unique in its experiment; the model's unless given */
    char *workload; /* NULL: the experiment's; "burn": overlap itself runs it */
    char *size;     /* NULL: the experiment's */
    int *width;     /* NULL: the runner's default */
    int *tasks;     /* NULL: the experiment's */
    bool offload;
    bool ticker;
    bool meter; /* on every run, not only in the warm-up block */
};

/* The loopback server that an experiment's cells share. */
struct suite_server {
    char *delay; /* "20ms" */
    char *size;  /* "1KiB" */
};

struct experiment {
    char *name;   /* "waits" */
    char *title;  /* "Three waits of 100 ms": a heading in the report */
    char *lesson; /* one sentence on what it shows; or NULL */
    char *workload;
    int tasks;  /* 0: the workload's default */
    char *size; /* as --size takes it; NULL: the workload's default */
    char *rate, *timeout;
    int *cpu_share;
    struct suite_server *server; /* NULL: none is started */
    char *expect; /* what theory predicts: see theory.h; or NULL */
    bool slow;    /* not part of --quick */
    struct cell *cells;
    unsigned cells_count;
};

struct suite {
    char *title;
    struct experiment *experiments;
    unsigned experiments_count;
};

/* The workload of a cell that overlap runs by itself: as many processes as the
 * cell has `tasks` (one a core unless given) burn a fixed amount of work, sized
 * to take about `size` milliseconds. Such a cell has no model. */
#define SUITE_BURN "burn"

/* Reads and checks a suite. On failure returns a negative errno value and
 * leaves one line in `why`: file, line, what was found, what was expected. */
int suite_load(struct suite **suite, const char *path, char why[WHY_MAX]);
void suite_free(struct suite *suite);

/* The same reading, and every program that the cells name must be there:
 * overlap-<model> in `bin_dir`, or the executable. 0, or -ENOENT and a line in
 * `why`. `path` is where the suite was read from. */
int suite_find_programs(const struct suite *suite, const char *path,
                        const char *bin_dir, char why[WHY_MAX]);

/* What a cell runs: its own workload, or its experiment's. */
const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell);

#endif
