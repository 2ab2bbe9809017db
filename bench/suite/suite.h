/* suite.h -- what a bench is asked to run: a YAML file under bench/suites/.
 *
 * A suite is a list of experiments; an experiment is one workload and plan,
 * run by several cells; a cell is a model and what differs in its plan. */
#ifndef OVERLAP_BENCH_SUITE_SUITE_H
#define OVERLAP_BENCH_SUITE_SUITE_H

#include <stdbool.h>

#include "core/base/why.h"

#define SUITE_NAME_MAX    40
#define SUITE_OPTIONS_MAX 12 /* words, of an experiment and of a cell */

struct cell {
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
    enum sweep_option option;
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
    char *delay; /* "20ms" */
    char *size;  /* "1KiB" */
    char *limit; /* "500": requests a second; above them it answers 429 */
    char *pause_every, *pause_for; /* "1s", "100ms": it stops for so long */
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

/* The same for a machine of so many cores, which `values: cores` counts; the
 * suite in a results folder goes by those of the machine that it ran on. */
int suite_load_on(struct suite **suite, const char *path, int cores,
                  char why[WHY_MAX]);

/* Makes relative executables into paths from `dir`, where the suite's file
 * was. Returns how many there were, or -ENOMEM. */
int suite_resolve(struct suite *suite, const char *dir);

/* The same reading, and every program that the cells name must be there unless
 * they are optional: overlap-<model> in `bin_dir`, or the executable. 0, or
 * -ENOENT and a line in `why`. `path` is where the suite was read from. */
int suite_find_programs(const struct suite *suite, const char *path,
                        const char *bin_dir, char why[WHY_MAX]);

/* Whether a file of that name is a model's program, and no other of ours. */
bool suite_is_model(const char *file);

/* What a cell runs: its own workload, or its experiment's. */
const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell);

#endif
