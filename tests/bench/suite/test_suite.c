/* test_suite.c -- suites are read whole, or refused in one clear line. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/suite/suite.h"
#include "core/base/text.h"

#define HEAD "title: T\nexperiments:\n"
#define EXPERIMENT                                                             \
    "  - name: waits\n    title: W\n    workload: sleep\n    cells:\n"
#define SWEEP(sweep)                                                           \
    HEAD "  - name: waits\n    title: W\n    workload: sleep\n    "            \
         "sweep: " sweep "\n    cells:\n"

static char dir[] = "/tmp/overlap-suite-XXXXXX";

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    unlink("suite.yaml");
    unlink("overlap-threads");
    return chdir("/") == 0 ? rmdir(dir) : -1;
}

static void write_suite(const char *text)
{
    FILE *file = fopen("suite.yaml", "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_refused(const char *text, const char *expected)
{
    char why[WHY_MAX] = "";
    struct suite *suite;
    write_suite(text);
    assert_true(suite_load(&suite, "suite.yaml", why) < 0);
    assert_string_equal(why, expected);
    assert_null(suite);
}

static struct suite *load(const char *text)
{
    char why[WHY_MAX] = "";
    struct suite *suite;
    write_suite(text);
    if (suite_load(&suite, "suite.yaml", why) < 0)
        fail_msg("%s", why);
    return suite;
}

static void a_suite_is_read_whole(void **state)
{
    (void)state;
    struct suite *suite =
        load(HEAD "  - name: fetch\n    title: Pages\n    workload: fetch\n"
                  "    tasks: 50\n    cpu_share: 30\n    slow: true\n    "
                  "fails: true\n    untimed_setup: true\n"
                  "    server: {delay: 20ms, size: 1KiB}\n    cells:\n"
                  "      - {model: threads, width: 0, ticker: true}\n"
                  "      - {name: two, executable: ./a.py, tasks: 7}\n"
                  "      - {name: burn-1, workload: burn, size: 250}\n");
    const struct experiment *experiment = &suite->experiments[0];
    const struct cell *cells = experiment->cells;
    assert_string_equal(experiment->server->delay, "20ms");
    assert_int_equal(experiment->tasks, 50);
    assert_int_equal(*experiment->cpu_share, 30);
    assert_true(experiment->slow);
    assert_true(experiment->fails && experiment->untimed_setup);
    assert_int_equal(experiment->cells_count, 3);
    assert_string_equal(cells[0].name, "threads");
    assert_int_equal(*cells[0].width, 0);
    assert_true(cells[0].ticker);
    assert_false(cells[0].meter);
    assert_null(cells[1].width);
    assert_int_equal(*cells[1].tasks, 7);
    assert_string_equal(cell_workload(experiment, &cells[1]), "fetch");
    assert_string_equal(cell_workload(experiment, &cells[2]), "burn");
    suite_free(suite);
}

static void each_of_our_suites_loads(void **state)
{
    (void)state;
    static const char *const names[] = {"cluster",  "default", "granularity",
                                        "openloop", "peers",   "postgres",
                                        "servers"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct suite *suite;
        char why[WHY_MAX] = "", path[300];
        snprintf(path, sizeof path, "%s/%s.yaml", TEST_SUITES, names[i]);
        if (suite_load(&suite, path, why) < 0)
            fail_msg("%s", why);
        assert_string_equal(suite->experiments[0].name, "control");
        suite_free(suite);
    }
}

static void a_missing_file_is_reported(void **state)
{
    (void)state;
    struct suite *suite;
    char why[WHY_MAX] = "";
    assert_int_equal(suite_load(&suite, "none.yaml", why), -ENOENT);
    assert_string_equal(why, "none.yaml: No such file or directory; expected "
                             "a readable YAML file");
}

static void an_unknown_key_is_reported_with_the_known_ones(void **state)
{
    (void)state;
    assert_refused(
        HEAD EXPERIMENT "      - {model: threads, widht: 3}\n",
        "suite.yaml:7:26: widht: unknown key, perhaps width; expected model, "
        "executable, name, workload, size, width, tasks, chunk, cpu_share, "
        "launch, options, optional, offload, ticker, meter, pin");
}

static void a_duplicate_cell_is_reported(void **state)
{
    (void)state;
    assert_refused(
        HEAD EXPERIMENT "      - model: threads\n"
                        "      - model: threads\n"
                        "        width: 2\n",
        "suite.yaml:8:9: name: found threads; expected another name: "
        "this one is taken in its experiment");
}

static void a_duplicate_experiment_is_reported(void **state)
{
    (void)state;
    assert_refused(HEAD EXPERIMENT "      - model: threads\n" EXPERIMENT
                                   "      - model: threads\n",
                   "suite.yaml:8:11: name: found waits; expected another name: "
                   "this one is taken");
}

static void bad_numbers_are_reported(void **state)
{
    (void)state;
    assert_refused(
        HEAD EXPERIMENT "      - {model: threads, tasks: 0}\n",
        "suite.yaml:7:33: tasks: found 0; expected a whole number of "
        "at least 1");
    assert_refused(
        HEAD EXPERIMENT "      - {model: threads, width: -1}\n",
        "suite.yaml:7:33: width: found -1; expected a whole number, 0 "
        "for a worker a task");
    assert_refused(
        HEAD EXPERIMENT "      - {model: threads, tasks: 5x}\n",
        "suite.yaml:7:33: tasks: found 5x; expected a whole number of "
        "at least 1");
}

static void a_bad_name_is_reported(void **state)
{
    (void)state;
    assert_refused(HEAD EXPERIMENT "      - {model: threads, name: ../etc}\n",
                   "suite.yaml:7:32: name: found ../etc; expected a lower-case "
                   "letter, then lower-case letters, digits, - and _, at most "
                   "40 in all");
    assert_refused(HEAD EXPERIMENT "      - {model: threads, name: a--b}\n",
                   "suite.yaml:7:32: name: found a--b; expected no two - in a "
                   "row, and none at the end");
    assert_refused(HEAD EXPERIMENT "      - {model: threads, name: a-}\n",
                   "suite.yaml:7:32: name: found a-; expected no two - in a "
                   "row, and none at the end");
}

static void a_cell_without_a_runner_is_reported(void **state)
{
    (void)state;
    assert_refused(HEAD EXPERIMENT "      - {name: x}\n",
                   "suite.yaml:7:9: model: found none; expected a model or an "
                   "executable");
    assert_refused(HEAD EXPERIMENT
                   "      - {name: x, workload: burn, model: threads}\n",
                   "suite.yaml:7:42: model: found threads; expected no model: "
                   "overlap itself runs the workload burn");
}

static void an_unknown_model_is_reported_with_the_known_ones(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    FILE *program = fopen("overlap-threads", "w");
    assert_non_null(program);
    fclose(program);
    chmod("overlap-threads", 0755);
    struct suite *suite =
        load(HEAD EXPERIMENT "      - model: threads\n      - model: treads\n");
    assert_int_equal(suite_find_programs(suite, dir, why), -ENOENT);
    assert_string_equal(
        why, "suite.yaml:8:16: model: found treads; expected one of threads");
    suite_free(suite);
}

static void our_programs_need_not_be_models(void **state)
{
    (void)state;
    assert_true(suite_is_model("overlap-threads"));
    assert_true(suite_is_model("overlap-in-another-language"));
    assert_false(suite_is_model("overlap-server"));
    assert_false(suite_is_model("overlap-costs"));
    assert_false(suite_is_model("overlap-semantics"));
    assert_false(suite_is_model("overlap-uneven"));
    assert_false(suite_is_model("example-hello"));
}

static void executables_are_relative_to_the_suites_folder(void **state)
{
    (void)state;
    struct suite *suite =
        load(HEAD EXPERIMENT "      - {name: a, executable: ../a.py}\n"
                             "      - {name: b, executable: /bin/b}\n"
                             "      - {model: threads}\n");
    assert_int_equal(suite_resolve(suite, "bench/suites"), 1);
    const struct cell *cells = suite->experiments[0].cells;
    assert_string_equal(cells[0].executable, "bench/a.py");
    assert_string_equal(cells[1].executable, "/bin/b");
    suite_free(suite);
}

static void libraries_are_relative_to_the_suites_folder(void **state)
{
    (void)state;
    struct suite *suite = load(
        HEAD EXPERIMENT "      - {name: a, model: async, workload: ./a.so}\n"
                        "      - {name: b, model: async, workload: /b.so}\n"
                        "      - {model: threads}\n");
    const struct experiment *experiment = &suite->experiments[0];
    assert_int_equal(suite_resolve(suite, "here"), 1);
    assert_string_equal(experiment->cells[0].workload, "here/./a.so");
    assert_string_equal(experiment->cells[1].workload, "/b.so");
    assert_null(experiment->cells[2].workload);
    assert_null(strchr(experiment->workload, '/'));
    suite_free(suite);
}

/* A launcher without a slash is in PATH; a sweep's cells have words of their
 * own. */
