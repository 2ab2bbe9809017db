/* work.h -- the shared state of a run, and the only task loop.
 *
 * Tasks are numbered 0 … N-1. Workers take the next numbers until none is
 * left and put each result in its own place, so results are in task order
 * whoever ran them. Workers share one MAP_SHARED mapping of plain values,
 * which serves coroutines, threads and forked processes alike.
 *
 * A run ends early when work_stop() is called: from then on every io call
 * returns -ECANCELED, and `stop_fd` stays readable, which wakes the calls
 * that wait. When the last worker has drained the tasks the run ends in the
 * same way, which wakes the ticker. */
#ifndef OVERLAP_CORE_WORK_H
#define OVERLAP_CORE_WORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/usage.h"
#include "core/io.h"
#include "core/plan.h"

#define WORK_TICK_NS 2000000u /* the ticker's period */

/* What became of one task. A task that never began has worker -1 and err
 * -ECANCELED. */
struct result {
    uint64_t begin_ns;  /* CLOCK_MONOTONIC; end - begin is not CPU time: */
    uint64_t end_ns;    /* it includes waiting for a core */
    uint64_t waited_ns; /* the part of it spent in waiting calls */
    uint64_t answer;
    int32_t err; /* 0, or a negative errno value */
    int32_t worker;
};

/* What others can see of one worker, a cache line each. */
struct worker;

/* The part of the shared mapping that every worker writes. */
struct work_shared;

/* Where tasks come from if not from the mapping: takes the next `count` of
 * those of all programs of a run, and returns the first, which may be beyond
 * the last task. */
typedef int work_take(int count);

struct work {
    const struct plan *plan;
    work_take *take; /* NULL: all workers share the mapping */
    int workers;     /* not counting the ticker */
    int stop_fd;     /* an eventfd: readable once the run is over */
    uint64_t start_ns;
    struct usage start_usage; /* of this process, at start_ns */
    struct work_shared *shared;
    struct worker *worker; /* `workers` of them */
    struct result *results;
    void *traces;           /* see work_trace(); NULL without a trace */
    size_t trace_bytes;     /* of one task */
    uint64_t *tick_late_ns; /* `tick_capacity` of them; NULL without a ticker */
    int tick_capacity;
    size_t bytes; /* of the mapping */
};

/* Makes the shared state for `plan`, which must outlive it. Returns 0, -ENOMEM
 * or -EMFILE. */
int work_open(struct work *work, const struct plan *plan);
void work_close(struct work *work);

/* The run begins now: its times and its usage count from here. */
void work_start(struct work *work);

/* How many workers a model starts, numbered from 0: those that run tasks and,
 * last, the ticker if the plan asks for one. */
int work_crew(const struct work *work);

/* The whole life of worker `index`: takes tasks until none is left, or ticks
 * until the run is over. Returns at once if that worker has already finished.
 * The io must be the worker's own; all of it but `ops` is set here. */
void work_run(struct work *work, int index, struct io *io);

/* When task `index` should begin: at its turn by the plan's rate or, without a
 * rate, when it did begin. */
uint64_t work_due_ns(const struct work *work, int index);

/* Ends the run early; only the first reason counts. -ECANCELED: on a user's
 * request. Safe in a signal handler. */
void work_stop(struct work *work, int err);

/* 0 while the run goes on, else why it ended: -ECANCELED, the error of a task
 * or of a model, or 1 when all workers have finished. */
int work_stopped(const struct work *work);

/* To be called when worker `index` is gone, whether it had finished or died.
 * The task it was running, if any, fails with -EOWNERDEAD, or with -ETIMEDOUT
 * if its time was up, or counts as canceled if the run was over. True: it left
 * tasks behind and the run goes on, so a new worker should call work_run()
 * with the same number and continue. */
bool work_bury(struct work *work, int index);

/* Call it when all workers are gone: a task that was lost because its worker
 * died in the middle of taking it fails with -EOWNERDEAD, too. */
void work_settle(struct work *work);

/* Has worker `index` left the run for good? */
bool work_left(const struct work *work, int index);

/* How many tasks worker `index` has begun, its predecessors included. */
int work_begun(const struct work *work, int index);

/* Has worker `index` been running a task for the plan's timeout plus `grace_ns`
 * or longer? */
bool work_overdue(const struct work *work, int index, uint64_t grace_ns);

#define WORK_TRACES_MAX 16384

/* The trace of task `index`, by the same clock as its result. To bound memory
 * it keeps the first 32 waits of a task, fewer if there are more than 512
 * tasks; NULL: there is none, or there are more than WORK_TRACES_MAX tasks. */
struct io_trace *work_trace(const struct work *work, int index);

/* Ticks recorded so far. */
int work_ticks(const struct work *work);

#endif
