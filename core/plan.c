/* plan.c -- what follows from a plan. */
#include "core/plan.h"

int plan_workers(const struct plan *plan)
{
    if (plan->width == 0 || plan->width > plan->tasks)
        return plan->tasks;
    return plan->width;
}
