/* environment.h -- the machine that a bench runs on. */
#ifndef OVERLAP_BENCH_RESULTS_ENVIRONMENT_H
#define OVERLAP_BENCH_RESULTS_ENVIRONMENT_H

#include <stdbool.h>

#include <jansson.h>

/* All of environment.json; what cannot be found out is "unknown", or null where
 * a number belongs. NULL: no memory. */
json_t *environment_describe(void);

/* The name of a fact in which two environments are different machines or, if
 * `builds`, have another kernel or other programs; NULL: there is none. */
const char *environment_differs(const json_t *before, const json_t *after,
                                bool builds);

/* How quiet the machine is before block `block`: the share of a quarter of a
 * second, while nothing of ours works, in which some task waited for a core
 * ("cpu_some"; null where the kernel does not tell), then the ticks stolen by
 * the hypervisor and all ticks so far. NULL: a person wants us to end, or no
 * memory. */
json_t *environment_quiet(int block);

#endif
