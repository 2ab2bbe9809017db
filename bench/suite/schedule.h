/* schedule.h -- which cell runs when: blocks in shuffled order.
 *
 * A block runs every cell once. Experiments come in shuffled order in a block
 * and cells in shuffled order in an experiment, so the runs that are compared
 * lie close together and no cell always follows the same one. The order
 * depends on the seed and the block's number alone. It is written down before
 * anything runs; what is missing from the records is what is left to do. */
#ifndef OVERLAP_BENCH_SUITE_SCHEDULE_H
#define OVERLAP_BENCH_SUITE_SCHEDULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

#define SCHEDULE_CONTROL "control" /* the experiment that is always run */

enum profile {
    PROFILE_DEFAULT,
    PROFILE_QUICK,
    PROFILE_FULL,
    PROFILE_WRONG, /* see mutants.h */
};

struct planned {
    int block;            /* 0: the warm-up */
    int experiment, cell; /* indices into the suite */
    bool done;            /* not kept in the file */
};

struct schedule {
    uint64_t seed;
    enum profile profile;
    int blocks;      /* after the warm-up, before any extension */
    int looks;       /* how often the claims may be judged */
    int extended_to; /* the last block of the extension; 0: none was made */
    char *suite_dir; /* where the suite's file was, when cells have relative
                        executables; else NULL */
    json_t *quiet;   /* how quiet the machine was before each block */
    struct planned *runs;
    int runs_count;
};

/* The experiment that only measures the machine. */
bool schedule_is_control(const struct experiment *experiment);

/* "default", "quick", "full", "wrong". */
const char *profile_name(enum profile profile);

/* Plans the warm-up and all blocks of the cells that match `only`, a shell
 * pattern for "experiment" or "experiment/cell" (NULL: all). 0, -ENOMEM, or
 * -ENOENT when nothing but the control matches. */
int schedule_make(struct schedule **schedule, const struct suite *suite,
                  enum profile profile, uint64_t seed, const char *only);

/* Adds as many blocks again, of the experiments with chosen[index] set. */
int schedule_extend(struct schedule *schedule, const struct suite *suite,
                    const bool *chosen);

void schedule_free(struct schedule *schedule);

/* Writes the file `path`, whole or not at all. */
int schedule_write(const struct schedule *schedule, const struct suite *suite,
                   const char *path);

/* Reads it back. -EINVAL: it is no schedule of `suite`. */
int schedule_read(struct schedule **schedule, const struct suite *suite,
                  const char *path, char why[WHY_MAX]);

/* Marks the planned run as done; false when it was not planned, or done. */
bool schedule_mark(struct schedule *schedule, int block, int experiment,
                   int cell);

/* Writes `json` to `path`: a temporary file first, then renamed. */
int json_write(const json_t *json, const char *path);

#endif
