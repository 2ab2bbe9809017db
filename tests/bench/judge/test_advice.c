/* test_advice.c -- each line of advice follows from the data, and comes out
 * otherwise where they do. */
#include <math.h>
#include <string.h>

#include "bench/judge/advice.h"
#include "tests/unit.h"

#define CELLS  4
#define BLOCKS 12

static const char *const models[CELLS] = {"sequential", "async", "threads",
                                          "processes"};

/* Experiments of made-up cells. The speed-ups are as measured; 0: no such
 * cell. Memory and CPU are per task. */
struct made {
    enum theory_kind kind;
    double tasks, possible, speedup[CELLS];
    double bytes[CELLS], cpu_us[CELLS];
};

#define EXPERIMENTS_MAX 4

static struct experiment experiments[EXPERIMENTS_MAX];
static struct cell cells[EXPERIMENTS_MAX][CELLS];
static struct cell_measures measured[EXPERIMENTS_MAX][CELLS];
static struct experiment_measures of[EXPERIMENTS_MAX];

/* `value` in every block, give or take a hundredth of it. */
static struct series series_of(double value)
{
    struct series series = {.blocks = BLOCKS, .median = value};
    for (int i = 0; i < BLOCKS; i++)
        series.values[i] = value * (1 + 0.002 * (i - BLOCKS / 2.0));
    return series;
}

static double spread = 0.01; /* of a speed-up's interval; 0: it has none */

static struct ratio ratio_of(double estimate)
{
    return (struct ratio){estimate,
                          {estimate * (1 - spread), estimate * (1 + spread),
                           spread > 0 ? 0.96 : 0}};
}

static void make_cell(const struct made *made, int e, int c, double best)
{
    double speedup = made->speedup[c];
    cells[e][c] = (struct cell){.model = (char *)models[c],
                                .name = (char *)models[c],
                                .meter = made->bytes[1] > 0};
    measured[e][c] = (struct cell_measures){
        .cell = &cells[e][c],
        .model = models[c],
        .kind = made->kind,
        .tasks = made->tasks,
        .workers = c ? made->tasks : 1,
        .possible = made->possible,
        .time_s = series_of(speedup > 0 ? 1 / speedup : NAN),
        .speedup =
            ratio_of(c && speedup > 0 && made->speedup[0] > 0 ? speedup : NAN),
        .memory_bytes = series_of(made->bytes[c] * made->tasks),
        .cpu_s = series_of(made->cpu_us[c] * made->tasks / 1e6),
        .lateness_max_s = NAN,
        .fastest = c && speedup * MEASURES_TIE >= best,
    };
}

/* The advice from `count` experiments. */
static int advise(struct advice list[ADVICE_CASES], const struct made *made,
                  int count, bool noisy)
{
    static const char *const names[] = {"one", "two", "three", "four"};
    struct measures measures = {.experiments = of, .experiments_count = count};
    struct judgement judgement = {.noisy = noisy};
    for (int e = 0; e < count; e++) {
        double best = 0;
        for (int c = 0; c < CELLS; c++)
            best = fmax(best, made[e].speedup[c]);
        for (int c = 0; c < CELLS; c++)
            make_cell(&made[e], e, c, best);
        experiments[e] = (struct experiment){
            .name = (char *)names[e], .cells = cells[e], .cells_count = CELLS};
        of[e] = (struct experiment_measures){
            .experiment = &experiments[e],
            .cells = measured[e],
            .cells_count = CELLS,
            .sequential = made[e].speedup[0] > 0 ? 0 : -1};
    }
    return advice_give(list, &measures, &judgement);
}

/* What the line says of one experiment alone. */
static void assert_use(struct made made, enum advice_case line,
                       const char *expected)
{
    struct advice list[ADVICE_CASES];
    advise(list, &made, 1, false);
    assert_string_equal(list[line].use, expected);
    assert_true(list[line].known);
    assert_ptr_equal(list[line].evidence[0], &experiments[0]);
}

static void assert_speedups(enum theory_kind kind, double tasks,
                            double possible, const double speedup[CELLS],
                            enum advice_case line, const char *expected)
{
    struct made made = {.kind = kind, .tasks = tasks, .possible = possible};
    memcpy(made.speedup, speedup, sizeof made.speedup);
    assert_use(made, line, expected);
}

