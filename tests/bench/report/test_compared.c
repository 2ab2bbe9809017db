/* test_compared.c -- two benches side by side. */
#include <errno.h>
#include <stdio.h>

#include "bench/report/compared.h"
#include "tests/bench/made_results.h"

/* Two benches with the same results. */
struct benches {
    struct fixture *before, *after;
    struct changes *changes;
};

static int make_pair(void **state)
{
    static struct benches pair;
    void *before, *after;
    make_results(&before);
    make_results(&after);
    pair = (struct benches){before, after, NULL};
    *state = &pair;
    return 0;
}

static int free_pair(void **state)
{
    struct benches *pair = *state;
    void *before = pair->before, *after = pair->after;
    changes_free(pair->changes);
    free_results(&before);
    free_results(&after);
    return 0;
}

static void find_changes(struct benches *pair, bool speedups)
{
    changes_free(pair->changes);
    assert_int_equal(changes_find(&pair->changes, &pair->before->results,
                                  &pair->after->results, speedups),
                     0);
}

static const struct change *listed(const struct benches *pair,
                                   const char *experiment, const char *cell)
{
    for (int i = 0; i < pair->changes->cells_count; i++)
        if (!strcmp(pair->changes->cells[i].experiment, experiment) &&
            !strcmp(pair->changes->cells[i].cell, cell))
            return &pair->changes->cells[i];
    fail_msg("not listed: %s/%s", experiment, cell);
    return NULL;
}

static const struct change *change_of(struct benches *pair,
                                      const char *experiment, const char *cell)
{
    find_changes(pair, false);
    return listed(pair, experiment, cell);
}

/* Scales the times of one cell of the second bench, or, with -1, of all the
 * experiment's; and its CPU times as well, if it computes. */
static void scale_cell(struct benches *pair, int experiment, int cell,
                       double factor, bool computes)
{
    for (int i = 0; i < pair->after->results.runs_count; i++) {
        struct run *run = &pair->after->runs[i];
        if (run->experiment != experiment || (cell >= 0 && run->cell != cell))
            continue;
        run->time_s *= factor;
        run->user_s *= computes ? factor : 1;
        run->sys_s *= computes ? factor : 1;
    }
}

/* Scales every time of waits/async in the second bench. */
static void scale(struct benches *pair, double factor)
{
    scale_cell(pair, 1, 1, factor, false);
}

static int count_of(const struct benches *pair, enum change_kind kind)
{
    return pair->changes->counts[kind];
}

static void the_same_results_have_not_changed(void **state)
{
    struct benches *pair = *state;
    const struct change *change = change_of(pair, "waits", "async");
    assert_int_equal(change->kind, CHANGE_UNCHANGED);
    assert_true(change->ratio == 1);
    assert_true(change->interval.low < 1 && change->interval.high > 1);
    assert_int_equal(count_of(pair, CHANGE_CHANGED), 0);
    assert_true(count_of(pair, CHANGE_UNCHANGED) > 20);
}

static void only_the_cell_that_is_a_fifth_slower_has_changed(void **state)
{
    struct benches *pair = *state;
    scale(pair, 1.2);
    const struct change *change = change_of(pair, "waits", "async");
    assert_int_equal(change->kind, CHANGE_CHANGED);
    assert_true(fabs(change->ratio - 1.2) < 1e-9);
    assert_true(change->interval.low > 1.05);
    assert_int_equal(count_of(pair, CHANGE_CHANGED), 1);
    scale(pair, 0.7 / 1.2);
    assert_int_equal(change_of(pair, "waits", "async")->kind, CHANGE_CHANGED);
}

/* A change about as large as the tolerance could be on either side of it. */
static void a_change_of_a_twentieth_is_unknown(void **state)
{
    struct benches *pair = *state;
    scale(pair, 1.05);
    assert_int_equal(change_of(pair, "waits", "async")->kind, CHANGE_UNKNOWN);
}

static void six_blocks_are_too_few_to_tell(void **state)
{
    struct benches *pair = *state;
    scale(pair, 3);
    for (int i = 0; i < pair->after->results.runs_count; i++)
        if (pair->after->runs[i].block > 6)
            pair->after->runs[i].exit_code = 1;
    const struct change *change = change_of(pair, "waits", "async");
    assert_int_equal(change->kind, CHANGE_UNKNOWN);
    assert_true(change->interval.level <= 0);
    assert_true(fabs(change->ratio - 3) < 0.1);
}

static void another_command_is_not_compared(void **state)
{
    struct benches *pair = *state;
    pair->after->experiments[1].size = "200ms";
    assert_int_equal(change_of(pair, "waits", "async")->kind, CHANGE_OTHER);
    assert_int_equal(count_of(pair, CHANGE_OTHER), 4);
}

