/* test_schedule.c -- every run once a block, in an order set by the seed. */

#include "tests/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/schedule.h"
#include "core/base/file.h"

static struct cell control_cells[] = {{.name = "aa-1"}, {.name = "aa-2"}};
static struct cell three_cells[] = {
    {.name = "sequential"}, {.name = "async"}, {.name = "threads"}};
static struct experiment experiments[] = {
    {.name = "control", .cells = control_cells, .cells_count = 2},
    {.name = "waits", .cells = three_cells, .cells_count = 3},
    {.name = "idle", .slow = true, .cells = three_cells, .cells_count = 3},
};
static const struct suite suite = {.experiments = experiments,
                                   .experiments_count = 3};

static struct schedule *make(enum profile profile, uint64_t seed,
                             const char *only)
{
    struct schedule *schedule;
    assert_int_equal(schedule_make(&schedule, &suite, profile, seed, only), 0);
    return schedule;
}

static int count_of(const struct schedule *schedule, int block, int experiment,
                    int cell)
{
    int count = 0;
    for (int i = 0; i < schedule->runs_count; i++)
        count += schedule->runs[i].block == block &&
                 schedule->runs[i].experiment == experiment &&
                 schedule->runs[i].cell == cell;
    return count;
}

static bool same_runs(const struct schedule *a, const struct schedule *b)
{
    if (a->runs_count != b->runs_count)
        return false;
    for (int i = 0; i < a->runs_count; i++)
        if (a->runs[i].block != b->runs[i].block ||
            a->runs[i].experiment != b->runs[i].experiment ||
            a->runs[i].cell != b->runs[i].cell)
            return false;
    return true;
}

static void every_block_has_every_cell_once(void **state)
{
    (void)state;
    struct schedule *schedule = make(PROFILE_DEFAULT, 1, NULL);
    assert_int_equal(schedule->runs_count, 13 * 8);
    for (int block = 0; block <= 12; block++)
        for (int e = 0; e < 3; e++)
            for (int c = 0; c < (int)experiments[e].cells_count; c++)
                assert_int_equal(count_of(schedule, block, e, c), 1);
    schedule_free(schedule);
}

static void cells_of_an_experiment_stay_together(void **state)
{
    (void)state;
    struct schedule *schedule = make(PROFILE_DEFAULT, 2, NULL);
    int changes = 0;
    for (int i = 1; i < schedule->runs_count; i++)
        changes +=
            schedule->runs[i].block == schedule->runs[i - 1].block &&
            schedule->runs[i].experiment != schedule->runs[i - 1].experiment;
    assert_int_equal(changes, 13 * 2);
    schedule_free(schedule);
}

static void the_seed_alone_sets_the_order(void **state)
{
    (void)state;
    struct schedule *a = make(PROFILE_DEFAULT, 7, NULL);
    struct schedule *b = make(PROFILE_DEFAULT, 7, NULL);
    struct schedule *c = make(PROFILE_DEFAULT, 8, NULL);
    assert_true(same_runs(a, b));
    assert_false(same_runs(a, c));
    schedule_free(a);
    schedule_free(b);
    schedule_free(c);
}

static void every_cell_comes_first_about_equally_often(void **state)
{
    (void)state;
    int first[3] = {0};
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct schedule *schedule = make(PROFILE_QUICK, seed, "waits");
        for (int i = 0; i < schedule->runs_count; i++) {
            const struct planned *run = &schedule->runs[i];
            if (run->experiment == 1 && (i == 0 || run[-1].experiment != 1 ||
                                         run[-1].block != run->block))
                first[run->cell]++;
        }
        schedule_free(schedule);
    }
    assert_int_equal(first[0] + first[1] + first[2], 200 * 7);
    for (int i = 0; i < 3; i++)
        assert_int_in_range(first[i], 400, 533);
}

