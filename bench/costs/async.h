/* async.h -- what a task on the event loop costs. */
#ifndef OVERLAP_BENCH_COSTS_ASYNC_H
#define OVERLAP_BENCH_COSTS_ASYNC_H

#include "bench/costs/trial.h"

trial_fn costs_async_spawn, costs_async_crowd, costs_async_switch,
    costs_async_parked, costs_async_sleepers;

#endif
