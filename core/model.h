/* model.h -- an answer to "what is a worker?". */
#ifndef OVERLAP_CORE_MODEL_H
#define OVERLAP_CORE_MODEL_H

#include <stdbool.h>

#include "core/base/usage.h"
#include "core/meter.h"
#include "core/work.h"
#include "core/workload.h"

/* What the machine counts a worker as. */
enum model_worker { MODEL_COROUTINE, MODEL_THREAD, MODEL_PROCESS };

struct model {
    const char *name;    /* "threads": the executable is overlap-threads */
    const char *summary; /* a clause: what a worker is */
    const char *limits;  /* for --help: what this model cannot do */
    int max_width;       /* most workers; 0: as many as the machine allows */
    bool can_offload;
    bool can_loop;  /* a rank can be an event loop: --loops */
    int ranks;      /* programs that run together; 0: this one alone */
    bool is_silent; /* another rank prints and records for this one */
    const char *const *hosts; /* of the ranks, ended by NULL; NULL: here */
    enum model_worker worker;

    /* Can this machine run such a plan? If not, leaves a sentence for a person
     * in `why` and returns a negative errno value. NULL: it can. */
    int (*check)(const struct plan *plan, char why[WORKLOAD_WHY_MAX]);

    /* How many descriptors `workers` connected workers take in one process, the
     * one that holds most of them. NULL: each worker is a process. */
    int (*descriptors)(int workers);

    /* Starts work_crew(work) workers, each of which calls work_run() with its
     * number and its own io, and waits for them all. Returns 0, or a negative
     * errno value if a worker could not be started; those already started are
     * stopped and waited for all the same. */
    int (*run)(struct work *work);

    /* After the run, if there are ranks: adds what each of them has used to
     * what the one that reports has; `peaks` is NULL if nobody sampled. */
    void (*add_up)(struct usage *usage, struct meter_peaks *peaks);
};

#endif