static void few_waits_come_out_as_measured(void **state)
{
    (void)state;
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 9.2, 9.3, 9.1},
                    ADVICE_FEW, "threads or a loop, as you like");
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 9.2, 6, 5},
                    ADVICE_FEW, "a loop");
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 6, 9.3, 5},
                    ADVICE_FEW, "threads");
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 6, 5, 9},
                    ADVICE_FEW, "it depends on the task");
}

static void thousands_of_waits_come_out_as_measured(void **state)
{
    (void)state;
    struct made made = {.kind = THEORY_WAITS,
                        .tasks = 2000,
                        .speedup = {0, 1, 1, 1},
                        .bytes = {0, 1000, 30000, 90000}};
    assert_use(made, ADVICE_MANY, "a loop");
    made.bytes[1] = 30100;
    assert_use(made, ADVICE_MANY, "threads or a loop, as you like");
    made.bytes[1] = 60000;
    assert_use(made, ADVICE_MANY, "threads");
    struct made both[2] = {made, made};
    struct advice list[ADVICE_CASES];
    memset(both[1].bytes, 0, sizeof both[1].bytes);
    both[1].cpu_us[1] = 90;
    both[1].cpu_us[2] = 160;
    advise(list, both, 2, false);
    assert_string_equal(list[ADVICE_MANY].use,
                        "threads for memory, a loop for CPU");
    both[0].bytes[1] = 1000;
    advise(list, both, 2, false);
    assert_string_equal(list[ADVICE_MANY].use, "a loop");
    assert_string_equal(list[ADVICE_MANY].found,
                        "a task that waits takes 1000 B, a thread 29.3 KiB: "
                        "30.0× (30.0× to 30.0×); with 2,000 in flight a "
                        "request takes 90.0 µs of CPU on a loop, 1.78× the "
                        "CPU on threads (1.78× to 1.78×)");
    assert_ptr_equal(list[ADVICE_MANY].evidence[1], &experiments[1]);
    both[1].cpu_us[2] = 50;
    advise(list, both, 2, false);
    assert_string_equal(list[ADVICE_MANY].use,
                        "a loop for memory, threads for CPU");
}

static void computing_comes_out_as_measured(void **state)
{
    (void)state;
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 1, 1.95, 1.9},
                    ADVICE_COMPUTES,
                    "threads or processes, one a core, never a loop");
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 1, 1.95, 1},
                    ADVICE_COMPUTES, "threads, one a core, never a loop");
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 1, 1, 1.9},
                    ADVICE_COMPUTES, "processes, one a core, never a loop");
    assert_speedups(THEORY_COMPUTES, 64, 1.98,
                    (double[CELLS]){1, 1.9, 1.95, 1.9}, ADVICE_COMPUTES,
                    "threads or processes, one a core, a loop too");
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 0, 1.95, 1.9},
                    ADVICE_COMPUTES, "threads or processes, one a core");
    assert_speedups(THEORY_COMPUTES, 64, 1.98,
                    (double[CELLS]){1, 1, 1.02, 0.97}, ADVICE_COMPUTES,
                    "one after another: nothing made it faster");
}

static void blocking_calls_come_out_as_measured(void **state)
{
    (void)state;
    assert_speedups(THEORY_BLOCKS, 10, 10, (double[CELLS]){1, 1, 9.4, 9.3},
                    ADVICE_BLOCKS, "threads or processes, never a loop");
    assert_speedups(THEORY_BLOCKS, 10, 10, (double[CELLS]){1, 9.1, 9.4, 9.3},
                    ADVICE_BLOCKS, "threads or processes, a loop too");
}

static void what_is_shown_not_to_help_is_not_advised(void **state)
{
    (void)state;
    const char *nothing = "one after another: nothing made it faster";
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 1, 1, 1},
                    ADVICE_FEW, nothing);
    assert_speedups(THEORY_WAITS, 50, 10, (double[CELLS]){1, 0.5, 0.6, 0.4},
                    ADVICE_FEW, nothing);
}

static void what_is_not_shown_is_not_said(void **state)
{
    (void)state;
    struct advice list[ADVICE_CASES];
    const struct made made = {THEORY_COMPUTES,  64,  1.98,
                              {1, 1, 1.2, 1.2}, {0}, {0}};
    spread = 0.4;
    assert_use(made, ADVICE_COMPUTES,
               "not clear from this run: its intervals are too wide");
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 1, 1.9, 1.9},
                    ADVICE_COMPUTES,
                    "threads or processes, one a core; a loop: not clear");
    spread = 0;
    assert_int_equal(advise(list, &made, 1, false), 0);
    assert_string_equal(list[ADVICE_COMPUTES].use, "too few blocks to tell");
    assert_string_equal(list[ADVICE_COMPUTES].found, "");
    spread = 0.01;
}

