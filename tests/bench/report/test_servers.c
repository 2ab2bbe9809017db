/* test_servers.c -- what a report says of servers comes from their runs, and
 * can come out either way. All figures are made up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/report/servers_section.h"
#include "core/base/process.h"
#include "tests/unit.h"

#define BLOCKS 6

static char dir[] = "/tmp/overlap-servers-XXXXXX";

static const char suite_text[] =
    "title: T\n"
    "experiments:\n"
    "  - name: many\n"
    "    title: M\n"
    "    workload: serve\n"
    "    sweep: {option: tasks, values: [1, 100, 10000]}\n"
    "    cells:\n"
    "      - {model: async, width: 0}\n"
    "      - {model: threads, width: 0}\n"
    "      - {name: crossing, model: processes, width: 0}\n"
    "      - {name: noisy, model: hybrid, width: 0}\n"
    "      - {name: missing, executable: there-is-none}\n"
    "  - name: few\n"
    "    title: F\n"
    "    workload: serve\n"
    "    tasks: 20\n"
    "    cells:\n"
    "      - {model: async, width: 0}\n"
    "      - {model: threads, width: 0}\n"
    "      - {name: tie, model: hybrid, width: 0}\n"
    "  - name: loopless\n"
    "    title: L\n"
    "    workload: serve\n"
    "    tasks: 20\n"
    "    cells:\n"
    "      - {model: sequential}\n"
    "      - {model: threads, width: 0}\n"
    "  - name: asking\n"
    "    title: A\n"
    "    workload: fetch\n"
    "    cells:\n"
    "      - {model: async, width: 0}\n"
    "      - {model: threads, width: 0}\n";

static FILE *begin_file(const char *name)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    return file;
}

/* A run whose figures are times those of any other. */
static void put_run(FILE *out, int block, const char *cell, double rate,
                    double p50, double p99, double cpu, double memory)
{
    const char *slash = strchr(cell, '/');
    fprintf(out,
            "{\"block\": %d, \"experiment\": \"%.*s\", \"cell\": \"%s\", "
            "\"time_s\": 1, \"user_s\": 9, \"sys_s\": 9, \"exit_code\": 0, "
            "\"record\": {\"wall_ns\": 1000000000, \"plan\": {\"tasks\": 1, "
            "\"workers\": 1}, \"user_ns\": %.0f, \"sys_ns\": %.0f, "
            "\"findings\": {\"requests_per_s\": %.0f, \"p50_us\": %.4f, "
            "\"p99_us\": %.0f, \"p999_us\": 9000}, \"memory\": "
            "{\"total_bytes\": %.0f}}}\n",
            block, (int)(slash - cell), cell, slash + 1, cpu * 3e6, cpu * 1e6,
            rate * 1000, p50 * 100, p99 * 2000, memory * 1048576);
}

/* Threads keep up with one connection; another server is ahead at first and
 * behind in the end; the last is ahead by half in most blocks, not in all. */
static void put_many(FILE *out, int block)
{
    put_run(out, block, "many/async-1", 1, 1, 1, 1, 1);
    put_run(out, block, "many/async-100", 20, 1, 1, 20, 2);
    put_run(out, block, "many/async-10000", 10, 1, 1, 900, 9);
    put_run(out, block, "many/threads-1", 1.04, 1, 1, 1, 1);
    put_run(out, block, "many/threads-100", 10, 1, 3, 60, 4);
    put_run(out, block, "many/threads-10000", 4, 1, 3, 1800, 27);
    put_run(out, block, "many/crossing-1", 2, 0.0002, 1, 1, 1);
    put_run(out, block, "many/crossing-100", 20, 1, 1, 20, 2);
    put_run(out, block, "many/crossing-10000", 5, 1, 1, 900, 9);
    double rate = block == 3 ? 0.9 : 1.5;
    put_run(out, block, "many/noisy-1", rate, 1, 1, 1, 1);
    put_run(out, block, "many/noisy-100", 20 * rate, 1, 1, 20, 2);
    put_run(out, block, "many/noisy-10000", 10 * rate, 1, 1, 900, 9);
}

static void put_few(FILE *out, int block)
{
    put_run(out, block, "few/async", 1, 1, 1, 1, 1);
    put_run(out, block, "few/threads", 1, 0.5, 2, 1, 1);
    put_run(out, block, "few/tie", 1.05, 0.96, 1.05, 1.04, 1.03);
    put_run(out, block, "loopless/sequential", 1, 9, 9, 1, 1);
    put_run(out, block, "loopless/threads", 1, 1, 1, 1, 1);
    put_run(out, block, "asking/async", 1, 9, 9, 1, 1);
    put_run(out, block, "asking/threads", 1, 1, 1, 1, 1);
}

