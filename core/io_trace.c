/* io_trace.c -- the trace of one task: its CPU time and its waits. */
#include "core/io_trace.h"

#include <stdbool.h>
#include <time.h>

static uint64_t cpu_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void io_work_begin(struct io_trace *trace)
{
    if (trace)
        trace->working_ns = cpu_now_ns();
}

void io_work_end(struct io_trace *trace)
{
    if (!trace)
        return;
    trace->cpu_ns += (int64_t)(cpu_now_ns() - trace->working_ns);
    trace->working_ns = 0;
}

static bool has_room(const struct io_trace *trace)
{
    return trace && trace->count < trace->capacity;
}

void io_wait_begin(struct io_trace *trace, uint64_t begin_ns)
{
    if (has_room(trace))
        trace->list[trace->count].begin_ns = begin_ns;
}

void io_wait_end(struct io_trace *trace, uint64_t end_ns)
{
    if (has_room(trace))
        trace->list[trace->count++].end_ns = end_ns;
}

void io_trace_settle(struct io_trace *trace, uint64_t end_ns)
{
    if (trace->working_ns)
        trace->cpu_ns = -1;
    else if (has_room(trace) && trace->list[trace->count].begin_ns)
        trace->list[trace->count++].end_ns = end_ns;
}
