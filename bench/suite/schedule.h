/* schedule.h -- which cell runs when: blocks in shuffled order.
 *
 * A block runs every cell once, the experiments in shuffled order and each
 * one's cells in shuffled order, so runs that are compared lie close together
 * and no cell always follows the same one. The order depends only on the suite,
 * the seed and the block's number. It is written down before anything runs;
 * what the records lack is what is left to do. */
#ifndef OVERLAP_BENCH_SUITE_SCHEDULE_H
#define OVERLAP_BENCH_SUITE_SCHEDULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

#define SCHEDULE_CONTROL "control" /* the experiment that --only never drops */

enum profile {
    PROFILE_DEFAULT,
    PROFILE_QUICK,
    PROFILE_FULL,
    PROFILE_WRONG, /* see mutants.h */
};

struct planned {
    int block;            /* 0: the warm-up */
    int experiment, cell; /* indices into the suite */
    bool done;            /* not written to the file */
};

struct schedule {
    uint64_t seed;
    enum profile profile;
    int blocks;      /* after the warm-up, before any extension */
    int looks;       /* how many times the claims may be judged */
    int extended_to; /* the last block of the extension; 0: none */
    char *suite_dir; /* the folder of the suite's file, if cells have relative
                        executables; else NULL */
    json_t *quiet;   /* how quiet the machine was before each block */
    struct planned *runs;
    int runs_count;
};

/* Whether it is the experiment that only measures the machine. */
bool schedule_is_control(const struct experiment *experiment);

/* "default", "quick", "full", "wrong". */
const char *profile_name(enum profile profile);

/* Plans the warm-up and all blocks of the cells that match `only`, a shell
 * pattern for "experiment" or "experiment/cell" (NULL: all). 0, -ENOMEM, or
 * -ENOENT if no cell matches. */
int schedule_make(struct schedule **schedule, const struct suite *suite,
                  enum profile profile, uint64_t seed, const char *only);

/* Adds blocks, at most as many again, of the experiments with chosen[index]
 * set. 0, or -ENOMEM. */
int schedule_extend(struct schedule *schedule, const struct suite *suite,
                    const bool *chosen, int blocks);

void schedule_free(struct schedule *schedule);

/* Writes the file `path`, whole or not at all. 0, or a negative errno value. */
int schedule_write(const struct schedule *schedule, const struct suite *suite,
                   const char *path);

/* Reads it back. 0, or a negative errno value and one line in `why`; -EINVAL:
 * it is no schedule of `suite`. */
int schedule_read(struct schedule **schedule, const struct suite *suite,
                  const char *path, char why[WHY_MAX]);

/* Is the cell planned in any block? In a schedule without runs, all are. */
bool schedule_has(const struct schedule *schedule, int experiment, int cell);

/* Marks a planned run as done; false: it was not planned, or already done. */
bool schedule_mark(struct schedule *schedule, int block, int experiment,
                   int cell);

/* Writes `json` to `path`, whole or not at all. 0, or a negative errno
 * value. */
int json_write(const json_t *json, const char *path);

/* Prints it and takes it over; NULL is no memory. 0, or -ENOMEM. */
int json_print(FILE *out, json_t *json);

/* Reads the JSON object in the file `path`, which may be anybody's
 * (file_open()), and which the caller frees. 0, or a
 * negative errno value, one line in `why`, and NULL. */
int json_read(json_t **json, const char *path, char why[WHY_MAX]);

#endif
