/* experiment.h -- what a suite is made of, and the tables for reading it.
 *
 * A suite is a list of experiments; an experiment is one workload and plan, run
 * by several cells; a cell is a model and what it changes in that plan. */
#ifndef OVERLAP_BENCH_SUITE_EXPERIMENT_H
#define OVERLAP_BENCH_SUITE_EXPERIMENT_H

#include <stdbool.h>

#include "bench/suite/yaml_place.h"
#include "bench/suite/yaml_row.h"

#define SUITE_NAME_MAX    40
#define SUITE_OPTIONS_MAX 12 /* words, for an experiment and for a cell */

struct cell {
    struct yaml_place place;
    char *model;      /* runs overlap-<model>, beside overlap; or NULL */
    char *executable; /* any other program that keeps the protocol; or NULL */
    char *name;       /* unique in its experiment; the model's unless given */
    char *workload; /* NULL: the experiment's; "burn": overlap itself runs it */
    char *size;     /* NULL: the experiment's */
    int *width;     /* NULL: the runner's default */
    int *tasks;     /* NULL: the experiment's */
    int *chunk;     /* tasks that a worker takes at once; NULL: the runner's */
    int *cpu_share; /* NULL: the experiment's */
    char **launch;  /* what starts its program, once or several times: mpirun,
                       srun; without it the cell is not testable here. {width}
                       in a word is its width or, without one, the cores */
    unsigned launch_count;
    char **options; /* more words for its command line */
    unsigned options_count;
    bool optional; /* without its program it is not testable here */
    bool offload;
    bool ticker;
    bool meter; /* on every run, not only in the warm-up block */
    bool pin;   /* to one CPU */

    /* What reading the suite adds. */
    unsigned written; /* its index among the cells in the file */
    bool swept;       /* made by a sweep: its name is <series>-<value> */
    double x;         /* the value as a number (sizes: count, ms, bytes) */
    char series[SUITE_NAME_MAX + 1]; /* the name in the file */
};

enum sweep_option {
    SWEEP_WIDTH,
    SWEEP_TASKS,
    SWEEP_CHUNK,
    SWEEP_SIZE,
    SWEEP_CPU_SHARE,
};

/* Runs each cell that does not set the option itself once at each value. */
struct sweep {
    struct yaml_place place;
    enum sweep_option option;
    struct yaml_place values; /* a list, or a word: sweep.c reads them */
    int waves;                /* tasks per unit of width; 0: not tied to it */
    int work;                 /* tasks times size; 0: not tied to it */
};

/* What the curves of a sweep show, in the order shown. */
enum plot {
    PLOT_TIME = 1,
    PLOT_SPEEDUP = 2,
    PLOT_THROUGHPUT = 4,
    PLOT_LATENCY = 8,
    PLOT_CPU = 16,
    PLOT_MEMORY = 32,
    PLOT_EFFICIENCY = 64,
};
#define PLOTS_COUNT 7

/* The loopback server that an experiment's cells share. */
struct suite_server {
    struct yaml_place place;
    char *delay; /* "20ms" */
    char *size;  /* "1KiB" */
    char *limit; /* "500": requests a second; any more are answered 429 */
    char *pause_every, *pause_for; /* "1s", "100ms": how often it stops, and
                                      for how long */
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
    bool database;               /* its cells get the bench's --db */
    char **options; /* more words for the command line of every cell */
    unsigned options_count;
    struct sweep *sweep; /* NULL: none */
    unsigned plot;       /* of enum plot; 0: PLOT_TIME */
    char *expect;        /* what theory predicts: see theory.h; or NULL */
    int blocks;          /* at most this many; 0: all */
    bool fails;          /* its tasks fail on purpose: see run_exit_code() */
    bool untimed_setup;  /* times come from the records, not hyperfine */
    bool slow;           /* left out of --quick */
    bool full;           /* in --full only */
    struct cell *cells;
    unsigned cells_count;
};

struct suite {
    struct yaml_place place;
    char *title;
    char *claims; /* what judges it: see suite_claims(); NULL: nothing */
    struct experiment *experiments;
    unsigned experiments_count;
};

/* The workload of a cell that overlap runs itself: as many processes as the
 * cell has `tasks` (one per core unless given) each do a fixed amount of work,
 * sized to take about `size` milliseconds. Such a cell has no model. */
#define SUITE_BURN "burn"

/* The mutant of the gate "same work, same cost": not a model to choose. */
#define SUITE_UNEVEN "uneven"

/* A suite's `claims` for those that come with overlap. */
#define SUITE_OWN_CLAIMS "overlap"

/* The rows of a suite, and a cell's row for an option: a sweep's values keep to
 * the same limits. */
extern const struct yaml_row suite_rows[];
const struct yaml_row *sweep_row(enum sweep_option option);

/* What a cell runs: its own workload, or its experiment's. */
const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell);

#endif
