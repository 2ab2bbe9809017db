/* io_run.h -- what a run knows of its workers' ios, and tasks do not. */
#ifndef OVERLAP_CORE_IO_RUN_H
#define OVERLAP_CORE_IO_RUN_H

#include <stdatomic.h>

#include "core/io.h"

/* What the trace of a run keeps of a task: the CPU time of its work, and when
 * it waited; what comes after the first `capacity` of its waits is not kept. */
struct io_trace {
    int64_t cpu_ns;      /* of work that has ended; -1: not known */
    uint64_t working_ns; /* its thread's CPU time when the work under way … */
                         /* … began; 0: it waits, or is over */
    uint32_t count, capacity; /* of the waits that have ended; the next one */
    struct io_wait {          /* … has begun if it has a `begin_ns` */
        uint64_t begin_ns, end_ns;
    } list[];
};

/* Why a call must end: -ECANCELED when `*stop` is set (the `stop` of an io; it
 * may be NULL), -ETIMEDOUT when the clock reads `until_ns` or more, else 0. */
int io_over(const atomic_int *stop, uint64_t until_ns);

/* The CPU time of the calling thread counts as the task's between these two,
 * but for what lies in waits. Without a trace they do nothing. */
void io_work_begin(struct io *io);
void io_work_end(struct io *io);

/* Ends the trace of a task whose worker died, at `end_ns`: its wait ends then;
 * if it worked, nobody knows for how long. */
void io_trace_settle(struct io_trace *trace, uint64_t end_ns);

#endif