static void quick_leaves_out_slow_cells(void **state)
{
    (void)state;
    struct schedule *schedule = make(PROFILE_QUICK, 1, NULL);
    assert_int_equal(schedule->blocks, 6);
    assert_int_equal(schedule->looks, 1);
    assert_int_equal(schedule->runs_count, 7 * 5);
    schedule_free(schedule);
}

static void an_experiment_can_have_fewer_blocks(void **state)
{
    (void)state;
    experiments[2].blocks = 4;
    struct schedule *schedule = make(PROFILE_DEFAULT, 1, NULL);
    const bool chosen[] = {false, true, true};
    assert_int_equal(schedule_extend(schedule, &suite, chosen, 12), 0);
    for (int block = 0; block <= 24; block++)
        assert_int_equal(count_of(schedule, block, 2, 1), block <= 4);
    assert_int_equal(count_of(schedule, 24, 1, 1), 1);
    schedule_free(schedule);
    experiments[2].blocks = 0;
}

static void an_experiment_for_full_is_in_no_other_profile(void **state)
{
    (void)state;
    experiments[2].full = true;
    struct schedule *schedule = make(PROFILE_DEFAULT, 1, NULL);
    assert_int_equal(count_of(schedule, 1, 2, 0), 0);
    schedule_free(schedule);
    schedule = make(PROFILE_FULL, 1, NULL);
    assert_int_equal(count_of(schedule, 1, 2, 0), 1);
    schedule_free(schedule);
    experiments[2].full = false;
}

static void only_keeps_the_control(void **state)
{
    (void)state;
    struct schedule *schedule = make(PROFILE_DEFAULT, 1, "waits/as*");
    assert_int_equal(schedule->runs_count, 13 * 3);
    assert_int_equal(count_of(schedule, 3, 0, 1), 1);
    assert_int_equal(count_of(schedule, 3, 1, 1), 1);
    assert_int_equal(count_of(schedule, 3, 1, 0), 0);
    schedule_free(schedule);
}

static void only_that_matches_nothing_is_refused(void **state)
{
    (void)state;
    struct schedule *schedule;
    assert_int_equal(
        schedule_make(&schedule, &suite, PROFILE_DEFAULT, 1, "wiats"), -ENOENT);
    assert_null(schedule);
}

static void an_extension_adds_the_chosen_blocks(void **state)
{
    (void)state;
    const bool chosen[] = {true, true, false};
    struct schedule *schedule = make(PROFILE_DEFAULT, 1, "waits/*c");
    int before = schedule->runs_count;
    assert_int_equal(schedule_extend(schedule, &suite, chosen, 12), 0);
    assert_int_equal(schedule->extended_to, 24);
    assert_int_equal(schedule->runs_count, before + 12 * 3);
    assert_int_equal(count_of(schedule, 13, 1, 1), 1);
    assert_int_equal(count_of(schedule, 24, 0, 0), 1);
    assert_int_equal(count_of(schedule, 13, 1, 0), 0); /* not in --only */
    assert_int_equal(count_of(schedule, 13, 2, 0), 0); /* not chosen */
    schedule_free(schedule);
    schedule = make(PROFILE_DEFAULT, 1, NULL);
    assert_int_equal(schedule_extend(schedule, &suite, chosen, 4), 0);
    assert_int_equal(schedule->extended_to, 16);
    assert_int_equal(count_of(schedule, 16, 1, 0), 1);
    assert_int_equal(count_of(schedule, 17, 1, 0), 0);
    schedule_free(schedule);
}

static void a_schedule_survives_its_file(void **state)
{
    (void)state;
    char path[] = "/tmp/overlap-schedule-XXXXXX", why[WHY_MAX];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct schedule *read, *schedule = make(PROFILE_FULL, 99, NULL);
    json_array_append_new(schedule->quiet, json_pack("{s:i}", "block", 0));
    assert_int_equal(schedule_write(schedule, &suite, path), 0);
    assert_int_equal(schedule_read(&read, &suite, path, why), 0);
    assert_true(same_runs(schedule, read));
    assert_int_equal(read->seed, 99);
    assert_int_equal(read->profile, PROFILE_FULL);
    assert_int_equal(read->blocks, 30);
    assert_true(json_equal(read->quiet, schedule->quiet));
    schedule_free(schedule);
    schedule_free(read);
    unlink(path);
}