static void a_launcher_knows_its_cells_width(void **state)
{
    (void)state;
    char why[WHY_MAX];
    struct suite *suite;
    write_suite(
        SWEEP("{option: width, values: [3, 5]}") //
        "      - {model: mpi, launch: [../here.sh, \"-n={width}.\"]}\n"
        "      - {model: mpi, name: b, width: 0,\n"
        "         launch: [mpirun, \"{width}\", a/b, \"{width}:{width}\"]}\n");
    assert_int_equal(suite_load_on(&suite, "suite.yaml", 6, why), 0);
    assert_int_equal(suite_resolve(suite, "bench/suites"), 2);
    const struct cell *cells = suite->experiments[0].cells;
    assert_int_equal(suite->experiments[0].cells_count, 3);
    assert_string_equal(cells[0].launch[0], "bench/here.sh");
    assert_string_equal(cells[0].launch[1], "-n=3.");
    assert_string_equal(cells[1].launch[0], "bench/here.sh");
    assert_string_equal(cells[1].launch[1], "-n=5.");
    assert_string_equal(cells[2].launch[0], "mpirun");
    assert_string_equal(cells[2].launch[1], "6");
    assert_string_equal(cells[2].launch[2], "a/b");
    assert_string_equal(cells[2].launch[3], "6:6");
    suite_free(suite);
}

