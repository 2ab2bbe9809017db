/* experiment.h -- what a suite is made of, and the tables by which it is read.
 *
 * A suite is a list of experiments; an experiment is one workload and plan,
 * run by several cells; a cell is a model and what differs in its plan. */
#ifndef OVERLAP_BENCH_SUITE_EXPERIMENT_H
#define OVERLAP_BENCH_SUITE_EXPERIMENT_H

#include <stdbool.h>

#include "bench/suite/yaml_place.h"
#include "bench/suite/yaml_row.h"

#define SUITE_NAME_MAX    40
#define SUITE_OPTIONS_MAX 12 /* words, of an experiment and of a cell */

struct cell {
    struct yaml_place place;
    char *model; /* an executable overlap-<model> beside overlap itself, … */
    char *
        executable; /* … or a program anywhere that keeps the protocol; or NULL */
    char *name;     /* unique in its experiment; the model's unless given */
    char *workload; /* NULL: the experiment's; "burn": overlap itself runs it */
    char *size;     /* NULL: the experiment's */
    int *width;     /* NULL: the runner's default */
    int *tasks;     /* NULL: the experiment's */
    int *cpu_share; /* NULL: the experiment's */
    char **options; /* more words for its command line */
    unsigned options_count;
    bool optional; /* where its program is missing it is not testable here */
    bool offload;
    bool ticker;
    bool meter; /* on every run, not only in the warm-up block */
    bool pin;   /* to one CPU */

    /* What reading the suite adds. */
    unsigned written; /* its index among the cells in the file */
    bool swept;       /* one of a sweep's: then its name is <series>-<value>, */
    double x; /* … the value as a number (sizes: count, ms, bytes) … */
    char series[SUITE_NAME_MAX + 1]; /* … and this the name in the file */
};

enum sweep_option { SWEEP_WIDTH, SWEEP_TASKS, SWEEP_SIZE, SWEEP_CPU_SHARE };

/* Each cell of an experiment that does not set the option itself is run once
 * at each value. */
struct sweep {
    struct yaml_place place;
    enum sweep_option option;
    struct yaml_place values; /* a list, or a word: sweep.c reads them */
    int waves; /* tasks are so many times the width; 0: as without */
};

/* What the curves of a sweep show, in the order in which they come. */
enum plot {
    PLOT_TIME = 1,
    PLOT_SPEEDUP = 2,
    PLOT_THROUGHPUT = 4,
    PLOT_LATENCY = 8,
    PLOT_CPU = 16,
    PLOT_MEMORY = 32,
};
#define PLOTS_COUNT 6

/* The loopback server that an experiment's cells share. */
struct suite_server {
    struct yaml_place place;
    char *delay; /* "20ms" */
    char *size;  /* "1KiB" */
    char *limit; /* "500": requests a second; above them it answers 429 */
    char *pause_every, *pause_for; /* "1s", "100ms": it stops for so long */
};

struct experiment {
    struct yaml_place place;
    char *name;   /* "waits" */
    char *title;  /* "Three waits of 100 ms": a heading in the report */
    char *lesson; /* one sentence on what it shows; or NULL */
    char *workload;
    int tasks;  /* 0: the workload's default */
    char *size; /* as --size takes it; NULL: the workload's default */
    char *rate, *timeout;
    int *cpu_share;
    struct suite_server *server; /* NULL: none is started */
    bool database;  /* its cells get the --db that the bench was given */
    char **options; /* more words for the command line of every cell */
    unsigned options_count;
    struct sweep *sweep; /* NULL: none */
    unsigned plot;       /* of enum plot; 0: PLOT_TIME */
    char *expect;        /* what theory predicts: see theory.h; or NULL */
    int blocks;          /* at most so many; 0: all */
    bool fails;          /* its tasks do, on purpose: see run_exit_code() */
    bool untimed_setup;  /* its times are the records', not the programs' */
    bool slow;           /* not part of --quick */
    bool full;           /* part of --full only */
    struct cell *cells;
    unsigned cells_count;
};

struct suite {
    struct yaml_place place;
    char *title;
    struct experiment *experiments;
    unsigned experiments_count;
};

/* The workload of a cell that overlap runs by itself: as many processes as the
 * cell has `tasks` (one a core unless given) burn a fixed amount of work, sized
 * to take about `size` milliseconds. Such a cell has no model. */
#define SUITE_BURN "burn"

/* The rows of a suite, and the one by which a cell has an option: a sweep keeps
 * the same limits. */
extern const struct yaml_row suite_rows[];
const struct yaml_row *sweep_row(enum sweep_option option);

/* What a cell runs: its own workload, or its experiment's. */
const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell);

#endif
