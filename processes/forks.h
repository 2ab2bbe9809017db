/* forks.h -- worker processes: started, waited for, replaced, ended. */
#ifndef OVERLAP_PROCESSES_FORKS_H
#define OVERLAP_PROCESSES_FORKS_H

#include "core/work.h"

/* What a forked process does with its life: the workers `first`,
 * first + step, first + 2 * step … of the crew, until each has returned. 0, or
 * a negative errno value when they could not be started, which ends the run. */
typedef int forks_body(struct work *work, int first, int step);

/* Shares the crew out among `processes` forked ones, each of which runs
 * `body`, and waits for them all. One that dies loses the tasks that its
 * workers had in hand; it is replaced when there are others to be done, unless
 * three in a row died before they began any. Once the run is stopped they have
 * a second to go before they are killed: nothing else can end a task that does
 * not listen. One that is stopped by a signal is killed a second after the
 * time of a task of its. 0; -EOWNERDEAD: they die before they begin; or a
 * negative errno value when one could not be started. Nothing may be left in a
 * stdio buffer. */
int forks_run(struct work *work, int processes, forks_body *body);

#endif
