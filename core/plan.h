/* plan.h -- what a run is asked to do, the same for every model.
 *
 * What the documents call gather, TaskGroup, Semaphore and rate limiting are
 * options of a run here, so they work under every model. */
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
    int width;           /* most tasks in progress; 0: one worker per task */
    int chunk;           /* tasks that a worker takes at once; 0: by kind */
    bool loops;          /* each rank is an event loop */
    bool keep_going;     /* gather(return_exceptions=True); else the first */
                         /* failure cancels the rest, as TaskGroup does */
    double rate_per_s;   /* task starts per second; 0: no limit */
    uint64_t timeout_ns; /* of each task; 0: none */
    bool offload;        /* the loop hands computing to its thread pool */
    bool ring;           /* io_uring does its file calls, not that pool */
    bool ticker;         /* one more worker measures how late ticks come */
    bool meter;          /* sample memory, threads and processes */
    bool trace;          /* record when each task waited */

    /* For some workloads only. Strings are borrowed from the command line. */
    const char *const *urls; /* `url_count` of them; NULL: our own server */
    int url_count;
    int per_host;       /* most requests to a host at once; 0: no limit */
    int retries;        /* of a request whose failure may be temporary */
    uint64_t pause_ns;  /* before each request, within its task */
    bool fresh;         /* a new session for each task */
    const char *cacert; /* the certificates to trust; NULL: the system's */
    const char *db;     /* the database; NULL: a file made for the run */
    int connections;    /* query, transfer: most in use; 0: no limit */
    uint64_t delay_ns;  /* query: how long each one waits in the server; */
                        /* serve: how long each answer is held back */
    int port;           /* serve: until it is stopped; 0: any; -1: own load */
    const char *dir;    /* where files go; NULL: the temporary directory */
    const char *output; /* where a picture goes; NULL: nowhere */
    int cpu_share;      /* mixed: percentage of a task's time computing */
};

/* How many workers the plan asks for: its width, or one per task; never more
 * than there are tasks, never fewer than 1. The ticker is not counted. */
int plan_workers(const struct plan *plan);

#endif
