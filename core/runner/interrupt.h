/* interrupt.h -- signals that ask a run to end.
 *
 * The first cancels the run, which then ends as any other: its folders,
 * schemas and servers are gone. A second one does not wait for tasks that
 * compute: it replaces the program by itself under another name, which ends the
 * workers and removes what the run has left. A third, or SIGKILL, leaves that
 * to the next run. */
#ifndef OVERLAP_CORE_RUNNER_INTERRUPT_H
#define OVERLAP_CORE_RUNNER_INTERRUPT_H

#include "core/work.h"
#include "core/workload.h"

/* Is a program of that name here only to remove what a run has left? */
bool interrupt_is_name(const char *name);

/* Copies the command line, for a second signal. To be called once, before
 * anything changes it. Returns the signal, if this program is here to remove
 * what a run has left, else 0; or -ENOMEM. */
int interrupt_begin(int argc, char **argv);

/* Catches the signals, but for SIGHUP and SIGQUIT where they were ignored, as
 * under nohup. */
void interrupt_catch(void);

/* From now on they cancel `work`; NULL: nothing. */
void interrupt_watch(struct work *work);

/* The signal that came, or 0. */
int interrupt_caught(void);

/* Ends all workers, and removes what the run has left. */
void interrupt_finish(const struct plan *plan);

#endif
