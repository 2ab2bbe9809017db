/* io_trace.h -- what a run keeps of a task, for those who want to see it. */
#ifndef OVERLAP_CORE_IO_TRACE_H
#define OVERLAP_CORE_IO_TRACE_H

#include <stdint.h>

/* The CPU time of its work, and when
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

/* Without a trace (NULL) these do nothing. The CPU time of the calling thread
 * counts as the task's between the first two. */
void io_work_begin(struct io_trace *trace);
void io_work_end(struct io_trace *trace);
void io_wait_begin(struct io_trace *trace, uint64_t begin_ns);
void io_wait_end(struct io_trace *trace, uint64_t end_ns);

/* Ends the trace of a task whose worker died, at `end_ns`: its wait ends then;
 * if it worked, nobody knows for how long. */
void io_trace_settle(struct io_trace *trace, uint64_t end_ns);

#endif
