/* watch.h -- a rank's ear: hears that the run is over while workers work. */
#ifndef OVERLAP_MPI_WATCH_H
#define OVERLAP_MPI_WATCH_H

#include <pthread.h>
#include <stdbool.h>

#include "core/work.h"

struct watch {
    struct work *work;
    int rank, ranks;
    pthread_mutex_t *mpi; /* to be held around every call of MPI's */
    atomic_bool returned; /* the rank's body has, perhaps in vain */
    int own;              /* the first of its workers that has not left */
    bool told, passed;    /* that the run was stopped */
    bool agreeing;
    int why, why_all; /* as in work_stopped(): here, and anywhere */
    pthread_t thread;
};

/* Starts a thread that passes on what ends the run, to and from other ranks,
 * and gives MPI the time to answer them. 0 or a negative errno value. */
int watch_start(struct watch *watch);

/* Waits until no rank has a worker left that works, and ends the thread. */
void watch_join(struct watch *watch);

#endif
