/* work.h -- the shared state of a run, and the only task loop.
 *
 * Tasks are numbered 0 … N-1. Workers take the next numbers until none is
 * left and put each result in its own place, so results are in task order
 * whoever ran them. All that workers share is one MAP_SHARED mapping of
 * plain values: it serves coroutines, threads and forked processes alike.
 *
 * A run ends early when work_stop() is called: from then on every call of an
 * io returns -ECANCELED, and `stop_fd` is readable for good, which wakes the
 * calls that wait. When the last worker has drained the tasks the run ends in
 * the same way, which wakes the ticker. */
#ifndef OVERLAP_CORE_WORK_H
#define OVERLAP_CORE_WORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/io.h"
#include "core/plan.h"

#define WORK_TICK_NS 2000000u /* the ticker's period */

/* What became of one task. A task that never began has worker -1 and err
 * -ECANCELED. */
struct result {
    uint64_t begin_ns;  /* CLOCK_MONOTONIC; end - begin is time in progress, */
    uint64_t end_ns;    /* … not CPU time: it includes waiting for a core */
    uint64_t waited_ns; /* the part of it spent in waiting calls */
    uint64_t answer;
    int32_t err; /* 0, or a negative errno value */
    int32_t worker;
};

/* What others may know of one worker, a cache line each. */
struct worker;

/* The part of the shared mapping that every worker writes. */
struct work_shared;

struct work {
    const struct plan *plan;
    int workers; /* that drain tasks */
    int stop_fd; /* an eventfd: readable once the run is over */
    uint64_t start_ns;
    struct work_shared *shared;
    struct worker *worker; /* `workers` of them */
    struct result *results;
    void *traces;           /* see work_trace(); NULL without a trace */
    size_t trace_bytes;     /* of one task */
    uint64_t *tick_late_ns; /* `tick_capacity` of them; NULL without a ticker */
    int tick_capacity;
    size_t bytes; /* of the mapping */
};

/* Makes the shared state for `plan`, which must outlive it. 0 or -ENOMEM,
 * -EMFILE. */
int work_open(struct work *work, const struct plan *plan);
void work_close(struct work *work);

/* How many workers a model starts, numbered from 0: those that drain tasks
 * and, last, the ticker when the plan asks for one. */
int work_crew(const struct work *work);

/* What worker number `index` does with its life: takes tasks until none is
 * left, or ticks until the run is over. Returns at once if it had done so
 * before. The io must be its own, and be cleared but for `ops` and what lies
 * beyond struct io. */
void work_run(struct work *work, int index, struct io *io);

/* When task `index` ought to begin: at its turn by the plan's rate, or, without
 * one, when it did begin. */
uint64_t work_due_ns(const struct work *work, int index);

/* Ends the run early; only the first reason counts. -ECANCELED: a person
 * did. Safe in a signal handler. */
void work_stop(struct work *work, int err);

/* 0 while the run goes on, else why it ended: -ECANCELED, a task's error, or
 * 1 when all tasks were done. */
int work_stopped(const struct work *work);

/* Tells that worker `index` died without a word, if it was not done. The task
 * it had in hand fails with -EOWNERDEAD, or -ETIMEDOUT if its time was up, or
 * is cancelled if the run was over. True: it left tasks behind and the run
 * goes on, so a new worker should take the place, which work_run() then
 * continues. */
bool work_bury(struct work *work, int index);

/* For the end, when all workers are gone: a task that one took and, as it died
 * there and then, neither began nor owned fails with -EOWNERDEAD, too. */
void work_settle(struct work *work);

/* How many tasks worker `index` has begun, and those whose place it took. */
int work_begun(const struct work *work, int index);

/* Has worker `index` had a task in hand for the plan's timeout and `grace_ns`
 * more? */
bool work_overdue(const struct work *work, int index, uint64_t grace_ns);

/* What the trace keeps of task `index`, by the clock of its result; NULL
 * without one. It keeps the first 32 waits of a task, and fewer where there are more
 * than 512 tasks, so that it never takes much memory. */
struct io_trace *work_trace(const struct work *work, int index);

/* Ticks recorded so far. */
int work_ticks(const struct work *work);

#endif