static void a_cell_that_only_one_bench_measured_is_reported(void **state)
{
    struct benches *pair = *state;
    pair->after->experiments[1].name = "pauses";
    const struct change *change = change_of(pair, "waits", "async");
    assert_int_equal(change->kind, CHANGE_GONE);
    assert_true(isnan(change->after) && !isnan(change->before));
    change = change_of(pair, "pauses", "async");
    assert_int_equal(change->kind, CHANGE_NEW);
    assert_true(isnan(change->before) && isnan(change->ratio));
    assert_int_equal(count_of(pair, CHANGE_GONE), 4);
    assert_int_equal(count_of(pair, CHANGE_NEW), 4);
}

/* ---- the output ---- */

/* Writes the comparison; the caller frees *text. Returns the change count. */
static int write_pair(struct benches *pair, bool colour, char **text)
{
    size_t size;
    FILE *out = open_memstream(text, &size);
    find_changes(pair, false);
    const struct compared compared = {&pair->before->judgement,
                                      &pair->after->judgement, pair->changes};
    compared_write(out, &compared, colour);
    assert_int_equal(fclose(out), 0);
    return compared_changed(&compared);
}

static void assert_says(const char *text, const char *line)
{
    if (!strstr(text, line))
        fail_msg("not said: %s\nbut:\n%s", line, text);
}

static void a_script_can_read_the_comparison(void **state)
{
    struct benches *pair = *state;
    char *text;
    scale(pair, 2);
    assert_int_equal(write_pair(pair, false, &text), 1);
    assert_memory_equal(text, "1 changed (1 slower, 0 faster), ", 32);
    assert_says(text, "; the control took 1.00 to 1.00 times as long\n\ncell ");
    char line[100], verdict[20];
    double before, after, machine, ratio, low, high;
    snprintf(line, sizeof line, "%.99s", strstr(text, "\nwaits/async ") + 1);
    assert_int_equal(sscanf(line, "%*s %lf %lf %lf %lf %lf %lf %19s", &before,
                            &after, &machine, &ratio, &low, &high, verdict),
                     7);
    assert_true(after > before && low < ratio && ratio < high);
    assert_string_equal(verdict, "changed");
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "claim"));
    assert_null(strstr(text, "environment"));
    free(text);
}

static void on_a_terminal_the_comparison_has_colours(void **state)
{
    char *text;
    assert_int_equal(write_pair(*state, true, &text), 0);
    assert_says(text, "\033[32munchanged\033[0m\n");
    free(text);
}

static void verdicts_that_differ_are_reported(void **state)
{
    struct benches *pair = *state;
    struct claim_outcome outcomes[3];
    char *text;
    memcpy(outcomes, made_claim_outcomes, sizeof outcomes);
    outcomes[0].verdict = VERDICT_INCONCLUSIVE; /* not counted as a change */
    outcomes[2].verdict = VERDICT_SUPPORTED;
    pair->after->judgement.claims = outcomes;
    assert_int_equal(write_pair(pair, false, &text), 1);
    assert_says(text, "\nW1               supported            inconclusive\n");
    assert_says(text, "\nC4               refuted              supported\n");
    assert_null(strstr(text, "\nC1 "));
    free(text);
}

static void machines_that_differ_are_reported(void **state)
{
    struct benches *pair = *state;
    char *text;
    json_object_set_new(pair->after->results.environment, "cores",
                        json_integer(16));
    json_object_set_new(pair->after->results.environment, "load",
                        json_integer(3));
    assert_int_equal(write_pair(pair, false, &text), 0);
    assert_says(text, "\nenvironment before after\ncores 2 16\n");
    assert_null(strstr(text, "load"));
    free(text);
}

/* ---- the machine's part ---- */

/* Computing takes 1.17 times as long, as on a slower day. */
static void slow_down(struct benches *pair)
{
    for (int i = 0; i < pair->after->results.runs_count; i++) {
        struct run *run = &pair->after->runs[i];
        double share = fmin((run->user_s + run->sys_s) / run->time_s, 1);
        run->time_s *= run->experiment == 0 ? 1.17 : 1 + 0.17 * share;
        run->user_s *= 1.17;
        run->sys_s *= 1.17;
    }
}

static void a_slower_machine_is_no_change_of_a_cell(void **state)
{
    struct benches *pair = *state;
    slow_down(pair);
    const struct change *computes = change_of(pair, "primes", "sequential");
    assert_int_equal(computes->kind, CHANGE_UNCHANGED);
    assert_true(computes->machine.low > 1.15 && computes->machine.high < 1.18);
    assert_true(fabs(computes->ratio - 1) < 0.01);
    assert_int_equal(listed(pair, "waits", "async")->kind, CHANGE_UNCHANGED);
    assert_int_equal(listed(pair, "control", "aa-1")->kind, CHANGE_CONTROL);
    assert_int_equal(count_of(pair, CHANGE_CHANGED), 0);
}

/* Where the machine became slower, computing that did not is faster. */
static void what_a_slower_machine_did_not_slow_has_changed(void **state)
{
    struct benches *pair = *state;
    scale_cell(pair, 0, -1, 1.17, true);
    assert_int_equal(change_of(pair, "primes", "sequential")->kind,
                     CHANGE_CHANGED);
    assert_true(listed(pair, "primes", "sequential")->interval.high < 1 / 1.05);
    assert_int_equal(listed(pair, "waits", "async")->kind, CHANGE_UNCHANGED);
}

