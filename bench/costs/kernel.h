/* kernel.h -- what a task costs as a thread or as a process. */
#ifndef OVERLAP_BENCH_COSTS_KERNEL_H
#define OVERLAP_BENCH_COSTS_KERNEL_H

#include "bench/costs/trial.h"

trial_fn costs_kernel_spawn, costs_kernel_switch, costs_kernel_parked,
    costs_kernel_sleepers;

#endif
