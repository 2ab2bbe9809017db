/* io_trace.h -- the trace of one task: its CPU time and its waits. */
#ifndef OVERLAP_CORE_IO_TRACE_H
#define OVERLAP_CORE_IO_TRACE_H

#include <stdint.h>

/* Waits after the first `capacity` are not kept. */
struct io_trace {
    int64_t cpu_ns;           /* of finished work; -1: unknown */
    uint64_t working_ns;      /* its thread's CPU time when the current work */
                              /* began; 0: it is waiting, or over */
    uint32_t count, capacity; /* of finished waits; the next one has begun */
    struct io_wait {          /* if its `begin_ns` is set */
        uint64_t begin_ns, end_ns;
    } list[];
};

/* These four do nothing without a trace (NULL). Between begin and end of work
 * the calling thread's CPU time counts as the task's. */
void io_work_begin(struct io_trace *trace);
void io_work_end(struct io_trace *trace);
void io_wait_begin(struct io_trace *trace, uint64_t begin_ns);
void io_wait_end(struct io_trace *trace, uint64_t end_ns);

/* Ends the trace of a task whose worker died at `end_ns`: a wait ends then;
 * if it was working, its CPU time becomes unknown. */
void io_trace_settle(struct io_trace *trace, uint64_t end_ns);

#endif