/* Two workers that each compute half of the time may or may not feel it. */
static void what_the_machine_may_account_for_is_unknown(void **state)
{
    struct benches *pair = *state;
    struct fixture *sides[] = {pair->before, pair->after};
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < sides[side]->results.runs_count; i++) {
            struct run *run = &sides[side]->runs[i];
            if (run->experiment == 5 && run->cell == 2)
                run->user_s = run->time_s, run->sys_s = 0;
        }
    scale_cell(pair, 0, -1, 1.3, true);
    scale_cell(pair, 5, 2, 1.2, false);
    const struct change *change = change_of(pair, "primes", "threads");
    assert_int_equal(change->kind, CHANGE_UNKNOWN);
    assert_true(change->machine.low < 1.16 && change->machine.high > 1.29);
}

/* ---- two machines ---- */

static void between_machines_speedups_are_compared(void **state)
{
    struct benches *pair = *state;
    json_object_set_new(pair->after->results.environment, "cpu",
                        json_string("Another CPU"));
    for (int e = 0; e < (int)MADE; e++)
        scale_cell(pair, e, -1, 0.5, true);
    scale_cell(pair, 1, 1, 1.3, false);
    const struct change *change = change_of(pair, "primes", "threads");
    assert_true(pair->changes->speedups && pair->changes->other_machine);
    assert_int_equal(change->kind, CHANGE_UNCHANGED);
    assert_true(change->after > 1.8 && change->after < 2.2);
    change = listed(pair, "waits", "async");
    assert_int_equal(change->kind, CHANGE_CHANGED);
    assert_true(fabs(change->ratio - 1 / 1.3) < 0.02);
    assert_int_equal(listed(pair, "waits", "sequential")->kind, CHANGE_OTHER);
    assert_int_equal(listed(pair, "idle", "async")->kind, CHANGE_OTHER);
}

static void speedups_are_compared_when_asked_for(void **state)
{
    struct benches *pair = *state;
    find_changes(pair, true);
    assert_false(pair->changes->other_machine);
    assert_true(fabs(listed(pair, "waits", "async")->before - 2.85) < 0.1);
}

/* ---- for programs ---- */

static void a_program_can_read_the_comparison(void **state)
{
    struct benches *pair = *state;
    scale(pair, 2);
    find_changes(pair, false);
    const struct compared compared = {&pair->before->judgement,
                                      &pair->after->judgement, pair->changes};
    json_t *json = compared_json(&compared), *cell;
    const char *verdict = NULL;
    size_t i;
    assert_int_equal(json_integer_value(json_object_get(json, "changed")), 1);
    json_array_foreach(json_object_get(json, "cells"), i, cell)
    {
        const char *experiment, *name, *found;
        double ratio, low, high;
        json_t *ratio_json = json_object_get(cell, "ratio");
        if (!json_is_number(ratio_json))
            continue;
        assert_int_equal(json_unpack(cell, "{s:s, s:s, s:s, s:F, s:{s:F, s:F}}",
                                     "experiment", &experiment, "cell", &name,
                                     "verdict", &found, "ratio", &ratio,
                                     "interval", "low", &low, "high", &high),
                         0);
        assert_true(low <= ratio && ratio <= high);
        if (strcmp(experiment, "waits") == 0 && strcmp(name, "async") == 0)
            verdict = found;
    }
    assert_string_equal(verdict, "changed");
    json_decref(json);
}

#define WITH_PAIR(test)                                                        \
    cmocka_unit_test_setup_teardown(test, make_pair, free_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAIR(the_same_results_have_not_changed),
        WITH_PAIR(only_the_cell_that_is_a_fifth_slower_has_changed),
        WITH_PAIR(a_change_of_a_twentieth_is_unknown),
        WITH_PAIR(six_blocks_are_too_few_to_tell),
        WITH_PAIR(another_command_is_not_compared),
        WITH_PAIR(a_cell_that_only_one_bench_measured_is_reported),
        WITH_PAIR(a_script_can_read_the_comparison),
        WITH_PAIR(on_a_terminal_the_comparison_has_colours),
        WITH_PAIR(verdicts_that_differ_are_reported),
        WITH_PAIR(machines_that_differ_are_reported),
        WITH_PAIR(a_slower_machine_is_no_change_of_a_cell),
        WITH_PAIR(what_a_slower_machine_did_not_slow_has_changed),
        WITH_PAIR(what_the_machine_may_account_for_is_unknown),
        WITH_PAIR(between_machines_speedups_are_compared),
        WITH_PAIR(speedups_are_compared_when_asked_for),
        WITH_PAIR(a_program_can_read_the_comparison),
    };
    return cmocka_run_group_tests_name("compared", tests, NULL, NULL);
}
