/* probe.h -- measures how much stack the library's calls take, as compiled. */
#ifndef OVERLAP_ASYNC_OUTSIDE_PROBE_H
#define OVERLAP_ASYNC_OUTSIDE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* The most stack, in bytes, that a task with a few small frames of its own uses
 * if it calls what async.h declares above "The world outside"; with `debug`,
 * which takes more, in a loop with ASYNC_DEBUG. Measured at the first call,
 * which takes 0.1 ms; the thread must be running a loop. */
size_t probe_bytes(bool debug);

#endif
