/* stretches.h -- when each task of a trace waited, was ready but without its
 * turn, and worked.
 *
 * A trace has two states, waits and the rest. The third is found in it: on a
 * loop a wait ends only when the loop turns to the task, so it is longer than
 * the same wait of a task that was alone; under threads it is the part of the
 * work for which the task had no core. */
#ifndef OVERLAP_BENCH_RESULTS_STRETCHES_H
#define OVERLAP_BENCH_RESULTS_STRETCHES_H

#include "bench/results/trace.h"

enum stretch_state { STRETCH_WAITS, STRETCH_READY, STRETCH_WORKS };

/* A part of a task's row: of its time, and of its height, because a task with
 * half a core both works and is ready at once. Time times height is then CPU
 * time where it works. */
struct stretch {
    enum stretch_state state;
    int64_t begin_ns, end_ns;
    double from, to; /* of the height, 0 to 1 */
};

/* How long a task's waits take when nothing keeps it from going on: the
 * medians of its first, second … wait in a trace of one task at a time. */
#define STRETCHES_WAITS_MAX 32
struct usual_waits {
    int64_t ns[STRETCHES_WAITS_MAX];
    int count; /* 0: not known */
};

/* Finds them in a trace of sequential's; unknown if its tasks do not all wait
 * equally often. */
void usual_waits_find(struct usual_waits *usual, const struct trace *alone);

/* The stretches of a task that was due at `due_ns`, or -1 if whenever it began;
 * *list is for the caller to free. Returns their number, or -ENOMEM. */
int stretches_find(struct stretch **list, const struct trace_task *task,
                   const struct usual_waits *usual, int64_t due_ns);

/* How long they are in one state, each times its share of the height. */
double stretches_ns(const struct stretch *list, int count,
                    enum stretch_state state);

#endif