static int make_folder(void **state)
{
    static struct results *results;
    char why[WHY_MAX];
    if (!mkdtemp(dir) || chdir(dir) < 0)
        return -1;
    FILE *file = begin_file("suite.yaml");
    fputs(suite_text, file);
    fclose(file);
    file = begin_file("environment.json");
    fputs("{\"cores\": 2}\n", file);
    fclose(file);
    file = begin_file("schedule.json");
    fprintf(file,
            "{\"schema\": \"overlap/schedule/1\", \"seed\": 1, \"profile\": "
            "\"full\", \"blocks\": %d, \"looks\": 1, \"extended_to\": 0, "
            "\"quiet\": [], \"runs\": []}\n",
            BLOCKS);
    fclose(file);
    file = begin_file("records.jsonl");
    for (int block = 0; block <= BLOCKS; block++) {
        put_many(file, block);
        put_few(file, block);
    }
    fclose(file);
    if (results_open(&results, dir, why) < 0)
        fail_msg("%s", why);
    process_begin();
    *state = results;
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"suite.yaml", "environment.json",
                                        "schedule.json", "records.jsonl"};
    results_free(*state);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    return chdir("/") == 0 ? rmdir(dir) : -1;
}

/* What is said of an experiment; to be freed. */
static char *told(void **state, int index, bool noisy)
{
    struct measures *measures;
    char *text = NULL;
    size_t size;
    assert_int_equal(measures_compute(&measures, *state, noisy), 0);
    FILE *md = open_memstream(&text, &size);
    assert_non_null(md);
    section_servers(md, measures, index);
    fclose(md);
    measures_free(measures);
    return text;
}

static void assert_told(void **state, int index, const char *expected)
{
    char *text = told(state, index, false);
    if (!strstr(text, expected))
        fail_msg("expected \"%s\" in:\n%s", expected, text);
    free(text);
}

static void where_a_server_begins_to_differ_is_told(void **state)
{
    assert_told(state, 0,
                "\n- threads: fewer requests a second from 100 connections on, "
                "0.40× (0.40× to 0.40×) at 10,000; longer p99 from 100 "
                "connections on, 3.00× (3.00× to 3.00×) at 10,000; more CPU "
                "time from 100 connections on, 2.00× (2.00× to 2.00×) at "
                "10,000; more memory from 100 connections on, 3.00× (3.00× to "
                "3.00×) at 10,000.\n");
}

static void a_crossover_is_told(void **state)
{
    assert_told(state, 0,
                "\n- crossing: more requests a second at 1 connection, 2.00× "
                "(2.00× to 2.00×), fewer at 10,000 connections, 0.50× (0.50× "
                "to 0.50×); shorter p50 at 1 connection, 0.00020× (0.00020× "
                "to 0.00020×).\n");
}

static void what_one_block_contradicts_is_not_told(void **state)
{
    assert_told(state, 0, "\n- noisy: no difference is shown.\n");
}

/* Neither that it differs nor that it does not. */
static void of_what_did_not_run_nothing_is_told(void **state)
{
    char *text = told(state, 0, false);
    assert_null(strstr(text, "- missing"));
    free(text);
}

static void a_tie_is_no_difference(void **state)
{
    assert_told(state, 1,
                "\n- threads: shorter p50, 0.50× (0.50× to 0.50×); longer "
                "p99, 2.00× (2.00× to 2.00×).\n"
                "- tie: no difference is shown.\n");
}

static void figures_stand_against_connections(void **state)
{
    assert_told(state, 0,
                "| connections | 1 | 100 | 10,000 |\n|---|---:|---:|---:|\n"
                "| async | 1,000 | 20,000 | 10,000 |\n"
                "| threads | 1,040 | 10,000 | 4,000 |\n");
    assert_told(state, 0, "| threads | 4.00 ms | 240 ms | 7.20 s |\n");
    assert_told(state, 0, "| threads | 1.00 MiB | 4.00 MiB | 27.0 MiB |\n");
}

static void a_noisy_machine_only_has_figures(void **state)
{
    char *text = told(state, 0, true);
    assert_non_null(strstr(text, "| threads | 1,040 | 10,000 | 4,000 |\n"));
    assert_null(strstr(text, "Beside"));
    free(text);
}

static void nothing_is_told_of_what_has_no_loop_or_serves_nothing(void **state)
{
    for (int index = 2; index <= 3; index++) {
        char *text = told(state, index, false);
        assert_string_equal(text, "");
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_a_server_begins_to_differ_is_told),
        cmocka_unit_test(a_crossover_is_told),
        cmocka_unit_test(what_one_block_contradicts_is_not_told),
        cmocka_unit_test(of_what_did_not_run_nothing_is_told),
        cmocka_unit_test(a_tie_is_no_difference),
        cmocka_unit_test(figures_stand_against_connections),
        cmocka_unit_test(a_noisy_machine_only_has_figures),
        cmocka_unit_test(nothing_is_told_of_what_has_no_loop_or_serves_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