static void only_optional_programs_can_be_missing(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    struct suite *suite =
        load(HEAD EXPERIMENT
             "      - {name: a, executable: ./none, optional: true}\n"
             "      - {name: b, model: none, optional: true}\n");
    assert_int_equal(suite_find_programs(suite, dir, why), 0);
    suite->experiments[0].cells[0].optional = false;
    assert_int_equal(suite_find_programs(suite, dir, why), -ENOENT);
    assert_string_equal(why,
                        "suite.yaml:7:31: executable: found ./none; expected "
                        "a program that can be run");
    suite_free(suite);
}

static void a_missing_server_is_reported(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    struct suite *suite =
        load(HEAD "  - name: fetch\n    title: Pages\n    workload: fetch\n"
                  "    server: {delay: 20ms}\n    cells:\n"
                  "      - model: threads\n");
    assert_int_equal(suite_find_programs(suite, dir, why), -ENOENT);
    assert_string_equal(why,
                        "suite.yaml:6:13: server: found no overlap-server; "
                        "expected it beside overlap itself");
    suite_free(suite);
}

/* ... but at least 32, so that they can be shared out. */
static void smaller_tasks_are_more_of_them(void **state)
{
    static const int tasks[] = {62500, 1000, 32};
    (void)state;
    struct suite *suite =
        load(SWEEP("{option: size, values: [16, 1k, 1M], work: "
                   "1000000}") "      - {model: threads}\n");
    for (int i = 0; i < 3; i++)
        assert_int_equal(*suite->experiments[0].cells[i].tasks, tasks[i]);
    suite_free(suite);
}

static void a_sweep_makes_one_cell_per_value(void **state)
{
    (void)state;
    struct suite *suite = load(SWEEP("{option: width, values: [1, 10], waves: "
                                     "3}") "      - {model: sequential, width: "
                                           "1, tasks: 4}\n"
                                           "      - {model: threads, options: "
                                           "[--pause, 5ms]}\n"
                                           "      - {model: async, name: "
                                           "loop}\n");
    const struct cell *cells = suite->experiments[0].cells;
    assert_int_equal(suite->experiments[0].cells_count, 5);
    assert_string_equal(cells[0].name, "sequential");
    assert_false(cells[0].swept);
    assert_int_equal(*cells[0].tasks, 4);
    assert_string_equal(cells[1].name, "threads-1");
    assert_string_equal(cells[2].name, "threads-10");
    assert_string_equal(cells[2].series, "threads");
    assert_string_equal(cells[2].options[1], "5ms");
    assert_true(cells[2].swept);
    assert_true(cells[2].x > 9.9 && cells[2].x < 10.1);
    assert_int_equal(*cells[2].width, 10);
    assert_int_equal(*cells[2].tasks, 30);
    assert_int_equal(cells[2].written, 1);
    assert_string_equal(cells[4].name, "loop-10");
    suite_free(suite);
}

