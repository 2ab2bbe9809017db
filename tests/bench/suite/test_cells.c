/* test_cells.c -- the models accept every option of the cells in our suites. */
#include <string.h>

#include "bench/suite/command.h"
#include "bench/suite/suite.h"
#include "core/runner/options.h"
#include "tests/unit.h"
#include "workloads/list.h"

static const struct model models[] = {
    {.name = "sequential", .max_width = 1},
    {.name = "async", .can_offload = true},
    {.name = "threads"},
    {.name = "openmp"},
    {.name = "processes"},
    {.name = "hybrid", .can_offload = true},
    {.name = "mpi", .can_loop = true, .max_width = 64},
};

static const struct model *find_model(const char *name)
{
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        if (strcmp(models[i].name, name) == 0)
            return &models[i];
    return NULL;
}

/* Without pinning, whose command has the cell's program as its third word. */
static int parse(const struct experiment *experiment, const struct cell *cell,
                 char why[WHY_MAX])
{
    char *argv[COMMAND_WORDS_MAX + 1];
    struct options options;
    struct command command;
    struct cell unpinned = *cell;
    unpinned.pin = false;
    command_of_cell(&command, experiment, &unpinned, "bin",
                    command_url(experiment), true);
    assert_true(command_complete(&command));
    int count = command.count - command.program; /* without its launcher */
    memcpy(argv, command.word + command.program, (size_t)count * sizeof *argv);
    argv[count] = NULL;
    int err = options_parse(&options, find_model(cell->model), workload_list,
                            count, argv, why);
    options_free(&options);
    command_free(&command);
    return err;
}

static void every_option_of_a_cell_is_accepted(void **state)
{
    (void)state;
    static const char *const suites[] = {
        "cluster",  "default", "granularity", "openloop", "peers",
        "postgres", "scale",   "scaling",     "servers",  "wrong",
    };
    int parsed = 0;
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        char path[200], why[WHY_MAX] = "";
        struct suite *suite;
        snprintf(path, sizeof path, "bench/suites/%s.yaml", suites[i]);
        assert_int_equal(suite_load(&suite, path, why), 0);
        for (unsigned e = 0; e < suite->experiments_count; e++) {
            const struct experiment *experiment = &suite->experiments[e];
            for (unsigned c = 0; c < experiment->cells_count; c++) {
                const struct cell *cell = &experiment->cells[c];
                if (!cell->model || !find_model(cell->model))
                    continue;
                parsed++;
                if (parse(experiment, cell, why))
                    fail_msg("%s: %s/%s: %s", path, experiment->name,
                             cell->name, why);
            }
        }
        suite_free(suite);
    }
    assert_true(parsed > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_of_a_cell_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
