/* execute.h -- one timed run of one cell: a hyperfine process of its own.
 *
 * hyperfine cannot interleave commands, so it gets one run at a time. It
 * reports the wall-clock and CPU time of the whole program; what happened
 * inside comes from the record that the program leaves. */
#ifndef OVERLAP_BENCH_RUN_EXECUTE_H
#define OVERLAP_BENCH_RUN_EXECUTE_H

#include <jansson.h>

#include "bench/suite/command.h"
#include "core/base/why.h"

/* What to run, and where its raw data go. */
struct execution {
    const char *dir; /* the results folder */
    int block;
    const char *experiment, *cell;
    const char *workload, *model; /* what the record must name; NULL: any */
    const struct command *command;
    bool records;                 /* the program understands --record */
    bool traces;                  /* it should leave a trace as well */
    void (*on_second)(void *arg); /* called while we wait */
    void *arg;
};

struct outcome {
    double time_s, user_s, sys_s;
    int exit_code;
    char error[WHY_MAX]; /* its first line on standard error, or what else went
                            wrong */
    json_t *record;      /* for the caller to free; NULL: it left no good one */
};

/* Runs it under hyperfine. 0 if there is an outcome, even that it failed, hung
 * or could not be started; -EINTR if a person ended it; or another negative
 * errno value, with what went wrong with hyperfine in outcome->error. */
int execute_hyperfine(const struct execution *run, struct outcome *outcome);

/* 0 if hyperfine works; -ENOENT if it isn't there, -EPROTO if it fails, or
 * whatever kept us from asking it. */
int execute_find_hyperfine(void);

/* One command that hyperfine splits into `words` again, which NULL ends. The
 * caller frees it; NULL: no memory. */
char *execute_quote(char *const words[]);

#endif