static void each_option_can_be_swept(void **state)
{
    (void)state;
    struct suite *suite = load(SWEEP(
        "{option: size, values: [20ms, 1.5KiB]}") "      - model: threads\n");
    const struct cell *cells = suite->experiments[0].cells;
    assert_string_equal(cells[0].size, "20ms");
    assert_true(cells[0].x > 19.9 && cells[0].x < 20.1);
    assert_string_equal(cells[1].name, "threads-1_5kib");
    assert_string_equal(cells[1].size, "1.5KiB");
    suite_free(suite);
    suite = load(SWEEP("{option: tasks, values: [7]}") "      - model: x\n");
    assert_int_equal(*suite->experiments[0].cells[0].tasks, 7);
    suite_free(suite);
    suite = load(SWEEP("{option: chunk, values: [9]}") "      - model: x\n");
    assert_int_equal(*suite->experiments[0].cells[0].chunk, 9);
    suite_free(suite);
    suite =
        load(SWEEP("{option: cpu_share, values: [0]}") "      - model: x\n");
    assert_int_equal(*suite->experiments[0].cells[0].cpu_share, 0);
    suite_free(suite);
}

static void assert_widths(int cores, const char *expected)
{
    char found[300] = "", why[WHY_MAX];
    struct suite *suite;
    write_suite(SWEEP("{option: width, values: cores}") "      - model: x\n");
    assert_int_equal(suite_load_on(&suite, "suite.yaml", cores, why), 0);
    const struct experiment *e = &suite->experiments[0];
    for (unsigned i = 0; i < e->cells_count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%d",
                 i ? " " : "", *e->cells[i].width);
    assert_string_equal(found, expected);
    suite_free(suite);
}

static void a_sweep_can_follow_the_cores(void **state)
{
    (void)state;
    assert_widths(1, "1 2");
    assert_widths(2, "1 2 3 4");
    assert_widths(6, "1 2 3 4 5 6 7 8 10 12");
    assert_widths(9, "1 2 3 4 5 6 7 8 9 11 13 15 17 18");
    assert_widths(16, "1 2 3 4 5 6 7 8 10 12 14 16 20 24 28 32");
}

static void bad_sweeps_are_reported(void **state)
{
    (void)state;
    assert_refused(
        SWEEP("{option: width, values: many}") "      - model: threads\n",
        "suite.yaml:6:36: values: found many; expected a list, or "
        "cores: 1 to twice the number of cores");
    assert_refused(
        SWEEP("{option: tasks, values: cores}") "      - model: threads\n",
        "suite.yaml:6:36: values: found cores; expected a list");
    assert_refused(
        SWEEP("{option: width, values: []}") "      - model: threads\n",
        "suite.yaml:6:36: values: found none; expected a list, or "
        "cores: 1 to twice the number of cores");
    assert_refused(
        SWEEP("{option: cpu_share, values: [50, 101]}") "      - model: "
                                                        "threads\n",
        "suite.yaml:6:45: values: found 101; expected a whole number "
        "from 0 to 100");
    assert_refused(
        SWEEP("{option: width, values: [1], work: 5}") "      - model: "
                                                       "threads\n",
        "suite.yaml:6:12: sweep: found work; expected work only with option: "
        "size");
    assert_refused(
        SWEEP(
            "{option: width, values: [1]}\n    plot: [efficiency]") "      - "
                                                                    "model: "
                                                                    "threads\n",
        "suite.yaml:7:11: plot: found efficiency; expected it only with a "
        "sweep of size");
    assert_refused(
        SWEEP("{option: size, values: [big]}") "      - model: threads\n",
        "suite.yaml:6:36: values: found big; expected a size such as "
        "1000, 20ms or 64KiB");
    assert_refused(
        SWEEP("{option: width, values: [1, 1]}") "      - model: threads\n",
        "suite.yaml:6:12: sweep: found threads-1; expected another "
        "name or value: two cells have this one");
    assert_refused(
        SWEEP("{option: tasks, values: [1], waves: 2}") "      - model: "
                                                        "threads\n",
        "suite.yaml:6:12: sweep: found waves; expected waves only "
        "with option: width");
    assert_refused(
        SWEEP("{option: width, values: [1]}") "      - {model: "
                                              "threads, width: 2}\n",
        "suite.yaml:6:12: sweep: found no cell to sweep; expected one "
        "that does not set the option itself");
    assert_refused(
        SWEEP("{option: rate, values: [1]}") "      - model: threads\n",
        "suite.yaml:6:21: option: found rate; expected width, "
        "tasks, chunk, size, cpu_share");
    assert_refused(
        SWEEP("{option: width}") "      - model: threads\n",
        "suite.yaml:6:12: values: found none; expected a list of values");
}