/* Asserts that a schedule with that text in place of another is refused. */
static void assert_refused(const char *found, const char *instead,
                           const char *expected)
{
    char path[] = "/tmp/overlap-schedule-XXXXXX", why[WHY_MAX], *text;
    close(mkstemp(path));
    struct schedule *read, *schedule = make(PROFILE_QUICK, 99, NULL);
    assert_int_equal(schedule_write(schedule, &suite, path), 0);
    schedule_free(schedule);
    assert_int_equal(file_read(path, &text), 0);
    char *at = strstr(text, found);
    assert_non_null(at);
    FILE *file = fopen(path, "we");
    fprintf(file, "%.*s%s%s", (int)(at - text), text, instead,
            at + strlen(found));
    fclose(file);
    free(text);
    int err = schedule_read(&read, &suite, path, why);
    unlink(path);
    assert_int_equal(err, -EINVAL);
    assert_null(read);
    assert_memory_equal(why, path, strlen(path));
    if (!strstr(why, expected))
        fail_msg("%s: %s", why, expected);
}

static void what_is_wrong_with_a_schedule_is_told(void **state)
{
    (void)state;
    assert_refused("\"seed\"", "seed\"", ":3: ");
    assert_refused("{", "[{}]", "expected a JSON object");
    assert_refused("\"quick\"", "\"slow\"",
                   ": profile: found slow; expected one of: default, quick, "
                   "full, wrong");
    assert_refused("\"seed\"", "\"seeds\"", "seed");
    assert_refused("\"blocks\": 6", "\"blocks\": 4294967302",
                   ": blocks: found 4294967302; expected 1 to 64");
    assert_refused("\"looks\": 1", "\"looks\": 3",
                   ": looks: found 3; expected 1 or 2");
    assert_refused("\"extended_to\": 0", "\"extended_to\": 6",
                   ": extended_to: found 6; expected 0 or 7 to 12");
    assert_refused("\"block\": 0", "\"block\": 4294967296",
                   ": run 0: found block 4294967296; expected 0 to 6");
    assert_refused("\"cell\": \"async\"", "\"cell\": \"sync\"",
                   "/sync; expected a cell of suite.yaml");
    assert_refused("schedule/1", "schedule/2",
                   ": schema: found overlap/schedule/2; expected "
                   "overlap/schedule/1");
}

static void a_run_that_is_done_is_not_missing(void **state)
{
    (void)state;
    struct schedule *schedule = make(PROFILE_QUICK, 1, NULL);
    assert_true(schedule_mark(schedule, 2, 1, 0));
    assert_false(schedule_mark(schedule, 2, 1, 0));
    assert_false(schedule_mark(schedule, 7, 1, 0));
    int missing = 0;
    for (int i = 0; i < schedule->runs_count; i++)
        missing += !schedule->runs[i].done;
    assert_int_equal(missing, 7 * 5 - 1);
    schedule_free(schedule);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_has_every_cell_once),
        cmocka_unit_test(cells_of_an_experiment_stay_together),
        cmocka_unit_test(the_seed_alone_sets_the_order),
        cmocka_unit_test(every_cell_comes_first_about_equally_often),
        cmocka_unit_test(quick_leaves_out_slow_cells),
        cmocka_unit_test(an_experiment_can_have_fewer_blocks),
        cmocka_unit_test(an_experiment_for_full_is_in_no_other_profile),
        cmocka_unit_test(only_keeps_the_control),
        cmocka_unit_test(only_that_matches_nothing_is_refused),
        cmocka_unit_test(an_extension_adds_the_chosen_blocks),
        cmocka_unit_test(a_schedule_survives_its_file),
        cmocka_unit_test(what_is_wrong_with_a_schedule_is_told),
        cmocka_unit_test(a_run_that_is_done_is_not_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
