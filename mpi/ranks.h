/* ranks.h -- the programs of a run, which share nothing but messages. */
#ifndef OVERLAP_MPI_RANKS_H
#define OVERLAP_MPI_RANKS_H

#include "core/model.h"

/* What a rank does: runs the workers `first`, first + step … of the crew until
 * each has returned. 0, or a negative errno value if it could not. */
typedef int ranks_body(struct work *work, int first, int step);

/* Joins the ranks that a launcher has started, and tells the model how many
 * there are and where; without one this is the only rank, and MPI is not used.
 * Returns 0, or an exit status if MPI cannot be used; it has then said why. */
int ranks_open(struct model *model);

/* Leaves. If this rank never came to ranks_run(), the others, which may wait
 * for it there, learn that. Returns `status`, the program's. */
int ranks_close(int status);

/* Runs the work on all ranks, whose next task is a number in a window of rank
 * 0. The first failure of one ends the run of all. Then rank 0 has all results,
 * and what the tasks have made. Returns 0; -EHOSTDOWN: another rank could not
 * begin; or what the body returned. */
int ranks_run(struct work *work, ranks_body *body);

/* Adds what other ranks have used to what rank 0 has. */
void ranks_add_up(struct usage *usage, struct meter_peaks *peaks);

#endif