/* A sweep of `cells` cells over the values from 1 to `values`. */
static void assert_too_many(int cells, int values, const char *expected)
{
    static char text[4000];
    *text = '\0';
    text_append(text, sizeof text,
                HEAD "  - name: waits\n    title: W\n    workload: sleep\n"
                     "    sweep: {option: tasks, values: [1");
    for (int i = 2; i <= values; i++)
        text_append(text, sizeof text, ",%d", i);
    text_append(text, sizeof text, "]}\n    cells:\n");
    for (int i = 1; i <= cells; i++)
        text_append(text, sizeof text, "      - {model: m%d}\n", i);
    assert_refused(text, expected);
}

static void sweeps_have_limits(void **state)
{
    (void)state;
    assert_refused(SWEEP("{option: width, values: [1, 010]}") "      - model: "
                                                              "threads\n",
                   "suite.yaml:6:40: values: found 010; expected a whole "
                   "number, 0 for a worker a task, in decimal digits that do "
                   "not begin with 0");
    assert_refused(SWEEP("{option: tasks, values: [10000001]}") "      - "
                                                                "model: x\n",
                   "suite.yaml:6:37: values: found 10000001; expected a whole "
                   "number from 1 to 10000000");
    assert_refused(
        SWEEP("{option: width, values: [10000000], waves: 3}") "      - "
                                                               "model: x\n",
        "suite.yaml:6:36: values: found 10000000; expected 1 to 10000000 "
        "tasks, waves times the width");
    assert_refused(SWEEP("{option: width, values: [1], waves: 1001}") "      "
                                                                      "- "
                                                                      "model: "
                                                                      "x\n",
                   "suite.yaml:6:48: waves: found 1001; expected a whole "
                   "number from 0 to 1000");
    assert_too_many(1, 201,
                    "suite.yaml:6:729: values: found over 200; "
                    "expected at most 200");
    assert_too_many(6, 200,
                    "suite.yaml:6:12: sweep: found over 1000 cells; "
                    "expected fewer values or cells");
}

static void a_bad_executable_in_a_sweep_is_reported_with_its_line(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    struct suite *suite = load(
        SWEEP("{option: width, values: [1, 2, 3]}") "      - {name: a, "
                                                    "executable: /bin/sh}\n"
                                                    "      - {name: b, "
                                                    "executable: /none}\n");
    assert_int_equal(suite_find_programs(suite, dir, why), -ENOENT);
    assert_string_equal(why,
                        "suite.yaml:9:31: executable: found /none; expected "
                        "a program that can be run");
    suite_free(suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_suite_is_read_whole),
        cmocka_unit_test(each_of_our_suites_loads),
        cmocka_unit_test(a_missing_file_is_reported),
        cmocka_unit_test(an_unknown_key_is_reported_with_the_known_ones),
        cmocka_unit_test(a_duplicate_cell_is_reported),
        cmocka_unit_test(a_duplicate_experiment_is_reported),
        cmocka_unit_test(bad_numbers_are_reported),
        cmocka_unit_test(a_bad_name_is_reported),
        cmocka_unit_test(a_cell_without_a_runner_is_reported),
        cmocka_unit_test(an_unknown_model_is_reported_with_the_known_ones),
        cmocka_unit_test(our_programs_need_not_be_models),
        cmocka_unit_test(executables_are_relative_to_the_suites_folder),
        cmocka_unit_test(libraries_are_relative_to_the_suites_folder),
        cmocka_unit_test(a_launcher_knows_its_cells_width),
        cmocka_unit_test(only_optional_programs_can_be_missing),
        cmocka_unit_test(a_missing_server_is_reported),
        cmocka_unit_test(a_sweep_makes_one_cell_per_value),
        cmocka_unit_test(smaller_tasks_are_more_of_them),
        cmocka_unit_test(each_option_can_be_swept),
        cmocka_unit_test(a_sweep_can_follow_the_cores),
        cmocka_unit_test(bad_sweeps_are_reported),
        cmocka_unit_test(sweeps_have_limits),
        cmocka_unit_test(a_bad_executable_in_a_sweep_is_reported_with_its_line),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