static void who_is_always_behind_is_not_advised(void **state)
{
    (void)state;
    assert_speedups(THEORY_COMPUTES, 64, 1.98, (double[CELLS]){1, 1, 1.9, 1.3},
                    ADVICE_COMPUTES, "threads, one a core, never a loop");
}

static void more_than_is_possible_is_not_believed(void **state)
{
    (void)state;
    struct advice list[ADVICE_CASES];
    const struct made made = {THEORY_COMPUTES,    64,  1.98,
                              {1, 1, 2.82, 2.82}, {0}, {0}};
    advise(list, &made, 1, false);
    assert_string_equal(list[ADVICE_COMPUTES].found,
                        "threads 2.82× as fast as one after another (2.79× to "
                        "2.85×), more than the 1.98 possible: something is "
                        "wrong with this run; a loop 1.00×");
}

/* Where the experiments differ, no line says always. */
static void all_experiments_of_a_kind_count(void **state)
{
    (void)state;
    struct advice list[ADVICE_CASES];
    const struct made made[] = {
        {THEORY_COMPUTES, 64, 1.98, {1, 1, 1.95, 1.9}, {0}, {0}},
        {THEORY_COMPUTES, 64, 1.98, {1, 1.3, 1.96, 1.94}, {0}, {0}},
        {THEORY_COMPUTES, 64, 1.98, {1, 1, 1.98, 1}, {0}, {0}},
    };
    assert_int_equal(advise(list, made, 3, false), 1);
    assert_string_equal(list[ADVICE_COMPUTES].use,
                        "threads, one a core, a loop at times");
    assert_string_equal(list[ADVICE_COMPUTES].found,
                        "threads 1.96× as fast as one after another (1.94× to "
                        "1.98×), 99 % of the 1.98 possible; a loop 1.30×");
    assert_ptr_equal(list[ADVICE_COMPUTES].evidence[0], &experiments[1]);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    struct advice list[ADVICE_CASES];
    assert_int_equal(advise(list, NULL, 0, false), 0);
    assert_string_equal(list[ADVICE_FEW].use,
                        "no experiment of this run lets tasks wait on a loop "
                        "and on threads");
    assert_string_equal(
        list[ADVICE_MANY].use,
        "no experiment of this run has thousands of tasks that wait");
    assert_string_equal(
        list[ADVICE_COMPUTES].use,
        "no experiment of this run computes on threads or processes");
    assert_string_equal(
        list[ADVICE_BLOCKS].use,
        "no experiment of this run blocks threads or processes");
    for (int i = 0; i < ADVICE_CASES; i++)
        assert_false(list[i].known);
}

static void a_noisy_run_gives_no_advice(void **state)
{
    (void)state;
    struct advice list[ADVICE_CASES];
    const struct made made = {THEORY_WAITS, 50, 10, {1, 9, 9, 9}, {0}, {0}};
    assert_int_equal(advise(list, &made, 1, true), 1);
    assert_string_equal(list[ADVICE_FEW].use,
                        "not from this run: a gate failed");
    assert_string_equal(
        list[ADVICE_COMPUTES].use,
        "no experiment of this run computes on threads or processes");
    for (int i = 0; i < ADVICE_CASES; i++) {
        assert_string_equal(list[i].found, "");
        assert_null(list[i].evidence[0]);
        assert_false(list[i].known);
    }
    assert_int_equal(advise(list, &made, 0, true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_waits_come_out_as_measured),
        cmocka_unit_test(thousands_of_waits_come_out_as_measured),
        cmocka_unit_test(computing_comes_out_as_measured),
        cmocka_unit_test(blocking_calls_come_out_as_measured),
        cmocka_unit_test(what_is_shown_not_to_help_is_not_advised),
        cmocka_unit_test(what_is_not_shown_is_not_said),
        cmocka_unit_test(who_is_always_behind_is_not_advised),
        cmocka_unit_test(more_than_is_possible_is_not_believed),
        cmocka_unit_test(all_experiments_of_a_kind_count),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(a_noisy_run_gives_no_advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
