/* tasks.h -- runs a workload's tasks one after the other, without a model. */
#ifndef OVERLAP_TESTS_WORKLOADS_TASKS_H
#define OVERLAP_TESTS_WORKLOADS_TASKS_H

#include <stdlib.h>

#include "core/io/blocking.h"
#include "core/work.h"
#include "core/workload.h"
#include "tests/unit.h"

#define TASKS_MAX 64

static struct result results[TASKS_MAX];
static char why[WORKLOAD_WHY_MAX];

/* The plan that the command line would make. */
static inline struct plan plan_of(const struct workload *workload, int tasks,
                                  int64_t size)
{
    assert_int_in_range(tasks, 1, TASKS_MAX);
    return (struct plan){.workload = workload,
                         .tasks = tasks,
                         .size = size,
                         .width = 1,
                         .cpu_share = 50};
}

static inline void run_tasks(const struct plan *plan)
{
    struct blocking blocking;
    blocking_open(&blocking, -1);
    for (int i = 0; i < plan->tasks; i++) {
        const struct job job = {.plan = plan, .index = i};
        results[i] = (struct result){.begin_ns = io_now_ns()};
        results[i].err =
            plan->workload->task(&blocking.io, &job, &results[i].answer);
        results[i].end_ns = io_now_ns();
    }
    blocking_close(&blocking);
}

static inline void expect_all_ok(const struct plan *plan)
{
    for (int i = 0; i < plan->tasks; i++)
        assert_int_equal(results[i].err, 0);
}

#endif
