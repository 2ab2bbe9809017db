/* forks.h -- worker processes: started, waited for, replaced, ended. */
#ifndef OVERLAP_PROCESSES_FORKS_H
#define OVERLAP_PROCESSES_FORKS_H

#include "core/work.h"

/* The whole life of a forked process: runs the workers `first`, first + step,
 * first + 2 * step … of the crew until each has returned. Returns 0, or a
 * negative errno value if they could not be started, which ends the run. */
typedef int forks_body(struct work *work, int first, int step);

/* Divides the crew among `processes` forked processes, each of which runs
 * `body`, and waits for them all. One that dies loses the tasks that its
 * workers were running; it is replaced if there are tasks left, unless three in
 * a row died before they began any. Once the run is over they have a second
 * to exit before they are killed: nothing else can end a task that makes no
 * calls. A process that lies stopped (SIGSTOP) is killed a second after one of
 * its tasks should have timed out. Returns 0; -EOWNERDEAD: three died like
 * that; or a negative errno value if one could not be started. All stdio
 * buffers must be empty. */
int forks_run(struct work *work, int processes, forks_body *body);

#endif
