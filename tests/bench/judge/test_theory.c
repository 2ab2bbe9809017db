/* test_theory.c -- what theory predicts for each kind of task and model. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/judge/theory.h"

struct theory_test {
    const char *workload, *kind, *model, *expect, *delay;
    bool offload;
    double tasks, workers, seconds; /* 0: nothing is predicted */
};

static struct theory predict(const struct theory_test *test)
{
    struct suite_server server = {.delay = (char *)test->delay};
    struct experiment experiment = {
        .workload = (char *)test->workload,
        .expect = (char *)test->expect,
        .server = test->delay ? &server : NULL,
    };
    struct cell cell = {.model = (char *)test->model, .offload = test->offload};
    struct theory_case known = {
        .experiment = &experiment,
        .cell = &cell,
        .record_kind = test->kind,
        .tasks = test->tasks,
        .workers = test->workers,
        .size_ms = 100,
        .sequential_s = 8,
        .cores = 2,
    };
    return theory_predict(&known);
}

/* How long the tasks take one after another. */
static double alone(const struct theory_test *test)
{
    if (strcmp(test->workload, "primes") == 0 ||
        strcmp(test->workload, "files") == 0)
        return 8;
    return test->tasks * (test->delay ? 0.02 : 0.1);
}

static void theory_follows_its_table(void **state)
{
    (void)state;
    static const struct theory_test tests[] = {
        {"sleep", "io", "sequential", NULL, NULL, false, 100, 1, 10},
        {"sleep", "io", "async", NULL, NULL, false, 100, 100, 0.1},
        {"sleep", "io", "threads", NULL, NULL, false, 100, 30, 0.4},
        {"sleep", "io", "processes", NULL, NULL, false, 3, 3, 0.1},
        {"stall", "safety", "async", NULL, NULL, false, 10, 10, 1},
        {"stall", "safety", "async", NULL, NULL, true, 10, 10, 0.3},
        {"stall", "safety", "threads", NULL, NULL, false, 10, 10, 0.1},
        {"stall", "safety", "hybrid", NULL, NULL, false, 10, 10, 0.5},
        {"stall", "safety", "hybrid", NULL, NULL, true, 10, 10, 0.2},
        {"primes", "cpu", "hybrid", NULL, NULL, false, 64, 8, 4},
        {"sleep", "io", "hybrid", NULL, NULL, false, 100, 100, 0.1},
        {"fetch", "io", "async", NULL, "20ms", false, 50, 10, 0.1},
        {"fetch", "io", "async", NULL, "0ms", false, 50, 10, 0},
        {"fetch", "io", "async", NULL, NULL, false, 50, 10, 0},
        {"primes", "cpu", "sequential", NULL, NULL, false, 64, 1, 0},
        {"primes", "cpu", "async", NULL, NULL, false, 64, 64, 8},
        {"primes", "cpu", "async", NULL, NULL, true, 64, 64, 4},
        {"primes", "cpu", "threads", NULL, NULL, false, 64, 64, 4},
        {"primes", "cpu", "processes", NULL, NULL, false, 64, 1, 8},
        {"files", "io", "threads", NULL, NULL, false, 8, 8, 0},
        {"mixed", "mixed", "threads", NULL, "20ms", false, 8, 8, 0},
        {"files", "io", "threads", "cores", NULL, false, 8, 8, 4},
        {"sleep", "io", "threads", "none", NULL, false, 8, 8, 0},
        {"sleep", "io", "threads", "sum", NULL, false, 8, 8, 0.8},
        {"sleep", "io", "threads", "max", NULL, false, 8, 2, 0.1},
        {"sleep", "io", "threads", "waves", NULL, false, 8, 2, 0.4},
    };
    for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
        struct theory theory = predict(&tests[i]);
        double seconds = tests[i].seconds;
        double possible = alone(&tests[i]) / seconds;
        if (seconds > 0 ? fabs(theory.seconds - seconds) > 1e-9
                        : !isnan(theory.seconds))
            fail_msg("case %zu: %g, expected %g", i, theory.seconds, seconds);
        if (seconds > 0 ? fabs(theory.possible - possible) > 1e-9
                        : !isnan(theory.possible))
            fail_msg("case %zu: %g× is possible, expected %g×", i,
                     theory.possible, possible);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(theory_follows_its_table),
    };
    return cmocka_run_group_tests_name("theory", tests, NULL, NULL);
}
