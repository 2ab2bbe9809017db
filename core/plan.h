/* plan.h -- what a run is asked to do, the same for every model.
 *
 * What the documents call gather, TaskGroup, Semaphore and rate limiting are
 * options of a run here, so every model can be asked for them. */
#ifndef OVERLAP_CORE_PLAN_H
#define OVERLAP_CORE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

struct workload;

struct plan {
    const struct workload *workload;
    int tasks;           /* how many */
    int64_t size;        /* of each task, in the workload's own unit */
    int variant;         /* an index into the workload's variants, or 0 */
    int width;           /* at most so many tasks in progress; 0: one a task */
    bool keep_going;     /* gather(return_exceptions=True); else the first */
                         /* failure cancels the rest, as TaskGroup does */
    double rate_per_s;   /* task starts a second; 0: no limit */
    uint64_t timeout_ns; /* each task's; 0: none */
    bool offload;        /* the loop hands computing to its thread pool */
    bool ticker;         /* one more worker measures how late a tick comes */
    bool meter;          /* sample memory, threads and processes */
    bool trace;          /* keep when each task waited */

    /* For single workloads. Strings are borrowed from the command line. */
    const char *const *urls; /* of them `url_count`; NULL: our own server */
    int url_count;
    int per_host;       /* requests at one time to a host; 0: no limit */
    int retries;        /* of a request that failed in passing */
    uint64_t pause_ns;  /* before each request, in the task's place */
    bool fresh;         /* a session a task */
    const char *cacert; /* the certificates to trust; NULL: the system's */
    const char *db;     /* the database; NULL: a file made for the run */
    int connections;    /* query, transfer: at most so many in use; 0: any */
    uint64_t delay_ns;  /* query: each one waits so long in the server */
    const char *dir;    /* where files go; NULL: the temporary directory */
    const char *output; /* where a picture goes; NULL: nowhere */
    int cpu_share;      /* mixed: 0 to 100 % of a task's time is computing */
};

/* Workers that the plan asks for: its width, or one a task; never more than
 * there are tasks, never fewer than 1. The ticker is not counted. */
int plan_workers(const struct plan *plan);

#endif
