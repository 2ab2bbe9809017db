/* answers.h -- a computing workload's answers, right and wrong. */
#ifndef OVERLAP_TESTS_WORKLOADS_ANSWERS_H
#define OVERLAP_TESTS_WORKLOADS_ANSWERS_H

#include <errno.h>

#include "tests/workloads/tasks.h"

/* Leaves the workload set up, with all answers in `results`. */
static inline struct plan answers_make(const struct workload *workload,
                                       int tasks, int64_t size,
                                       const char *output)
{
    struct plan plan = plan_of(workload, tasks, size);
    plan.output = output;
    if (workload->setup)
        assert_int_equal(workload->setup(&plan, why), 0);
    run_tasks(&plan);
    expect_all_ok(&plan);
    return plan;
}

static inline int answers_check(const struct plan *plan)
{
    *why = '\0';
    int err = plan->workload->check(plan, results, why);
    assert_int_equal(err != 0, *why != '\0');
    return err;
}

/* Answer `index` is refused when a bit of it is flipped, unless its task
 * failed: then it means nothing. */
static inline void expect_flip_refused(const struct plan *plan, int index)
{
    assert_int_equal(answers_check(plan), 0);
    results[index].answer ^= 1;
    assert_int_equal(answers_check(plan), -EILSEQ);
    results[index].err = -ECANCELED;
    assert_int_equal(answers_check(plan), 0);
    results[index].err = 0;
    results[index].answer ^= 1;
}

#endif
