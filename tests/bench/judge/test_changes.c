/* test_changes.c -- two benches side by side. */
#include <errno.h>
#include <stdio.h>

#include "bench/judge/changes.h"
#include "tests/bench/made_results.h"

/* Two benches with the same results. */
struct benches {
    struct fixture *before, *after;
    struct change *list;
    int count;
};

static int make_pair(void **state)
{
    static struct benches pair;
    void *before, *after;
    make_results(&before);
    make_results(&after);
    pair = (struct benches){before, after, NULL, 0};
    *state = &pair;
    return 0;
}

static int free_pair(void **state)
{
    struct benches *pair = *state;
    void *before = pair->before, *after = pair->after;
    free(pair->list);
    free_results(&before);
    free_results(&after);
    return 0;
}

static const struct change *change_of(struct benches *pair,
                                      const char *experiment, const char *cell)
{
    free(pair->list);
    pair->count = changes_list(&pair->list, &pair->before->results,
                               &pair->after->results);
    assert_true(pair->count > 0);
    for (int i = 0; i < pair->count; i++)
        if (!strcmp(pair->list[i].experiment, experiment) &&
            !strcmp(pair->list[i].cell, cell))
            return &pair->list[i];
    fail_msg("not listed: %s/%s", experiment, cell);
    return NULL;
}

/* Scales every time of waits/async in the second bench. */
static void scale(struct benches *pair, double factor)
{
    for (int i = 0; i < pair->after->results.runs_count; i++) {
        struct run *run = &pair->after->runs[i];
        if (run->experiment == 1 && run->cell == 1)
            run->time_s *= factor;
    }
}

static int count_of(const struct benches *pair, enum change_kind kind)
{
    int found = 0;
    for (int i = 0; i < pair->count; i++)
        found += pair->list[i].kind == kind;
    return found;
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
    assert_true(isnan(change->after_s) && !isnan(change->before_s));
    change = change_of(pair, "pauses", "async");
    assert_int_equal(change->kind, CHANGE_NEW);
    assert_true(isnan(change->before_s) && isnan(change->ratio));
    assert_int_equal(count_of(pair, CHANGE_GONE), 4);
    assert_int_equal(count_of(pair, CHANGE_NEW), 4);
}

/* ---- the output ---- */

/* Writes the comparison; the caller frees *text. Returns the change count. */
static int write_pair(struct benches *pair, bool colour, char **text)
{
    size_t size;
    FILE *out = open_memstream(text, &size);
    int changed = changes_write(out, &pair->before->judgement,
                                &pair->after->judgement, colour);
    assert_int_equal(fclose(out), 0);
    return changed;
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
    assert_memory_equal(text, "cell ", 5);
    char line[100], verdict[20];
    double before, after, ratio, low, high;
    snprintf(line, sizeof line, "%.99s", strstr(text, "\nwaits/async ") + 1);
    assert_int_equal(sscanf(line, "%*s %lf %lf %lf %lf %lf %19s", &before,
                            &after, &ratio, &low, &high, verdict),
                     6);
    assert_true(after > before && low < ratio && ratio < high);
    assert_string_equal(verdict, "changed");
    assert_says(text, "\n1 changed, ");
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

static void a_control_that_changed_is_reported(void **state)
{
    struct benches *pair = *state;
    char *text;
    for (int i = 0; i < pair->after->results.runs_count; i++)
        pair->after->runs[i].time_s *= 2;
    assert_true(write_pair(pair, false, &text) > 20);
    assert_says(text, "\nthe control changed too: it may be the machine\n");
    free(text);
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
        WITH_PAIR(a_control_that_changed_is_reported),
    };
    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
