/* environment.h -- the machine that a bench runs on. */
#ifndef OVERLAP_BENCH_RESULTS_ENVIRONMENT_H
#define OVERLAP_BENCH_RESULTS_ENVIRONMENT_H

#include <jansson.h>

/* Everything of environment.json; what cannot be found is "unknown", or null
 * where a number belongs. NULL: no memory. */
json_t *environment_describe(void);

/* How quiet the machine is before block `block`: a quarter of a second with
 * nothing of ours running, and the share of it in which some task waited for
 * a core ("cpu_some"; null where the kernel does not tell), then the ticks
 * stolen by the hypervisor and all ticks so far. NULL when a person wants us
 * to end. */
json_t *environment_quiet(int block);

#endif
