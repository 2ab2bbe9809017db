/* list.c -- the list of workloads: a new one is a file and a word here. */
#include "workloads/list.h"

#define WORKLOADS(X)                                                           \
    X(noop)                                                                    \
    X(grain)                                                                   \
    X(sleep)                                                                   \
    X(fetch)                                                                   \
    X(files)                                                                   \
    X(query)                                                                   \
    X(transfer)                                                                \
    X(primes)                                                                  \
    X(hash)                                                                    \
    X(mandelbrot)                                                              \
    X(matmul)                                                                  \
    X(mixed)                                                                   \
    X(serve)                                                                   \
    X(hog)                                                                     \
    X(stall)                                                                   \
    X(fail)                                                                    \
    X(crash)                                                                   \
    X(counter)                                                                 \
    X(locks)

#define DECLARE(name) extern const struct workload workload_##name;
#define ENTRY(name)   &workload_##name,

WORKLOADS(DECLARE)

const struct workload *const workload_list[] = {WORKLOADS(ENTRY) NULL};
