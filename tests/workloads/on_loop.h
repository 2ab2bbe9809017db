/* on_loop.h -- runs all tasks of a plan at once, on a loop. */
#ifndef OVERLAP_TESTS_WORKLOADS_ON_LOOP_H
#define OVERLAP_TESTS_WORKLOADS_ON_LOOP_H

#include "async/async.h"
#include "tests/workloads/tasks.h"

struct loop_task {
    const struct plan *plan;
    int index;
};

static inline int run_loop_task(struct io *io, void *arg)
{
    const struct loop_task *task = arg;
    const struct job job = {.plan = task->plan, .index = task->index};
    struct result *result = &results[task->index];
    result->err = task->plan->workload->task(io, &job, &result->answer);
    return 0;
}

static inline int spawn_loop_tasks(struct io *io, void *arg)
{
    const struct plan *plan = arg;
    static struct loop_task tasks[TASKS_MAX];
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < plan->tasks; i++) {
        tasks[i] = (struct loop_task){.plan = plan, .index = i};
        async_group_spawn(&group, run_loop_task, &tasks[i]);
    }
    return async_group_wait(&group);
}

static inline void run_on_loop(struct plan *plan)
{
    assert_int_equal(async_run(spawn_loop_tasks, plan), 0);
}

#endif
