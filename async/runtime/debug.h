/* debug.h -- what ASYNC_DEBUG asks for. */
#ifndef OVERLAP_ASYNC_RUNTIME_DEBUG_H
#define OVERLAP_ASYNC_RUNTIME_DEBUG_H

#include <stdint.h>

/* How long a step may be before it is reported: "1" is 100 ms, "50ms" and "2s"
 * are what they say, and 0 stands for "0" or nothing: debug is off. -EINVAL: it
 * is something else. */
int debug_read(uint64_t *slow_ns);

#endif
