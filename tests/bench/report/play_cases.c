/* play_cases.c -- cases of theory.c, for the page's own formulas to agree with:
 * a line each, as JSON. */
#include <math.h>
#include <stdio.h>

#include "bench/judge/theory.h"

#define WAIT_MS 20
#define WORK_MS 5

static const char *const models[] = {"sequential", "async", "threads",
                                     "processes", "hybrid"};
static const struct {
    const char *workload, *kind;
} tasks_of[] = {{"sleep", "io"}, {"stall", "safety"}, {"primes", "cpu"}};

static void put_case(int what, const char *model, int tasks, int width,
                     int cores, bool offload)
{
    struct experiment experiment = {.workload =
                                        (char *)tasks_of[what].workload};
    struct cell cell = {.model = (char *)model, .offload = offload};
    struct theory_case known = {
        .experiment = &experiment,
        .cell = &cell,
        .record_kind = tasks_of[what].kind,
        .tasks = tasks,
        .workers = width,
        .size_ms = WAIT_MS,
        .sequential_s = tasks * WORK_MS / 1e3,
        .cores = cores,
    };
    double seconds = theory_predict(&known).seconds;
    if (isnan(seconds)) /* sequential computing is what others are held to */
        return;
    printf("{\"model\": \"%s\", \"seconds\": %.17g, \"plan\": {\"tasks\": %d, "
           "\"wait_ms\": %d, \"work_ms\": %d, \"cores\": %d, \"width\": %d, "
           "\"blocks\": %s, \"offload\": %s}}\n",
           model, seconds, tasks, what < 2 ? WAIT_MS : 0,
           what < 2 ? 0 : WORK_MS, cores, width, what == 1 ? "true" : "false",
           offload ? "true" : "false");
}

int main(void)
{
    static const int tasks[] = {1, 7, 64}, widths[] = {1, 2, 5, 64},
                     cores[] = {1, 2, 8};
    for (int what = 0; what < 3; what++)
        for (int model = 0; model < 5; model++)
            for (int i = 0; i < 3 * 4 * 3 * 2; i++)
                put_case(what, models[model], tasks[i % 3], widths[i / 3 % 4],
                         cores[i / 12 % 3], i / 36);
    return 0;
}
