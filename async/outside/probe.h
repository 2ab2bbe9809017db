/* probe.h -- how much stack the calls of async.h take, as they were compiled. */
#ifndef OVERLAP_ASYNC_OUTSIDE_PROBE_H
#define OVERLAP_ASYNC_OUTSIDE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of stack that a task takes at most which calls what async.h has, but
 * for the world outside, and has a few small frames of its own; in a loop that
 * is debugged it is more. Measured when it is first asked for, on the stack of
 * the thread's loop, which takes 0.1 ms. */
size_t probe_bytes(bool debug);

#endif
